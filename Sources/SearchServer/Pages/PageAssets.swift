internal import HTTPTypes

/// A style sheet or script of the pages, under an address that changes with its content.
struct PageAsset: Sendable {
  let name: String
  let contentType: String
  let content: [UInt8]

  private init(_ stem: String, _ ending: String, _ contentType: String, _ content: [UInt8]) {
    let hash = hashPrefix(of: String(decoding: content, as: UTF8.self), 12)
    name = "\(stem).\(hash).\(ending)"
    self.contentType = contentType
    self.content = content
  }

  static let style = PageAsset(
    "page", "css", "text/css; charset=utf-8", PackageResources.page_css)
  static let script = PageAsset(
    "page", "js", "text/javascript; charset=utf-8", PackageResources.page_js)
  static let all = [style, script]

  /// The address of the asset.
  var address: String { "/assets/\(name)" }

  /// The reply, which may be kept for a year: other content has another address.
  var reply: Reply {
    var reply = Reply(contentType, content, tag: name)
    reply.fields[.cacheControl] = "public, max-age=31536000, immutable"
    return reply
  }

  /// The version of all pages: it changes with the templates and the assets.
  static let version = hashPrefix(
    of: Templates.sources.sorted { $0.key < $1.key }
      .map { String(decoding: $0.value, as: UTF8.self) }.joined() + style.name + script.name, 6)
}
