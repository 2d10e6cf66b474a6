internal import Archive
internal import Output
internal import SearchEngine

/// A saved search as a feed, and the description with which browsers add the search.
extension Endpoint {
  /// `GET /feed.atom?q=`: the newest articles of a search (RFC 4287).
  static let feed = Endpoint(
    "/feed.atom", parameters: ["q", "limit"] + SearchParameters.reading + SearchParameters.time
  ) { call in
    var options = try SearchParameters.options(call.parameters, call.service.settings)
    options.order = .newest
    let request = try SearchParameters.request(try call.parameters.required("q"), options)
    let base = call.baseURL
    let (text, version) = try await call.read { open in
      let version = try open.version()
      let response = try call.timings.measure(.rank) {
        try open.searcher.search(request, interruption: call.interruption)
      }
      return (call.timings.measure(.render) { AtomFeed(response, base: base).text }, version)
    }
    return Reply("application/atom+xml; charset=utf-8", text, tag: call.tag(version))
  }

  /// See <https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md>.
  static let openSearch = Endpoint("/opensearch.xml", isOpen: true, readsArchive: false) { call in
    let base = escapedMarkup(call.baseURL)
    return Reply(
      "application/opensearchdescription+xml; charset=utf-8",
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
        <ShortName>Pressmark</ShortName>
        <Description>Search the archive</Description>
        <Url type="text/html" template="\(base)/?q={searchTerms}"/>
        <Url type="application/json" template="\(base)/search?q={searchTerms}"/>
        <Url type="application/atom+xml" template="\(base)/feed.atom?q={searchTerms}"/>
        <Url type="application/x-suggestions+json" template="\(base)/suggest?q={searchTerms}"/>
        <InputEncoding>UTF-8</InputEncoding>
      </OpenSearchDescription>

      """)
  }
}

/// The hits of a search as an Atom feed.
private struct AtomFeed {
  private let response: SearchResponse
  private let base: String

  init(_ response: SearchResponse, base: String) {
    self.response = response
    self.base = base
  }

  var text: String {
    let query = Parameters.encoded(response.request.text)
    let updated = response.hits.compactMap { dateTime($0.article.metadata.published) }.max()
    let own = escapedMarkup("\(base)/feed.atom?q=\(query)")
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom">
        <title>\(escapedMarkup(printableLine(response.request.text)))</title>
        <id>\(own)</id>
        <link rel="self" href="\(own)"/>
        <updated>\(updated ?? Self.noDate)</updated>
        <author><name>Pressmark</name></author>
      \(response.hits.map(entry).joined())</feed>

      """
  }

  private static let noDate = "1970-01-01T00:00:00Z"

  private func entry(_ hit: SearchHit) -> String {
    let metadata = hit.article.metadata
    let address = webAddress(metadata.url) ?? "\(base)/articles/\(hit.article.id)"
    let author = metadata.author.map {
      "\n    <author><name>\(escapedMarkup(printableLine($0)))</name></author>"
    }
    return """
        <entry>
          <title>\(escapedMarkup(printableLine(metadata.title)))</title>
          <id>\(escapedMarkup("\(base)/articles/\(hit.article.id)"))</id>
          <link href="\(escapedMarkup(address))"/>
          <updated>\(dateTime(metadata.published) ?? Self.noDate)</updated>\(author ?? "")
          <summary>\(escapedMarkup(printable(hit.snippet.text)))</summary>
        </entry>

      """
  }

  /// Returns a date of any precision as Atom needs it, with a time; nil if there is none.
  private func dateTime(_ published: String?) -> String? {
    guard let published else { return nil }
    switch published.utf8.count {
    case 4: return published + "-01-01T00:00:00Z"
    case 7: return published + "-01T00:00:00Z"
    case 10: return published + "T00:00:00Z"
    default:
      let hasZone =
        published.hasSuffix("Z") || published.dropFirst(19).contains { "+-".contains($0) }
      return published.utf8.count >= 19 ? published + (hasZone ? "" : "Z") : nil
    }
  }
}
