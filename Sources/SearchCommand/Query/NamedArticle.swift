internal import Archive
internal import ArgumentParser
internal import Output

/// The archives that articles are looked up in, in order.
///
/// As in a search, the articles of each archive are numbered after those of the one before.
struct ArticleShelf {
  /// An article, and the archive that has it.
  struct Found {
    var article: StoredArticle
    var archive: Archive
    /// What is added to the ids in that archive.
    var offset: (article: Int64, passage: Int64)

    /// The number by which people name it.
    var number: Int64 { article.id + offset.article }
  }

  private var archives: [(archive: Archive, offset: (article: Int64, passage: Int64))] = []

  init(_ archives: [Archive]) throws(ArchiveError) {
    var offset: (article: Int64, passage: Int64) = (0, 0)
    for archive in archives {
      self.archives.append((archive, offset))
      if archives.count == 1 { break }
      let last = try archive.lastIDs()
      offset = (offset.article + last.article, offset.passage + last.passage)
    }
  }

  /// Returns the article with this number, location, docno or URL.
  func article(named name: String) throws(ArchiveError) -> Found? {
    if let number = Int64(name), let place = archives.last(where: { $0.offset.article < number }),
      let article = try place.archive.article(id: number - place.offset.article)
    {
      return Found(article: article, archive: place.archive, offset: place.offset)
    }
    for (archive, offset) in archives {
      // The numbers in an archive are not those of its articles here.
      guard let article = try archive.article(named: name),
        offset.article == 0 || String(article.id) != name
      else { continue }
      return Found(article: article, archive: archive, offset: offset)
    }
    return nil
  }

  /// Returns the first article whose text has this SHA-256.
  func article(contentHash: String) throws(ArchiveError) -> Found? {
    for (archive, offset) in archives {
      if let article = try archive.article(contentHash: contentHash) {
        return Found(article: article, archive: archive, offset: offset)
      }
    }
    return nil
  }

  /// Returns the only article that a person calls `name`; nil if there is none.
  ///
  /// If there are several, lists them on standard error.
  ///
  /// - Throws: `ExitCode`, if there are several.
  func onlyArticle(called name: String) throws -> Found? {
    var found: [Found] = []
    for (archive, offset) in archives {
      found += try archive.articles(called: name).map {
        Found(article: $0, archive: archive, offset: offset)
      }
    }
    guard found.count > 1 else { return found.first }
    printError(
      "'\(printableLine(name))' names \(counted(found.count, "article")); type the number of one:")
    let shown = found.prefix(20).map { found in
      var article = found.article
      article.id = found.number
      return article
    }
    for line in shown.numberedLines { writeToStandardError(line + "\n") }
    if found.count > shown.count {
      writeToStandardError("  and \(grouped(found.count - shown.count)) more\n")
    }
    throw ExitCode(2)
  }
}

extension [StoredArticle] {
  /// A line for each article: its number, title and location.
  var numberedLines: [String] {
    let width = map { String($0.id).count }.max() ?? 0
    return map { article in
      let number = DisplayWidth.padded(String(article.id), to: width, isRight: true)
      return "  \(number)  \(printableLine(article.metadata.title)) · "
        + printableLine(article.metadata.location)
    }
  }
}
