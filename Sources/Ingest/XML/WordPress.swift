/// What is particular to the exports of WordPress (https://wordpress.org/documentation/article/tools-export-screen).
enum WordPress {
  /// A post's date at its own place, with the offset from UTC: the export has the time at both.
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

  /// The minutes since midnight in `T09:30:00`.
  private static func minutes(of date: PublicationDate) -> Int? {
    let parts = date.time.dropFirst().split(separator: ":")
    guard parts.count == 3, let hours = Int(parts[0]), let minutes = Int(parts[1]) else {
      return nil
    }
    return hours * 60 + minutes
  }

  /// The text without shortcodes, such as `[caption id="1"]...[/caption]`; what stands between two
  /// of them stays.
  ///
  /// Brackets that are no shortcodes stay too: one is told by attributes, by its closing, or by the
  /// name that WordPress itself gives it.
  static func withoutShortcodes(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "[")) else { return text }
    let tags = Shortcode.all(in: bytes)
    let closed = Set(tags.lazy.filter(\.isClosing).map(\.name))
    var result: [UInt8] = []
    var copied = 0
    for tag in tags
    where tag.isClosing || tag.hasAttributes || closed.contains(tag.name)
      || ownShortcodes.contains(tag.name)
    {
      result += bytes[copied..<tag.range.lowerBound]
      copied = tag.range.upperBound
    }
    return String(decoding: result + bytes[copied...], as: UTF8.self)
  }

  private static let ownShortcodes: Set<String> = [
    "audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption",
  ]
}

/// A tag in brackets.
private struct Shortcode {
  var name: String
  var isClosing: Bool
  var hasAttributes: Bool
  var range: Range<Int>

  /// The longest that a tag can be; what is longer is text in brackets.
  private static let longest = 2_000

  static func all(in bytes: [UInt8]) -> [Shortcode] {
    var found: [Shortcode] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "["), let tag = Shortcode(in: bytes, at: index) {
        found.append(tag)
        index = tag.range.upperBound
      } else {
        index += 1
      }
    }
    return found
  }

  private init?(in bytes: [UInt8], at start: Int) {
    var index = start + 1
    isClosing = index < bytes.count && bytes[index] == UInt8(ascii: "/")
    if isClosing { index += 1 }
    let nameStart = index
    while index < bytes.count, Self.isOfName(bytes[index]) { index += 1 }
    guard index > nameStart, index < bytes.count, Self.isLetter(bytes[nameStart]) else {
      return nil
    }
    name = String(decoding: bytes[nameStart..<index], as: UTF8.self)
    hasAttributes = false
    var quote: UInt8?
    let limit = min(bytes.count, start + Self.longest)
    guard [0x20, UInt8(ascii: "]"), UInt8(ascii: "/"), 0x0A].contains(bytes[index]) else {
      return nil
    }
    while index < limit {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") && hasAttributes {
        quote = byte
      } else if byte == UInt8(ascii: "=") {
        hasAttributes = true
      } else if byte == UInt8(ascii: "[") {
        return nil
      } else if byte == UInt8(ascii: "]") {
        range = start..<index
        return
      }
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isOfName(_ byte: UInt8) -> Bool {
    isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }
}
