internal import FullTextIndex
internal import SQLite

/// Something that `Archive.repair` has done.
public enum ArchiveRepair: Equatable, Sendable {
  /// SQLite's own indexes were made anew.
  case indexes
  /// These tables, indexes, views and triggers were made, or made anew.
  case definitions([String])
  /// So many passages that belonged to no article were removed.
  case strayPassages(Int)
  /// So many articles were given an empty passage.
  case emptyArticles(Int)
  /// So many articles were put together from the passages there were, and cut into passages anew.
  case disorderedArticles(Int)
  /// The hash of the text of so many articles was noted anew.
  case changedArticles(Int)
  /// So many references to files and roots that are not there were removed.
  case references(Int)
  /// It was noted anew which passages belong to which article.
  case passageRanges
  /// The full-text index was made anew from the text.
  case index
  /// What makes ranking quick and spellings known was made anew.
  case sideTables
}

extension Archive {
  /// Mends what can be mended, in one transaction; then makes the side tables anew, in another.
  ///
  /// A file that SQLite finds damaged is left as it is, but for SQLite's own indexes. `split` brings a
  /// text into the form in which texts are stored, and cuts it into passages.
  ///
  /// - Returns: What was done, in order.
  public func repair(
    splitting split: @escaping (String) -> (text: String, passages: [Passage])
  ) throws -> [ArchiveRepair] {
    // Nothing is written to a damaged file, not even the end of a transaction.
    let findings = try snapshot { try integrityFindings() }
    guard findings.isEmpty || findings == [.indexes] else { return [] }
    return try translating {
      let work = ArchiveRepairWork(archive: self, split: split)
      let (repairs, sideTablesAreRight) = try connection.transaction(.write) { try work.run() }
      if sideTablesAreRight { return repairs }
      try optimize()
      return repairs + [.sideTables]
    }
  }
}

/// One run of `Archive.repair`, within its transaction.
private struct ArchiveRepairWork {
  let archive: Archive
  let split: (String) -> (text: String, passages: [Passage])
  private var connection: Connection { archive.connection }

  init(
    archive: Archive, split: @escaping (String) -> (text: String, passages: [Passage])
  ) {
    self.archive = archive
    self.split = split
  }

  func run() throws -> (done: [ArchiveRepair], sideTablesAreRight: Bool) {
    var done: [ArchiveRepair] = []
    if try archive.integrityFindings() == [.indexes] {
      try connection.execute("REINDEX")
      done.append(.indexes)
    }
    guard try archive.integrityFindings().isEmpty else { return (done, true) }
    let made = try SchemaDefinitions.mend(in: connection)
    if !made.isEmpty { done.append(.definitions(made)) }
    guard try archive.structuralProblems().isReadable else { return (done, true) }

    done += try mendArticles()
    let references = try mendReferences()
    if references > 0 { done.append(.references(references)) }
    if try PassageRanges.makeRight(in: connection) > 0 { done.append(.passageRanges) }
    if try indexIsWrong(after: done) {
      try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
      try forgetSideTables()
      return (done + [.index], false)
    }
    return (done, try archive.sideTableProblems().isEmpty)
  }

  /// Whether the index has to be made anew after these repairs, which have not touched it.
  private func indexIsWrong(after done: [ArchiveRepair]) throws -> Bool {
    let textChanged = done.contains { repair in
      switch repair {
      case .strayPassages, .emptyArticles, .disorderedArticles: true
      default: false
      }
    }
    return try textChanged || !IndexCheck.agreesWithText(connection)
  }

  /// What is there of them has to be right at any moment: see `schema.sql`.
  private func forgetSideTables() throws(SQLiteError) {
    try connection.execute(
      """
      DELETE FROM passage_lengths;
      DELETE FROM posting_blocks_state;
      DELETE FROM vocabulary_state;
      """)
  }

  private func mendReferences() throws(SQLiteError) -> Int {
    let count = try archive.brokenReferences()
    try connection.execute(
      """
      UPDATE articles SET file_id = NULL
       WHERE file_id IS NOT NULL AND file_id NOT IN (SELECT id FROM files);
      UPDATE files SET root_id = NULL
       WHERE root_id IS NOT NULL AND root_id NOT IN (SELECT id FROM roots);
      """)
    return count
  }
}

