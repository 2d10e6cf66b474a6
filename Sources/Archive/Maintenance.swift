internal import Ranking
internal import SQLite

/// Something in an archive that is not as it should be.
public enum ArchiveProblem: Equatable, Sendable {
  /// SQLite finds the file damaged, and says this of it.
  case file(String)
  /// The full-text index does not agree with the text.
  case indexOutOfStep
  /// Rows refer to articles that are not there.
  case orphans(Int)
  /// So many articles do not say which passages are theirs.
  case passageRanges(Int)
  /// The stored lengths of passages are wrong in so many places.
  case lengths(Int)
  /// The stored bounds of posting lists are wrong.
  case postingBlocks
  /// The stored list of terms, or that of their other spellings, is wrong.
  case vocabulary
}

extension Archive {
  /// Merges the index into one piece and makes all side tables anew.
  ///
  /// - Complexity: O(n) in the size of the index.
  public func optimize() throws {
    do {
      // First: what comes next marks the index as one whose side tables are all up to date.
      try connection.transaction(.write) {
        try PassageRanges.makeRight(in: connection)
        try TermVariantTable.rebuild(in: connection)
      }
      try IndexMaintenance.optimize(connection)
    } catch let error as RankingError {
      throw ArchiveError(error, path: path)
    } catch let error as SQLiteError {
      throw ArchiveError(error, path: path)
    }
  }

  /// Merges the index into one piece and makes anew what goes with it, after a run that wrote with
  /// `ArticleWriter`: the other side tables are right then.
  ///
  /// - Complexity: O(n) in the size of the index.
  public func optimizeIndex() throws {
    guard variantsAreComplete else { return try optimize() }
    do {
      try IndexMaintenance.optimize(connection, keepingLengths: true)
    } catch let error as RankingError {
      throw ArchiveError(error, path: path)
    } catch let error as SQLiteError {
      throw ArchiveError(error, path: path)
    }
  }

  /// Whether `optimizeIndex()` after a run that stored `passages` passages pays for itself.
  ///
  /// It reads and writes the whole index. When at least an eighth of the passages are new, this
  /// costs a part of what storing them did; in a small archive it takes no time worth speaking of.
  public func optimizingPays(afterStoring passages: Int) throws(ArchiveError) -> Bool {
    let all = try counts().passages
    return passages > 0 && (passages * 8 >= all || all <= 20_000)
  }

  /// Everything that is wrong with the archive.
  ///
  /// - Complexity: O(n) in the size of the archive, which has to be open for writing: FTS5's check
  ///   is written as an insert.
  public func check() throws -> [ArchiveProblem] {
    do {
      var problems: [ArchiveProblem] = []
      let findings = try connection.rows("PRAGMA integrity_check") { $0.text(at: 0) ?? "" }
      problems += findings.filter { $0 != "ok" }.map(ArchiveProblem.file)
      let orphans = try connection.rows("PRAGMA foreign_key_check") { _ in () }.count
      if orphans > 0 { problems.append(.orphans(orphans)) }
      let ranges = try PassageRanges.wrongCount(in: connection)
      if ranges > 0 { problems.append(.passageRanges(ranges)) }
      if try !indexAgreesWithText() { problems.append(.indexOutOfStep) }
      problems += try sideTableProblems()
      return problems
    } catch let error as RankingError {
      throw ArchiveError(error, path: path)
    } catch let error as SQLiteError {
      throw ArchiveError(error, path: path)
    }
  }

  private func sideTableProblems() throws -> [ArchiveProblem] {
    var problems: [ArchiveProblem] = []
    do throws(RankingError) {
      let lengths = try PassageLengthTable.verify(in: connection).count
      if lengths > 0 { problems.append(.lengths(lengths)) }
      if try !PostingBlockTable.verify(in: connection) { problems.append(.postingBlocks) }
    } catch {
      // What contradicts itself is a finding; that the file cannot be read is not.
      guard case .corrupt = error else { throw error }
      problems.append(.postingBlocks)
    }
    if try !vocabularyIsRight() { problems.append(.vocabulary) }
    return problems
  }

  /// Whether the list of terms and that of spellings are right, or stale, which is no fault.
  private func vocabularyIsRight() throws -> Bool {
    do throws(RankingError) {
      guard try VocabularyTable.verify(in: connection) else { return false }
      guard try VocabularyTable.isCurrent(in: connection) else { return true }
    } catch {
      guard case .corrupt = error else { throw error }
      return false
    }
    return try TermVariantTable.verify(in: connection)
  }

  /// FTS5's own comparison of the index with the content: the only check that sees a drift.
  private func indexAgreesWithText() throws(SQLiteError) -> Bool {
    do {
      try connection.run(
        "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)")
      return true
    } catch {
      guard error.isCorrupt else { throw error }
      return false
    }
  }
}
