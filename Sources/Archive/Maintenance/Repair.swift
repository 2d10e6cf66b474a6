internal import FullTextIndex
internal import SQLite

/// A repair that `Archive.repair` made.
public enum ArchiveRepair: Equatable, Sendable {
  /// SQLite's own indexes were rebuilt.
  case indexes
  /// These tables, indexes, views and triggers were created or replaced.
  case definitions([String])
  /// The number of removed passages that belonged to no article.
  case strayPassages(Int)
  /// The number of articles that were given an empty passage.
  case emptyArticles(Int)
  /// The number of articles whose text was joined from the available passages and split again.
  case disorderedArticles(Int)
  /// The number of articles whose content hash was corrected.
  case changedArticles(Int)
  /// The number of removed references to files and roots that do not exist.
  case references(Int)
  /// The passage ranges of articles were corrected.
  case passageRanges
  /// The full-text index was rebuilt from the text.
  case index
  /// The side tables were rebuilt.
  case sideTables
}

extension Archive {
  /// Repairs the archive in one transaction, then rebuilds the side tables in another if necessary.
  ///
  /// If SQLite finds damage only in its own indexes, these indexes are rebuilt first. If SQLite
  /// finds other damage, nothing is repaired. `split` normalizes a text for storage and splits it
  /// into passages.
  ///
  /// - Returns: The repairs, in order.
  public func repair(
    splitting split: @escaping (String) -> (text: String, passages: [Passage])
  ) throws -> [ArchiveRepair] {
    // Check in a read-only snapshot first: ending a write transaction could already write to the
    // file, and a damaged file must not be written.
    let findings = try snapshot { try integrityFindings() }
    guard findings.isEmpty || findings == [.indexes] else { return [] }
    return try mapErrors {
      let work = ArchiveRepairWork(archive: self, split: split)
      let (repairs, sideTablesAreRight) = try connection.transaction(.write) { try work.run() }
      if sideTablesAreRight { return repairs }
      // Unlike other side tables, these are updated rather than rebuilt.
      try connection.transaction(.write) { try WrittenFormTable.discard(in: connection) }
      try optimize()
      return repairs + [.sideTables]
    }
  }
}

/// A run of `Archive.repair`, within its transaction.
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
      try SideTables.forget(in: connection)
      return (done + [.index], false)
    }
    return (done, try archive.sideTableProblems().isEmpty)
  }

  /// True if the index has to be rebuilt after these repairs, which do not update it.
  private func indexIsWrong(after done: [ArchiveRepair]) throws -> Bool {
    let textChanged = done.contains { repair in
      switch repair {
      case .strayPassages, .emptyArticles, .disorderedArticles: true
      default: false
      }
    }
    return try textChanged || !IndexCheck.agreesWithText(connection)
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
      // Hashes the stored bytes, whether they are UTF-8 or not.
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

  /// Returns the text of an article's passages.
  ///
  /// The passages are ordered by ordinal, by start or by id: the first of these orders that leaves
  /// no gap between them is used. If every order leaves gaps, they are ordered by ordinal.
  private func bestText(of article: Int64) throws(SQLiteError) -> (bytes: [UInt8], isWhole: Bool) {
    for order in ["ordinal", "start", "id"] {
      let text = try text(of: article, by: order)
      if text.isWhole { return text }
    }
    return try text(of: article, by: "ordinal")
  }

  /// Returns the text of an article's passages in an order, with an empty line between passages
  /// that are not adjacent.
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

  /// Replaces the passages of an article, but does not update the index.
  private func store(
    _ passages: [Passage], of text: String, _ article: Int64
  ) throws(SQLiteError) {
    try connection.run("DELETE FROM passages WHERE article_id = ?1", [.integer(article)])
    // As in `ArticleWriter`, an article without text gets an empty passage, so that searches find
    // its title.
    let passages = passages.isEmpty ? [Passage(start: 0, text: "")] : passages
    // The ids are consecutive, since no other connection can insert during this transaction.
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

  /// Makes the next ingest read the article's file again even if it has not changed, because it may
  /// have text that was lost here.
  private func readFileAgain(of article: Int64) throws(SQLiteError) {
    try connection.run(
      """
      UPDATE files SET content_hash = NULL, reader = ''
       WHERE id = (SELECT file_id FROM articles WHERE id = ?1)
      """, [.integer(article)])
  }
}
