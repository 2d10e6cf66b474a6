/// Converts element names to lower case, and replaces the document's prefixes for namespaces with
/// the usual ones.
struct XMLNames {
  /// The namespaces in scope, from the outermost element inward.
  private var declared: [(prefix: String, uri: String)] = []
  /// The converted names in the current scope.
  private var known: [String: String] = [:]

  /// The maximum number of namespaces in scope; no feed has more.
  private static let maxDeclared = 200
  private static let maxKnown = 1_000

  /// Adds the namespaces that an element declares.
  ///
  /// - Returns: The number of namespaces that were added.
  mutating func declare(_ namespaces: [(prefix: String, uri: String)]) -> Int {
    guard !namespaces.isEmpty else { return 0 }
    let added = namespaces.prefix(Self.maxDeclared - declared.count)
    declared += added
    known = [:]
    return added.count
  }

  /// Removes the last namespaces, at the end of the element that declares them.
  mutating func endScope(_ count: Int) {
    guard count > 0 else { return }
    declared.removeLast(count)
    known = [:]
  }

  /// Returns the converted form of a name in the current scope.
  mutating func converted(_ name: String) -> String {
    if let found = known[name] { return found }
    let parts = name.split(separator: ":", maxSplits: 1)
    let prefix = parts.count > 1 ? String(parts[0]) : ""
    let local = (parts.last ?? "").lowercased()
    let uri = declared.last { $0.prefix == prefix }?.uri
    let usual = uri.flatMap(Self.prefix) ?? prefix
    let converted = usual.isEmpty ? local : usual.lowercased() + ":" + local
    if known.count == Self.maxKnown { known = [:] }
    known[name] = converted
    return converted
  }

  /// Returns the usual prefix of a namespace; nil if it is not known.
  private static func prefix(of uri: String) -> String? {
    if let known = prefixes[uri] { return known }
    if let known = otherForms[uri.lowercased()] { return known }
    // WordPress puts its version into the address.
    if uri.hasPrefix("http://wordpress.org/export/") {
      return uri.hasSuffix("/excerpt/") ? "excerpt" : "wp"
    }
    return press.contains(where: uri.hasPrefix) ? "" : nil
  }

  /// The starts of namespaces whose names need no prefix; the rest is a version.
  private static let press = [
    "http://iptc.org/std/", "http://www.tei-c.org/ns/", "http://www.loc.gov/standards/alto/",
    "http://schema.ccs-gmbh.com/", "http://www.mediawiki.org/xml/", "http://docbook.org/ns/",
    "http://www.loc.gov/METS/", "https://jats.nlm.nih.gov/ns/",
  ]

  /// The same namespaces in lower case, with `https`, and with or without a slash at the end, as
  /// some feeds write them.
  private static let otherForms = Dictionary(
    prefixes.flatMap { uri, prefix in
      let plain = uri.hasSuffix("/") ? String(uri.dropLast()) : uri
      return [plain, plain + "/"].flatMap { form in
        let form = form.lowercased()
        return [form, form.replacing("http://", with: "https://", maxReplacements: 1)]
      }.map { ($0, prefix) }
    }, uniquingKeysWith: { first, _ in first })

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
