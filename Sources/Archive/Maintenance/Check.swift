internal import FullTextIndex
internal import SQLite

extension Archive {
  /// Returns all problems of the archive, without changing it.
  ///
  /// If SQLite finds the file damaged, the later checks are skipped.
  ///
  /// - Complexity: O(n) in the size of the archive.
  public func check() throws -> [ArchiveProblem] {
    try mapErrors {
      let (problems, isReadable) = try snapshot {
        () -> ([ArchiveProblem], Bool) in
        let problems = try structuralProblems()
        guard problems.isReadable else { return problems }
        return (problems.found + (try contentProblems()), true)
      }
      guard isReadable, !problems.contains(where: \.isOfIndex) else { return problems }
      return problems + (try indexAgreesWithText() ? [] : [.indexOutOfStep])
    }
  }

  /// Returns the problems of the file and its definitions, and whether its tables can be read.
  func structuralProblems() throws -> (found: [ArchiveProblem], isReadable: Bool) {
    let findings = try integrityFindings()
    guard findings.isEmpty else { return (findings, false) }
    guard try connection.storesUTF8() else { return ([.otherEncoding], false) }
    let wrongShape = try SchemaShape.wrongNames(in: connection)
    guard version == Self.schemaVersion else {
      return (wrongShape.isEmpty ? [] : [.definitions(wrongShape)], wrongShape.isEmpty)
    }
    let names = try SchemaDefinitions.wrongNames(in: connection)
    let foreign = try SchemaDefinitions.foreignObjects(in: connection)
    return (
      (names.isEmpty ? [] : [.definitions(names)])
        + (foreign.isEmpty ? [] : [.foreignDefinitions(foreign)]),
      try wrongShape.isEmpty && hasAllTables(names)
    )
  }

  /// Returns the problems of the tables' contents, except those that only FTS5's own check finds.
  func contentProblems() throws -> [ArchiveProblem] {
    var problems: [ArchiveProblem] = []
    if version == Self.schemaVersion {
      let wrong = try StoredNumber.wrong(in: connection)
      if !wrong.isEmpty {
        problems.append(.numbers(Dictionary(wrong.map { ($0.name, $0.rows) }, uniquingKeysWith: +)))
      }
    }
    let audit = try ArticleAudit(connection)
    func add(_ problem: (Int) -> ArchiveProblem, _ count: Int) {
      if count > 0 { problems.append(problem(count)) }
    }
    add(ArchiveProblem.strayPassages, audit.strayPassages)
    add(ArchiveProblem.emptyArticles, audit.emptyArticles.count)
    add(ArchiveProblem.disorderedArticles, audit.disorderedArticles.count)
    if !audit.changedArticles.isEmpty {
      problems.append(.changedArticles(try locations(of: audit.changedArticles)))
    }
    add(ArchiveProblem.passageRanges, audit.wrongRanges)
    add(ArchiveProblem.references, try brokenReferences())
    add(ArchiveProblem.missingFromIndex, try IndexCheck.missingCount(connection))
    add(ArchiveProblem.strayInIndex, try IndexCheck.strayCount(connection))
    do {
      return problems + (try sideTableProblems())
    } catch  where ArchiveError(cause: error, path: path)?.kind == .damaged {
      // The file itself can be read, so it is the index that refers to passages that do not exist.
      return problems + [.indexOutOfStep]
    }
  }

  /// Returns the locations of articles.
  func locations(of articles: [Int64]) throws(SQLiteError) -> [String] {
    try articles.map { (id) throws(SQLiteError) in
      try connection.first("SELECT location FROM articles WHERE id = ?1", [.integer(id)]) {
        $0.text(at: 0) ?? ""
      } ?? ""
    }
  }

  /// Returns the findings of SQLite's integrity check.
  func integrityFindings() throws(SQLiteError) -> [ArchiveProblem] {
    var problems: [ArchiveProblem] = []
    var hasIndexProblem = false
    do {
      for finding in try connection.rows("PRAGMA integrity_check", [], { $0.text(at: 0) ?? "" })
      where finding != "ok" {
        if finding.contains("missing from index ") || finding.contains("# of entries in index ") {
          hasIndexProblem = true
        } else {
          problems.append(.file(finding))
        }
      }
    } catch {
      guard error.isDamage else { throw error }
      problems.append(.file(error.message))
    }
    if hasIndexProblem { problems.append(.indexes) }
    return problems
  }

