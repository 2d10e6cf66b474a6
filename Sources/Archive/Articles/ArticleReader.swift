internal import FullTextIndex
internal import SQLite

extension StoredArticle {
  /// The columns that `init(row:)` reads, in order.
  static let columns = columnsOfVersion1 + ", file_id"

  /// The columns in archives of version 1.
  static let columnsOfVersion1 =
    "id, " + ArticleField.allCases.map { $0.rawValue + ", " }.joined() + "content_hash"

  init(row: Statement) {
    id = row.integer(at: 0)
    metadata = ArticleMetadata { row.text(at: 1 + $0.index) }
    let next = 1 + ArticleField.allCases.count
    contentHash = row.text(at: next) ?? ""
    fileID = row.isNull(at: next + 1) ? nil : row.integer(at: next + 1)
  }
}

/// A passage as stored.
public struct StoredPassage: Equatable, Sendable {
  /// The row id, which is also the row id in the index.
  public var id: Int64
  /// The row id of the article that contains it.
  public var articleID: Int64
  /// 1 for the first passage of the article.
  public var ordinal: Int
  /// The offset in the article's text, and the text.
  public var passage: Passage
}

extension StoredPassage {
  /// The columns that `init(row:)` reads, in order.
  static let columns = "id, article_id, ordinal, start, text"

  init(row: Statement) throws(SQLiteError) {
    self.init(
      id: row.integer(at: 0), articleID: row.integer(at: 1),
      ordinal: Int(try row.integer(at: 2, in: StoredNumber.ordinals)),
      passage: Passage(
        start: Int(try row.integer(at: 3, in: StoredNumber.offsets)), text: row.text(at: 4) ?? ""))
  }
}

extension Archive {
  /// Returns the article with this row id.
  public func article(id: Int64) throws(ArchiveError) -> StoredArticle? {
    try article(where: "id = ?1", .integer(id))
  }

  /// Returns the article with this row id, location, docno or URL.
  public func article(named name: String) throws(ArchiveError) -> StoredArticle? {
    if let id = Int64(name), let article = try article(id: id) { return article }
    for column in ["location", "docno", "url"] {
      if let article = try article(where: "\(column) = ?1", .text(name)) { return article }
    }
    return nil
  }

  /// Returns the first article whose text has this SHA-256.
  public func article(contentHash: String) throws(ArchiveError) -> StoredArticle? {
    try article(where: "content_hash = ?1", .text(contentHash))
  }

  private func article(
    where condition: String, _ value: Value
  ) throws(ArchiveError) -> StoredArticle? {
    try mapErrors {
      try connection.first(
        """
        SELECT \(version == 1 ? StoredArticle.columnsOfVersion1 + ", NULL" : StoredArticle.columns)
          FROM articles WHERE \(condition) ORDER BY id LIMIT 1
        """,
        [value], StoredArticle.init(row:))
    }
  }

  /// Returns the text of an article, joined from its passages.
  public func text(ofArticle id: Int64) throws(ArchiveError) -> String {
    try mapErrors {
      var text = ArticleTextBuilder()
      var bytes: [UInt8] = []
      try connection.forEachPassage(ofArticle: id) { start, passage in
        bytes += text.gap(before: start, count: passage.count).bytes
        bytes += passage
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Returns the passage with this row id.
  public func passage(id: Int64) throws(ArchiveError) -> StoredPassage? {
    try mapErrors {
      try connection.first(
        "SELECT \(StoredPassage.columns) FROM passages WHERE id = ?1", [.integer(id)],
        StoredPassage.init(row:))
    }
  }

  /// Returns the texts of a passage that are indexed: the title of its article, and its own text.
  package func texts(ofPassage id: Int64) throws(ArchiveError) -> (title: String, text: String)? {
    try mapErrors {
      try connection.first(
        """
        SELECT articles.title, passages.text
          FROM passages JOIN articles ON articles.id = passages.article_id WHERE passages.id = ?1
        """, [.integer(id)]
      ) { row in (title: row.text(at: 0) ?? "", text: row.text(at: 1) ?? "") }
    }
  }

  /// Returns the passages of an article whose ordinals are in a range, in order.
  public func passages(
    ofArticle id: Int64, _ ordinals: ClosedRange<Int>
  ) throws(ArchiveError) -> [StoredPassage] {
    try mapErrors {
      try connection.rows(
        """
        SELECT \(StoredPassage.columns) FROM passages
         WHERE article_id = ?1 AND ordinal BETWEEN ?2 AND ?3 ORDER BY ordinal
        """,
        [
          .integer(id), .integer(Int64(ordinals.lowerBound)), .integer(Int64(ordinals.upperBound)),
        ], StoredPassage.init(row:))
    }
  }

  /// Returns the ids of an article's passages, ascending.
  public func passageIDs(ofArticle id: Int64) throws(ArchiveError) -> [Int64] {
    try mapErrors {
      try connection.rows(
        "SELECT id FROM passages WHERE article_id = ?1 ORDER BY id", [.integer(id)]
      ) { row throws(SQLiteError) in try row.integer(at: 0, in: PassageIDs.range) }
    }
  }

  /// Returns the number of passages of an article.
  public func passageCount(ofArticle id: Int64) throws(ArchiveError) -> Int {
    try mapErrors {
      try connection.first(
        "SELECT count(*) FROM passages WHERE article_id = ?1", [.integer(id)]
      ) { Int($0.integer(at: 0)) } ?? 0
    }
  }

  /// Returns the numbers of articles and passages.
  public func counts() throws(ArchiveError) -> (articles: Int, passages: Int) {
    try mapErrors {
      try connection.first(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
      ) { (articles: Int($0.integer(at: 0)), passages: Int($0.integer(at: 1))) } ?? (0, 0)
    }
  }
}

extension Connection {
  /// Calls `body` with the offset and the bytes of each passage of an article, in order.
  func forEachPassage(
    ofArticle id: Int64, _ body: (_ start: Int, UnsafeRawBufferPointer) -> Void
  ) throws(SQLiteError) {
    let passages = try statement(
      "SELECT start, text FROM passages WHERE article_id = ?1 ORDER BY ordinal", [.integer(id)])
    defer { passages.reset() }
    while try passages.step() {
      passages.withUTF8(at: 1) { body(Int(passages.integer(at: 0)), $0) }
    }
  }

  /// Returns the SHA-256 of the text of an article as it is stored, in hexadecimal.
  func textHash(ofArticle id: Int64) throws(SQLiteError) -> String {
    var text = ArticleTextBuilder()
    var hash = ContentHash()
    try forEachPassage(ofArticle: id) { start, passage in
      text.gap(before: start, count: passage.count).bytes.withUnsafeBytes { hash.update($0) }
      hash.update(passage)
    }
    return hash.hexadecimal()
  }
}
