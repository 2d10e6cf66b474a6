internal import Archive
internal import SQLite

/// Articles and passages, under the ids that they have in the group.
extension ArchiveGroup {
  func passage(id: Int64) throws(ArchiveError) -> StoredPassage? {
    let member = member(ofPassage: id)
    return try member.archive.passage(id: id - member.offsets.passage).map(member.shared)
  }

  func article(id: Int64) throws(ArchiveError) -> StoredArticle? {
    let member = member(ofArticle: id)
    return try member.archive.article(id: id - member.offsets.article).map(member.shared)
  }

  /// Returns the title and the text of a passage; nil if it is missing.
  func texts(ofPassage id: Int64) throws(ArchiveError) -> (title: String, text: String)? {
    let member = member(ofPassage: id)
    return try member.archive.texts(ofPassage: id - member.offsets.passage)
  }

  func text(ofArticle id: Int64) throws(ArchiveError) -> String {
    let member = member(ofArticle: id)
    return try member.archive.text(ofArticle: id - member.offsets.article)
  }

  func passageCount(ofArticle id: Int64) throws(ArchiveError) -> Int {
    let member = member(ofArticle: id)
    return try member.archive.passageCount(ofArticle: id - member.offsets.article)
  }

  func passages(
    ofArticle id: Int64, _ ordinals: ClosedRange<Int>
  ) throws(ArchiveError) -> [StoredPassage] {
    let member = member(ofArticle: id)
    return try member.archive.passages(ofArticle: id - member.offsets.article, ordinals)
      .map(member.shared)
  }

  func passageIDs(ofArticle id: Int64) throws(ArchiveError) -> [Int64] {
    let member = member(ofArticle: id)
    return try member.archive.passageIDs(ofArticle: id - member.offsets.article).map {
      $0 + member.offsets.passage
    }
  }

  /// Returns the ids of the passages of an article, which are consecutive.
  func range(ofArticle id: Int64) throws(SQLiteError) -> ClosedRange<Int64> {
    let member = member(ofArticle: id)
    let own =
      try member.connection.first(
        "SELECT first_passage, last_passage FROM articles WHERE id = ?1",
        [.integer(id - member.offsets.article)]
      ) { row throws(SQLiteError) in try row.passageRange(at: 0) ?? 0...0 } ?? 0...0
    if own == 0...0 { return own }
    return own.lowerBound + member.offsets.passage...own.upperBound + member.offsets.passage
  }

  /// Returns the time at which the file of an article was last changed; 0 if it is not known.
  func fileTime(of article: StoredArticle) throws(ArchiveError) -> Int64 {
    try member(ofArticle: article.id).archive.fileTime(of: article)
  }

  // MARK: Lookups in all archives

  func articles(withHash hash: String) throws(ArchiveError) -> [Int64] {
    try all { (archive) throws(ArchiveError) in try archive.articles(withHash: hash) }
  }

  func articles(withDocno docno: String) throws(ArchiveError) -> [Int64] {
    try all { (archive) throws(ArchiveError) in try archive.articles(withDocno: docno) }
  }

  /// Returns the articles with a title, at most `limit` in each archive.
  func articles(titled title: String, limit: Int) throws(ArchiveError) -> [Int64] {
    try all { (archive) throws(ArchiveError) in try archive.articles(titled: title, limit: limit) }
  }

  private func all(
    _ find: (Archive) throws(ArchiveError) -> [Int64]
  ) throws(ArchiveError) -> [Int64] {
    var found: [Int64] = []
    for member in members {
      found += try find(member.archive).map { $0 + member.offsets.article }
    }
    return found
  }

  /// Returns the number of articles, if an archive is being built.
  func articlesOfFirstRun() throws(ArchiveError) -> Int? {
    var sum: Int?
    for member in members {
      if let count = try member.archive.articlesOfFirstRun() { sum = (sum ?? 0) + count }
    }
    return sum
  }
}

extension ArchiveGroup.Member {
  /// Returns a passage with its ids in the group.
  fileprivate func shared(_ passage: StoredPassage) -> StoredPassage {
    var passage = passage
    passage.id += offsets.passage
    passage.articleID += offsets.article
    return passage
  }

  /// Returns an article with its id in the group.
  fileprivate func shared(_ article: StoredArticle) -> StoredArticle {
    var article = article
    article.id += offsets.article
    return article
  }
}
