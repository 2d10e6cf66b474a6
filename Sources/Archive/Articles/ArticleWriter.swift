internal import FullTextIndex
internal import SQLite

/// Stores articles, many to a transaction.
///
/// What has been put since the last `commit()` is lost if the process dies; what was committed is
/// whole. The database's triggers are off here (see `Connection`), so the index is written in step
/// by this type.
public final class ArticleWriter {
  /// What became of an article.
  public enum Outcome: Sendable {
    /// It was not in the archive.
    case added
    /// It was, with another text or other metadata.
    case updated
    /// It was, just so; nothing was written.
    case unchanged
  }

  private enum Indexing {
    case notKnown
    case own(IndexWriter)
    /// The index is defined otherwise than by `schema.sql`, or of a format that only FTS5 knows.
    case byFTS5

    var writer: IndexWriter? {
      if case .own(let writer) = self { writer } else { nil }
    }
  }

  let archive: Archive
  let isDryRun: Bool
  /// The file whose articles are being put, and those of its articles that were not put yet.
  var file: (id: Int64, unseen: Set<Int64>)?
  /// The ids of passages that the open transaction has added or deleted.
  private var changed: [ClosedRange<Int64>] = []
  /// The id of the next passage, within the open transaction.
  private var nextPassage: Int64 = 0
  /// What adds passages to the index in the open transaction.
  private var indexing = Indexing.notKnown
  /// Finds the terms of the open transaction that have other spellings.
  private var variants: TermVariantCollector?
  var connection: Connection { archive.connection }

  /// Creates a writer for an archive that was opened to be written.
  ///
  /// In a dry run nothing is written, and only told what would become of it.
  public init(archive: Archive, isDryRun: Bool = false) {
    self.archive = archive
    self.isDryRun = isDryRun
    if !isDryRun { archive.connection.checkpointInBackground() }
  }

  deinit {
    if connection.isInTransaction { try? connection.execute("ROLLBACK") }
  }

  /// Stores an article under its location.
  ///
  /// The transaction that this opens, or goes on with, is ended by `commit()`, or undone by an error.
  public func put(_ article: PreparedArticle) throws(ArchiveError) -> Outcome {
    try writing {
      if !isDryRun { try begin() }
      guard let stored = try storedArticle(at: article.metadata.location) else {
        if !isDryRun { try insert(article) }
        return .added
      }
      file?.unseen.remove(stored.id)
      if stored.contentHash == article.contentHash && stored.metadata == article.metadata {
        if !isDryRun && stored.fileID != file?.id { try moveToFile(stored) }
        return .unchanged
      }
      if !isDryRun { try replace(stored, with: article) }
      return .updated
    }
  }

  /// Opens the transaction that `commit()` ends, unless one is open.
  func begin() throws(SQLiteError) {
    guard !connection.isInTransaction else { return }
    try connection.execute(Connection.TransactionKind.write.rawValue)
    nextPassage = try firstUnusedPassage()
    indexing = .notKnown
    try archive.noteWritesOfOthers()
    if !archive.variantsAreComplete { try lookWhetherVariantsAreComplete() }
  }

  /// They are where there is nothing yet, and where nothing has changed since they were made: the
  /// writer adds what is missing from then on.
  private func lookWhetherVariantsAreComplete() throws(SQLiteError) {
    let hasPassages = "SELECT EXISTS (SELECT 1 FROM passages)"
    let isEmpty = try connection.first(hasPassages) { $0.integer(at: 0) } == 0
    // What cannot be read is not known to be right.
    archive.variantsAreComplete =
      isEmpty || (try? VocabularyTable.isCurrent(in: connection)) == true
  }

  /// Makes what was put last.
  public func commit() throws(ArchiveError) {
    guard connection.isInTransaction else { return }
    try writing {
      try indexing.writer?.flush()
      try PassageLengthTable.update(of: changed, in: connection)
      try TermVariantTable.add(variants?.found ?? [], in: connection)
      try connection.execute("COMMIT")
    }
    changed = []
    variants?.found = []
  }

  /// Runs `body`; if it fails, nothing is left of the transaction, and the next one begins anew.
  func writing<T>(_ body: () throws -> T) throws(ArchiveError) -> T {
    do {
      return try archive.reporting(body)
    } catch {
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      indexing = .notKnown
      changed = []
      variants = nil
      file = nil
      throw error
    }
  }

  /// The id that SQLite would give to a passage: one that was never used.
  private func firstUnusedPassage() throws(SQLiteError) -> Int64 {
    try connection.first(
      """
      SELECT 1 + max(ifnull((SELECT max(id) FROM passages), 0),
                     ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'passages'), 0))
      """
    ) { $0.integer(at: 0) } ?? 1
  }

  private func storedArticle(at location: String) throws(SQLiteError) -> StoredArticle? {
    try connection.first(
      "SELECT \(StoredArticle.columns) FROM articles WHERE location = ?1", [.text(location)],
      StoredArticle.init(row:))
  }

