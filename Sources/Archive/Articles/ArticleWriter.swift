internal import FullTextIndex
internal import SQLite

/// Stores articles, many in each transaction.
///
/// If the process dies, everything since the last `commit()` is lost, but the archive stays
/// consistent. This connection runs no triggers (see `Connection`), so this type updates the index
/// itself.
public final class ArticleWriter {
  /// The result of storing an article.
  public enum Outcome: Sendable {
    /// The article was not in the archive.
    case added
    /// The article was in the archive with another text or other metadata.
    case updated
    /// The article was in the archive with the same text and metadata; nothing was written.
    case unchanged
  }

  private enum Indexing {
    case notKnown
    case own(IndexWriter)
    /// FTS5 writes the index, because the definition of the index differs from `schema.sql`, or
    /// `IndexWriter` does not know the format of the index.
    case byFTS5

    var writer: IndexWriter? {
      if case .own(let writer) = self { writer } else { nil }
    }
  }

  let archive: Archive
  let isDryRun: Bool
  /// The current file, and the ids of its stored articles that `put` has not been called for yet.
  var file: (id: Int64, unseen: Set<Int64>, isDistrusted: Bool)?
  /// The ids of the passages that the open transaction has added or deleted.
  private var changed: [ClosedRange<Int64>] = []
  /// The id of the next passage in the open transaction.
  private var nextPassage: Int64 = 0
  /// The way in which the open transaction writes to the index, chosen at its first passage.
  private var indexing = Indexing.notKnown
  /// What was dropped before the first article of the open transaction; nil if there was none yet.
  private var lateIndexes: LateIndexes?
  /// Collects the spelling variants of terms in the open transaction.
  private var variants: TermVariantCollector?
  /// The words in pieces that the open transaction has stored.
  private var joinedWords: Set<JoinedWord> = []
  var connection: Connection { archive.connection }

  /// Creates a writer for an archive that was opened for writing.
  ///
  /// A dry run only reports what would happen and writes nothing.
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
  /// Opens a transaction unless one is open. `commit()` ends the transaction; an error rolls it
  /// back.
  public func put(_ article: PreparedArticle) throws(ArchiveError) -> Outcome {
    try writing {
      if !isDryRun { try begin() }
      guard let stored = try storedArticle(at: article.metadata.location) else {
        if !isDryRun { try insert(article) }
        return .added
      }
      file?.unseen.remove(stored.id)
      if stored.contentHash == article.contentHash && stored.metadata == article.metadata,
        try file?.isDistrusted != true
          || connection.textHash(ofArticle: stored.id) == article.contentHash
      {
        if !isDryRun && stored.fileID != file?.id { try moveToFile(stored) }
        return .unchanged
      }
      if !isDryRun { try replace(stored, with: article) }
      return .updated
    }
  }

  /// Begins the transaction that `commit()` ends, unless one is open.
  func begin() throws {
    guard !connection.isInTransaction else { return }
    try connection.execute(Connection.TransactionKind.write.rawValue)
    _ = try IDSequence.articles.next(in: connection)
    nextPassage = try IDSequence.passages(in: connection).next(in: connection)
    indexing = .notKnown
    try archive.noteWritesOfOthers()
    if !archive.variantsAreComplete { try updateVariantsAreComplete() }
  }

  /// Determines whether `term_variants` and `joined_words` are complete.
  ///
  /// The tables are complete if there are no passages, or if nothing has changed since they were
  /// built. This writer then keeps them complete.
  private func updateVariantsAreComplete() throws(SQLiteError) {
    let hasPassages = "SELECT EXISTS (SELECT 1 FROM passages)"
    let isEmpty = try connection.first(hasPassages) { $0.integer(at: 0) } == 0
    // Tables that cannot be read count as incomplete.
    archive.variantsAreComplete =
      isEmpty || (try? VocabularyTable.isCurrent(in: connection)) == true
  }

  /// Commits everything since the last commit.
  public func commit() throws(ArchiveError) {
    guard connection.isInTransaction else { return }
    try writing {
      try indexing.writer?.flush()
      try PassageLengthTable.update(of: changed, in: connection)
      try TermVariantTable.add(variants?.found ?? [], in: connection)
      try JoinedWordTable.add(joinedWords, in: connection)
      try lateIndexes?.create(in: connection)
      try connection.execute("COMMIT")
    }
    lateIndexes = nil
    changed = []
    variants?.found = []
    joinedWords = []
  }

  /// Runs `body`.
  ///
  /// If `body` fails, the transaction is rolled back, and the next write starts a new one.
  func writing<T>(_ body: () throws -> T) throws(ArchiveError) -> T {
    do {
      return try archive.mapErrors(body)
    } catch {
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      indexing = .notKnown
      lateIndexes = nil
      changed = []
      variants = nil
      joinedWords = []
      file = nil
      throw error
    }
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
    if lateIndexes == nil { lateIndexes = try LateIndexes(droppedFrom: connection) }
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
    guard Int64(passages.count) <= PassageIDs.range.upperBound - nextPassage else {
      throw IndexError.corrupt(.passageIDs)
    }
    if !article.variantPieces.isEmpty {
      if variants == nil { variants = try TermVariantCollector(connection) }
      try variants?.add(pieces: article.variantPieces)
    }
    joinedWords.formUnion(article.joinedWords)
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

  /// Adds passages to the index, with the terms that were prepared for them.
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

  /// Records that the passages with `ids` were added or deleted.
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
    ) { row throws(SQLiteError) in try row.integer(at: 0, in: PassageIDs.range) }
    for id in ids { noteChange(of: id...id) }
    // FTS5 can only delete rows that have been flushed to the index.
    if let writer = indexing.writer, let pending = writer.firstPendingRow, let last = ids.last,
      pending <= last
    {
      try writer.flush()
    }
    // Uses the stored bytes of the title, which may not be valid UTF-8.
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
  /// The passages; if there is no text, an empty one, so that the article can be found by its
  /// title.
  fileprivate var storedPassages: [Passage] {
    passages.isEmpty ? [Passage(start: 0, text: "")] : passages
  }

  /// Returns the values of `ArticleWriter.columns`.
  fileprivate func values(firstPassage: Int64, file: Int64?) -> [Value] {
    ArticleField.allCases.map { .text(orNull: metadata[$0]) } + [
      .text(contentHash), .integer(firstPassage),
      .integer(firstPassage + Int64(storedPassages.count) - 1), file.map(Value.integer) ?? .null,
    ]
  }
}
