/// Converts element names to lower case, and replaces the document's prefixes for namespaces with
/// the usual ones.
struct XMLNames {
  private struct Place: Hashable {
    var name: UnsafePointer<CChar>
    var prefix: UnsafePointer<CChar>?
    var uri: UnsafePointer<CChar>?
  }

  /// The normalized names, by the addresses of the originals: libxml2 stores each name only once.
  private var known: [Place: String] = [:]

  /// The maximum number of names.
  ///
  /// No feed has more names, and libxml2 would take hours to look up millions of names.
  private static let maxNames = 10_000

  /// Returns the normalized name; nil if there are too many different names.
  mutating func name(
    _ name: UnsafePointer<CChar>?, prefix: UnsafePointer<CChar>?, uri: UnsafePointer<CChar>?
  ) -> String? {
    guard let name else { return nil }
    let place = Place(name: name, prefix: prefix, uri: uri)
    if let found = known[place] { return found }
    guard known.count < Self.maxNames else { return nil }
    let usual =
      uri.flatMap { Self.prefix(of: String(cString: $0)) } ?? prefix.map { String(cString: $0) }
    let local = String(cString: name).lowercased()
    let full = usual.map { $0.isEmpty ? local : $0.lowercased() + ":" + local } ?? local
    known[place] = full
    return full
  }

  /// Returns the usual prefix of a namespace; nil if it is not known.
  private static func prefix(of uri: String) -> String? {
    if let known = prefixes[uri] { return known }
    // WordPress puts its version into the address.
    if uri.hasPrefix("http://wordpress.org/export/") {
      return uri.hasSuffix("/excerpt/") ? "excerpt" : "wp"
    }
    return nil
  }

  private static let prefixes = [
    "http://purl.org/rss/1.0/": "", "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "", "http://www.w3.org/1999/xhtml": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf", "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom", "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms", "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss/": "media",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
  ]
}
