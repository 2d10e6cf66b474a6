internal import Archive
internal import JSON
internal import Output
internal import SearchEngine
internal import SQLite

/// An article as a resource: `article://12`, or a later page of it, `article://12?cursor=...`.
struct ArticleResource: Sendable {
  private var id: Int64
  private var cursor: String?

  static let template: JSONValue = [
    "uriTemplate": "article://{id}", "name": "article", "title": "An article of the archive",
    "description": "The text of an article. 'search' returns the ids.",
    "mimeType": "text/markdown",
  ]

  /// Reads the address of a resource; nil if it is not one of an article.
  init?(uri: String) {
    guard uri.hasPrefix("article://") else { return nil }
    let parts = uri.dropFirst("article://".count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let id = Int64(parts[0]), id > 0, String(id) == parts[0] else { return nil }
    self.id = id
    guard parts.count > 1 else { return }
    guard parts[1].hasPrefix("cursor=") else { return nil }
    cursor = String(parts[1].dropFirst("cursor=".count))
  }

  private var plainURI: String { "article://\(id)" }
  private var uri: String { plainURI + (cursor.map { "?cursor=" + $0 } ?? "") }

  /// Returns the contents: the citation, a note, and as much of the text as fits.
  func contents(_ revision: Revision, _ context: WorkContext) throws -> JSONValue {
    do {
      let open = try context.archive()
      let text = try open.archive.connection.interruptible(by: context.interruption) {
        try open.archive.snapshot { try self.text(revision, open.archive) }
      }
      return ["uri": .string(uri), "mimeType": "text/markdown", "text": .string(text)]
    } catch {
      guard let sentence = Tool.sentence(for: error) else { throw error }
      throw RPCError(code: -32603, message: shownLine(sentence, max: ToolError.maxLength))
    }
  }

  private func text(_ revision: Revision, _ archive: Archive) throws -> String {
    guard let article = try archive.article(id: id) else {
      throw RPCError.unknownResource(uri, revision)
    }
    let version = ArticlePage.version(of: article)
    var start = ArticlePage.Start(ordinal: 1)
    if let cursor {
      guard let place = try? PageCursor(cursor, query: plainURI), place.version == version else {
        throw RPCError.invalidParameters(
          "this is not a cursor of the article as it is now; read \(plainURI)")
      }
      start = ArticlePage.Start(number: place.offset)
    }
    let shown = ShownArticle(article)
    let head =
      "# \(shown.title)\n\n\(ShownArticle.line(Citation(shown.article)))\n\n[\(Instructions.quotation)]\n\n"
    let maxCost = MessageLength.maxCost - 2 * MessageLength.cost(.string(head))
    guard let page = try ArticlePage(of: article, from: start, maxCost: maxCost, in: archive) else {
      throw RPCError.unknownResource(uri, revision)
    }
    guard let next = page.next else { return head + page.text }
    let cursor = PageCursor(version: version, offset: next.number, query: plainURI).text
    return head + page.text + "\n\n[The article continues: \(plainURI)?cursor=\(cursor)]"
  }
}