// MARK: Articles

extension ArchiveRepairWork {
  private func mendArticles() throws(SQLiteError) -> [ArchiveRepair] {
    let audit = try ArticleAudit(connection)
    var done: [ArchiveRepair] = []
    if audit.strayPassages > 0 {
      try connection.run(
        "DELETE FROM passages WHERE article_id NOT IN (SELECT id FROM articles)")
      done.append(.strayPassages(audit.strayPassages))
    }
    for article in audit.emptyArticles + audit.disorderedArticles {
      let (found, isWhole) = try bestText(of: article)
      let (text, passages) = split(String(decoding: found, as: UTF8.self))
      try store(passages, of: text, article)
      if !isWhole || text.isEmpty { try readFileAgain(of: article) }
    }
    for article in audit.changedArticles {
      // Of the bytes as they are, whether they are UTF-8 or not.
      var hash = ContentHash()
      try text(of: article, by: "ordinal").bytes.withUnsafeBytes { hash.update($0) }
      try note(hash.hexadecimal(), for: article)
    }
    let counts: [(Int, (Int) -> ArchiveRepair)] = [
      (audit.emptyArticles.count, ArchiveRepair.emptyArticles),
      (audit.disorderedArticles.count, ArchiveRepair.disorderedArticles),
      (audit.changedArticles.count, ArchiveRepair.changedArticles),
    ]
    return done + counts.filter { $0.0 > 0 }.map { $0.1($0.0) }
  }

  /// The text that an article's passages make in the first order in which they lie side by side,
  /// else by their numbers.
  private func bestText(of article: Int64) throws(SQLiteError) -> (bytes: [UInt8], isWhole: Bool) {
    for order in ["ordinal", "start", "id"] {
      let text = try text(of: article, by: order)
      if text.isWhole { return text }
    }
    return try text(of: article, by: "ordinal")
  }

  /// The text that an article's passages make in an order, with an empty line where they do not lie
  /// side by side.
  private func text(
    of article: Int64, by order: String
  ) throws(SQLiteError) -> (bytes: [UInt8], isWhole: Bool) {
    var builder = ArticleTextBuilder()
    var text: [UInt8] = []
    var isWhole = true
    let passages = try connection.rows(
      "SELECT start, text FROM passages WHERE article_id = ?1 ORDER BY \(order), id",
      [.integer(article)]
    ) { row in (start: Int(row.integer(at: 0)), bytes: row.bytes(at: 1)) }
    for (start, bytes) in passages {
      let gap = builder.gap(before: start, count: bytes.count)
      if case .wrong = gap {
        isWhole = false
        text += text.isEmpty ? [] : ArticleTextBuilder.Gap.emptyLine.bytes
      }
      text += gap.bytes + bytes
    }
    return (text, isWhole)
  }

  /// Replaces the passages of an article, but not in the index.
  private func store(
    _ passages: [Passage], of text: String, _ article: Int64
  ) throws(SQLiteError) {
    try connection.run("DELETE FROM passages WHERE article_id = ?1", [.integer(article)])
    // As the writer does: an article without text is found by its title.
    let passages = passages.isEmpty ? [Passage(start: 0, text: "")] : passages
    // The ids are in a row, since this transaction is alone in taking any.
    for (index, passage) in passages.enumerated() {
      try connection.run(
        "INSERT INTO passages (article_id, ordinal, start, text) VALUES (?1, ?2, ?3, ?4)",
        [
          .integer(article), .integer(index + 1), .integer(passage.start), .text(passage.text),
        ])
    }
    try note(sha256(of: text), for: article)
  }

  private func note(_ hash: String, for article: Int64) throws(SQLiteError) {
    try connection.run(
      "UPDATE articles SET content_hash = ?2 WHERE id = ?1", [.integer(article), .text(hash)])
  }

  /// Has the next ingest read the file that the article came from, though it has not changed: some
  /// of the article may be lost here that is there.
  private func readFileAgain(of article: Int64) throws(SQLiteError) {
    try connection.run(
      """
      UPDATE files SET content_hash = NULL, reader = ''
       WHERE id = (SELECT file_id FROM articles WHERE id = ?1)
      """, [.integer(article)])
  }
}