  private func hasAllTables(_ wrong: [String]) throws(SQLiteError) -> Bool {
    let found = try SchemaDefinitions.objects(in: connection)
    return try SchemaDefinitions.expected().allSatisfy { wanted in
      !(wanted.type == "table" || wanted.name == "indexed_passages") || !wrong.contains(wanted.name)
        || found.contains { $0.name == wanted.name && $0.type == wanted.type }
    }
  }

  /// Returns the number of rows that refer to a file or root that does not exist.
  func brokenReferences() throws(SQLiteError) -> Int {
    guard version == Self.schemaVersion else { return 0 }
    return try connection.first(
      """
      SELECT (SELECT count(*) FROM articles
               WHERE file_id IS NOT NULL AND file_id NOT IN (SELECT id FROM files))
           + (SELECT count(*) FROM files
               WHERE root_id IS NOT NULL AND root_id NOT IN (SELECT id FROM roots))
      """
    ) { Int($0.integer(at: 0)) } ?? 0
  }

  /// Runs FTS5's integrity check on the archive or on a copy of it.
  ///
  /// The check is an INSERT, so a read-only or busy archive has to be copied first.
  private func indexAgreesWithText() throws(SQLiteError) -> Bool {
    if !connection.isReadOnly { return try IndexCheck.agreesWithText(connection) }
    do throws(SQLiteError) {
      let writable = try Connection(path: path, access: .readWrite)
      return try IndexCheck.agreesWithText(writable)
    } catch {
      guard error.isReadOnly || error.isCannotOpen || error.isBusy else { throw error }
      // A database without a name is private: it lives in memory and a temporary file.
      let copy = try Connection(path: "", access: .create)
      try connection.backup(to: copy)
      return try IndexCheck.agreesWithText(copy)
    }
  }

  func sideTableProblems() throws -> [ArchiveProblem] {
    var problems: [ArchiveProblem] = []
    do throws(IndexError) {
      let lengths = try PassageLengthTable.verify(in: connection).count
      if lengths > 0 { problems.append(.lengths(lengths)) }
      if try !PostingBlockTable.verify(in: connection) { problems.append(.postingBlocks) }
    } catch {
      // Inconsistent contents are a problem of the archive, but an unreadable file is an error. An
      // index with another ranking function needs no side tables.
      if case .database = error { throw error }
      guard error != .unsupportedQuery else { return problems }
      problems.append(.postingBlocks)
    }
    if try !vocabularyIsRight() { problems.append(.vocabulary) }
    if try !WrittenFormTable.verify(in: connection, Self.formTokenizer) {
      problems.append(.writtenForms)
    }
    return problems
  }

  /// True if the list of terms and the spelling variants are correct; outdated ones are allowed.
  private func vocabularyIsRight() throws -> Bool {
    do throws(IndexError) {
      guard try VocabularyTable.verify(in: connection) else { return false }
      guard try VocabularyTable.isCurrent(in: connection) else { return true }
    } catch {
      if case .database = error { throw error }
      return false
    }
    return try TermVariantTable.verify(in: connection) && JoinedWordTable.verify(in: connection)
  }
}

extension ArchiveProblem {
  /// True if the problem already shows that the index has to be rebuilt, so that a comparison with
  /// the text is not needed.
  fileprivate var isOfIndex: Bool {
    switch self {
    case .missingFromIndex, .strayInIndex, .indexOutOfStep: true
    default: false
    }
  }
}

/// Compares the full-text index with the passages.
enum IndexCheck {
  /// Runs FTS5's integrity check, the only check that compares the whole index with the text.
  static func agreesWithText(_ connection: Connection) throws(SQLiteError) -> Bool {
    do {
      try connection.run(
        "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)")
      return true
    } catch {
      guard error.isDamage else { throw error }
      return false
    }
  }

  /// Returns the number of passages that are not in the index.
  static func missingCount(_ connection: Connection) throws(SQLiteError) -> Int {
    try count(of: "passages", notIn: "passages_fts_docsize", connection)
  }

  /// Returns the number of rows in the index that have no passage.
  static func strayCount(_ connection: Connection) throws(SQLiteError) -> Int {
    try count(of: "passages_fts_docsize", notIn: "passages", connection)
  }

  private static func count(
    of table: String, notIn other: String, _ connection: Connection
  ) throws(SQLiteError) -> Int {
    try connection.first(
      "SELECT count(*) FROM \(table) WHERE id NOT IN (SELECT id FROM \(other))"
    ) { Int($0.integer(at: 0)) } ?? 0
  }
}