  /// The columns in the order of `PreparedArticle.values`; the first one is the key.
  private static let columns =
    ArticleField.allCases.map(\.rawValue)
    + ["content_hash", "first_passage", "last_passage", "file_id"]

  private static let insertion = """
    INSERT INTO articles (\(columns.joined(separator: ", ")), added_at)
    VALUES (\(columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")),
            strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    """

  private static let update = """
    UPDATE articles SET
      \(columns.enumerated().dropFirst().map { "\($1) = ?\($0 + 1)" }.joined(separator: ", ")),
      added_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE \(columns[0]) = ?1
    """

  private func insert(_ article: PreparedArticle) throws {
    try connection.run(
      Self.insertion, article.values(firstPassage: nextPassage, file: file?.id))
    try insertPassages(of: article, articleID: connection.lastInsertedRowID)
  }

  private func replace(
    _ stored: StoredArticle, with article: PreparedArticle
  ) throws {
    try deletePassages(of: stored)
    try connection.run(Self.update, article.values(firstPassage: nextPassage, file: file?.id))
    try insertPassages(of: article, articleID: stored.id)
  }

  private func insertPassages(
    of article: PreparedArticle, articleID: Int64
  ) throws {
    let passages = article.storedPassages
    if !article.variantPieces.isEmpty {
      if variants == nil { variants = try TermVariantCollector(connection) }
      try variants?.add(pieces: article.variantPieces)
    }
    let insertion = try connection.statement(
      "INSERT INTO passages (id, article_id, ordinal, start, text) VALUES (?1, ?2, ?3, ?4, ?5)")
    for (index, passage) in passages.enumerated() {
      try insertion.bind(nextPassage + Int64(index), at: 1)
      try insertion.bind(articleID, at: 2)
      try insertion.bind(Int64(index + 1), at: 3)
      try insertion.bind(Int64(passage.start), at: 4)
      try insertion.run(with: passage.text, at: 5)
    }
    try indexPassages(passages, of: article)
    noteChange(of: nextPassage...(nextPassage + Int64(passages.count) - 1))
    nextPassage += Int64(passages.count)
  }

  /// Adds passages to the index, by the terms that were found in them beforehand.
  private func indexPassages(
    _ passages: [Passage], of article: PreparedArticle
  ) throws {
    if case .notKnown = indexing {
      let writer = try SchemaDefinitions.hasOwnIndex(connection) ? IndexWriter(connection) : nil
      indexing = writer.map(Indexing.own) ?? .byFTS5
    }
    let writer = indexing.writer
    for (number, passage) in passages.enumerated() {
      let id = nextPassage + Int64(number)
      if let writer {
        try writer.add(row: id, article.terms(ofPassage: number, in: connection))
      } else {
        try connection.run(
          "INSERT INTO passages_fts (rowid, title, text) VALUES (?1, ?2, ?3)",
          [.integer(id), .text(article.metadata.title), .text(passage.text)])
      }
    }
  }

  /// Notes that the passages with `ids` were added or deleted.
  private func noteChange(of ids: ClosedRange<Int64>) {
    if let last = changed.last, last.upperBound + 1 == ids.lowerBound {
      changed[changed.count - 1] = last.lowerBound...ids.upperBound
    } else {
      changed.append(ids)
    }
  }

  func deletePassages(of stored: StoredArticle) throws {
    let ids = try connection.rows(
      "SELECT id FROM passages WHERE article_id = ?1 ORDER BY id", [.integer(stored.id)]
    ) { $0.integer(at: 0) }
    for id in ids { noteChange(of: id...id) }
    // FTS5 can only delete what is in the index.
    if let writer = indexing.writer, let pending = writer.firstPendingRow, let last = ids.last,
      pending <= last
    {
      try writer.flush()
    }
    // The title as it is stored: it need not be UTF-8.
    try connection.run(
      """
      INSERT INTO passages_fts (passages_fts, rowid, title, text)
        SELECT 'delete', passages.id, title, text
          FROM passages JOIN articles ON articles.id = article_id WHERE article_id = ?1
      """, [.integer(stored.id)])
    try connection.run("DELETE FROM passages WHERE article_id = ?1", [.integer(stored.id)])
  }
}

extension PreparedArticle {
  /// Its passages; an empty one where there is no text, so that it is still found by its title.
  fileprivate var storedPassages: [Passage] {
    passages.isEmpty ? [Passage(start: 0, text: "")] : passages
  }

  /// The values of `ArticleWriter.columns`.
  fileprivate func values(firstPassage: Int64, file: Int64?) -> [Value] {
    ArticleField.allCases.map { .text(orNull: metadata[$0]) } + [
      .text(contentHash), .integer(firstPassage),
      .integer(firstPassage + Int64(storedPassages.count) - 1), file.map(Value.integer) ?? .null,
    ]
  }
}
