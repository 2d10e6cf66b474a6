internal import FullTextIndex
internal import Glibc
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
  /// The number of articles without a hash, as the shell adds them, which were given one.
  case missingHashes(Int)
  /// The number of articles whose text does not match its hash, and whose files the next ingest reads
  /// again.
  case changedArticles(Int)
  /// The locations of articles whose text does not match its hash, and whose files are unknown or
  /// gone; nothing was changed.
  case lostTexts([String])
  /// The columns in which wrong numbers were corrected, as `table.column`.
  case numbers([String])
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

    done += try mendNumbers()
    done += try mendArticles()
    let references = try mendReferences()
    if references > 0 { done.append(.references(references)) }
    if try PassageRanges.makeRight(in: connection) > 0 { done.append(.passageRanges) }
    for sequence in [IDSequence.articles, try .passages(in: connection)]
    where try !sequence.isRight(in: connection) {
      try sequence.repair(connection)
    }
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

// MARK: Numbers

extension ArchiveRepairWork {
  /// Corrects wrong numbers, except those that `mendArticles` and `PassageRanges` correct.
  private func mendNumbers() throws -> [ArchiveRepair] {
    let wrong = try StoredNumber.wrong(in: connection).map(\.name)
    guard !wrong.isEmpty else { return [] }
    try renumberArticles()
    let numbers = StoredNumber.all(passageIDs: PassageIDs.range)
    for number in numbers where number.table == "ingest_runs" {
      try connection.run(
        "UPDATE ingest_runs SET \(number.column) = 0 WHERE \(number.isWrong)")
    }
    let wrongFile = numbers.filter { $0.table == "files" }.map { "(\($0.isWrong))" }
    // The next ingest reads these files again.
    try connection.run(
      """
      UPDATE files SET size = 0, modified = 0, changed = 0, inode = 0, failures = 0,
        content_hash = NULL, reader = '' WHERE \(wrongFile.joined(separator: " OR "))
      """)
    return [.numbers(Array(Set(wrong)).sorted())]
  }

  /// Gives new ids to articles whose ids are out of range.
  private func renumberArticles() throws(SQLiteError) {
    let range = StoredNumber.articleIDs
    let wrong = try connection.rows(
      "SELECT id FROM articles WHERE id NOT BETWEEN ?1 AND ?2",
      [.integer(range.lowerBound), .integer(range.upperBound)]
    ) { $0.integer(at: 0) }
    // The passages refer to the new ids only at the end.
    if !wrong.isEmpty { try connection.execute("PRAGMA defer_foreign_keys = ON") }
    for id in wrong {
      let new = try IDSequence.articles.nextInRange(connection)
      for (table, column) in [("articles", "id"), ("passages", "article_id")] {
        try connection.run(
          "UPDATE \(table) SET \(column) = ?2 WHERE \(column) = ?1",
          [.integer(id), .integer(new)])
      }
    }
  }
}

// MARK: Articles

extension ArchiveRepairWork {
  private func mendArticles() throws -> [ArchiveRepair] {
    let audit = try ArticleAudit(connection)
    var done: [ArchiveRepair] = []
    if audit.strayPassages > 0 {
      try connection.run(
        """
        DELETE FROM passages
         WHERE article_id IS NULL OR article_id NOT IN (SELECT id FROM articles)
        """)
      done.append(.strayPassages(audit.strayPassages))
    }
    for article in audit.emptyArticles + audit.disorderedArticles {
      let (found, isWhole) = try bestText(of: article)
      let (text, passages) = split(String(decoding: found, as: UTF8.self))
      try store(passages, of: article)
      let hash = sha256(of: text)
      let wanted = try connection.first(
        "SELECT content_hash FROM articles WHERE id = ?1", [.integer(article)]
      ) { $0.text(at: 0) }
      try note(hash, for: article)
      if !isWhole || text.isEmpty || hash != wanted { try readFileAgain(of: article) }
    }
    // A wrong hash stays as it is: it shows that the text is not the one that was read.
    var lost: [Int64] = []
    for article in audit.changedArticles {
      if audit.articlesWithoutHash.contains(article) {
        try note(connection.textHash(ofArticle: article), for: article)
      } else if try hasFile(article) {
        try readFileAgain(of: article)
      } else {
        lost.append(article)
      }
    }
    let counts: [(Int, (Int) -> ArchiveRepair)] = [
      (audit.emptyArticles.count, ArchiveRepair.emptyArticles),
      (audit.disorderedArticles.count, ArchiveRepair.disorderedArticles),
      (audit.articlesWithoutHash.count, ArchiveRepair.missingHashes),
      (
        audit.changedArticles.count - audit.articlesWithoutHash.count - lost.count,
        ArchiveRepair.changedArticles
      ),
    ]
    done += counts.filter { $0.0 > 0 }.map { $0.1($0.0) }
    return lost.isEmpty ? done : done + [.lostTexts(try archive.locations(of: lost))]
  }

  /// True if an ingest can read the article's file again.
  private func hasFile(_ article: Int64) throws(SQLiteError) -> Bool {
    let path = try connection.first(
      """
      SELECT roots.path, absolute_path, files.path FROM articles
        JOIN files ON files.id = file_id JOIN roots ON roots.id = root_id
       WHERE articles.id = ?1
      """, [.integer(article)]
    ) { row in
      Root(path: row.text(at: 0) ?? "", absolutePath: row.text(at: 1) ?? "", settings: "")
        .absolutePath(of: row.text(at: 2) ?? "")
    }
    return path.map { access($0, R_OK) == 0 } ?? false
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
    _ passages: [Passage], of article: Int64
  ) throws {
    try connection.run("DELETE FROM passages WHERE article_id = ?1", [.integer(article)])
    // As in `ArticleWriter`, an article without text gets an empty passage, so that searches find
    // its title.
    let passages = passages.isEmpty ? [Passage(start: 0, text: "")] : passages
    let first = try IDSequence.passages(in: connection).nextInRange(connection)
    for (index, passage) in passages.enumerated() {
      try connection.run(
        "INSERT INTO passages (id, article_id, ordinal, start, text) VALUES (?1, ?2, ?3, ?4, ?5)",
        [
          .integer(first + Int64(index)), .integer(article), .integer(index + 1),
          .integer(passage.start), .text(passage.text),
        ])
    }
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
