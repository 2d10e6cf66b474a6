package import Archive

extension PreparedArticle {
  /// Creates an article with a passage for each paragraph.
  package init(_ location: String, title: String, paragraphs: [String]) {
    self.init(ArticleMetadata(location: location, title: title), paragraphs: paragraphs)
  }

  /// Creates an article with a passage for each paragraph.
  package init(_ metadata: ArticleMetadata, paragraphs: [String]) {
    var passages: [Passage] = []
    var start = 0
    for paragraph in paragraphs {
      passages.append(Passage(start: start, text: paragraph))
      start += paragraph.utf8.count + 2
    }
    self.init(
      metadata: metadata, text: paragraphs.joined(separator: "\n\n"), passages: passages)
  }
}

extension Archive {
  /// Makes an archive of `articles`, in memory unless a path is given.
  package static func holding(
    _ articles: [PreparedArticle], at path: String = ":memory:"
  ) throws -> Archive {
    let archive = try Archive.open(writingTo: path)
    try archive.put(articles)
    return archive
  }

  /// Stores and commits articles.
  package func put(_ articles: [PreparedArticle]) throws {
    let writer = ArticleWriter(archive: self)
    for article in articles { _ = try writer.put(article) }
    try writer.commit()
  }
}

/// Returns the kind of the archive error that `body` throws; nil if it throws none.
package func archiveErrorKind(_ body: () throws -> Void) -> ArchiveError.Kind? {
  do {
    try body()
    return nil
  } catch {
    return (error as? ArchiveError)?.kind
  }
}
