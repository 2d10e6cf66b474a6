/// The conventions of WordPress exports
/// (https://wordpress.org/documentation/article/tools-export-screen).
enum WordPress {
  /// Returns a post's local date with its offset from UTC: the difference between the two times in
  /// the export.
  static func date(local: String?, universal: String?) -> String? {
    guard let universal, let moment = PublicationDate(parsing: universal), !moment.time.isEmpty
    else { return local.flatMap { PublicationDate(parsing: $0) == nil ? nil : $0 } }
    guard let local, let place = PublicationDate(parsing: local), let far = minutes(of: place),
      let near = minutes(of: moment)
    else { return moment.description + "Z" }
    let isLater = (place.year, place.month ?? 0, place.day ?? 0)
    let isEarlier = (moment.year, moment.month ?? 0, moment.day ?? 0)
    let days = isLater == isEarlier ? 0 : isLater > isEarlier ? 1 : -1
    let offset = far - near + days * 1_440
    guard offset != 0, abs(offset) <= 14 * 60, offset % 15 == 0 else {
      return moment.description + "Z"
    }
    let digits = [abs(offset) / 60, abs(offset) % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return place.description + (offset < 0 ? "-" : "+") + digits.joined(separator: ":")
  }

  /// Returns the number of minutes since midnight in a time such as `T09:30:00`.
  private static func minutes(of date: PublicationDate) -> Int? {
    let parts = date.time.dropFirst().split(separator: ":")
    guard parts.count == 3, let hours = Int(parts[0]), let minutes = Int(parts[1]) else {
      return nil
    }
    return hours * 60 + minutes
  }

  /// Returns the text without shortcodes, such as `[caption id="1"]...[/caption]`.
  ///
  /// The text between an opening and a closing shortcode is kept; that of a caption becomes the
  /// caption of a figure. Other words in brackets are kept
  /// too. A shortcode is recognized by a quoted value, by its closing tag, or by its name.
  static func withoutShortcodes(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "[")) else { return text }
    let tags = Shortcode.all(in: bytes)
    let closed = Set(tags.lazy.filter(\.isClosing).map(\.name))
    var result: [UInt8] = []
    var copied = 0
    var isInCaption = false
    for tag in tags
    where tag.isClosing || tag.hasQuotedValue || closed.contains(tag.name)
      || ownShortcodes.contains(tag.name) || tag.hasAttributes && isOfPlugin(tag.name)
    {
      result += bytes[copied..<tag.range.lowerBound]
      copied = tag.range.upperBound
      if captions.contains(tag.name), closed.contains(tag.name), tag.isClosing == isInCaption {
        result += (isInCaption ? captionEnd : captionStart).utf8
        isInCaption.toggle()
      }
    }
    result += bytes[copied...]
    return String(decoding: result, as: UTF8.self) + (isInCaption ? captionEnd : "")
  }

  private static let captions = ["caption", "wp_caption"]
  private static let captionStart = "<figure><figcaption>"
  private static let captionEnd = "</figcaption></figure>"

  private static let ownShortcodes: Set<String> = [
    "audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption",
  ]

  /// True if the name is that of a plugin's shortcode: a known name, or a name with an underscore,
  /// because ordinary words have none.
  private static func isOfPlugin(_ name: String) -> Bool {
    name.contains("_") || pluginShortcodes.contains(name)
  }

  private static let pluginShortcodes: Set<String> = [
    "archives", "contact-form", "contact-form-7", "dailymotion", "facebook", "flickr", "gist",
    "googlemaps", "gravityform", "instagram", "poll", "polldaddy", "scribd", "slideshare",
    "slideshow", "soundcloud", "spotify", "ted", "tweet", "twitter", "vimeo", "wpvideo", "youtube",
  ]

  /// True if a post of this type and with this status is an article.
  ///
  /// Themes and plugins have types of their own, such as `news`. A post with the status `private`
  /// is published too, but only for logged-in users.
  static func isArticle(type: String, status: String?) -> Bool {
    !ownTypes.contains(type) && !type.hasPrefix("wp_")
      && [nil, "publish", "private"].contains(status)
  }

  private static let ownTypes: Set<String> = [
    "attachment", "custom_css", "customize_changeset", "nav_menu_item", "oembed_cache", "revision",
    "user_request",
  ]
}
