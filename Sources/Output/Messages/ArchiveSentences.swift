package import Archive

/// Returns a sentence about how to save the articles of a damaged file, for people.
package func waysToSave(_ path: String) -> String {
  "'search export FILE --database \(path)' writes the articles that can be read, and 'search "
    + "ingest FILE --database NEW' makes a new archive of them; 'sqlite3 "
    + "\(path) .recover' prints what else can be saved"
}

/// Returns the first of some locations, for people.
private func listed(_ locations: [String]) -> String {
  let shown = 10
  let rest = locations.count - shown
  return locations.prefix(shown).map(printableLine).joined(separator: ", ")
    + (rest > 0 ? " and \(grouped(rest)) others" : "")
}

extension ArchiveProblem {
  /// Returns a sentence about the problem and how to repair it, for people.
  package func sentence(path: String) -> String {
    switch self {
    case .file(let finding):
      "the file is damaged (\(printableLine(finding))); \(waysToSave(printable(path)))"
    case .indexes: "SQLite's own indexes disagree with their tables" + repaired
    case .definitions(let names):
      "missing or wrong definitions: \(printableLine(names.joined(separator: ", ")))" + repaired
    case .foreignDefinitions(let names):
      "not made by this program: \(printableLine(names.joined(separator: ", "))); triggers run when "
        + "you edit the archive with sqlite3, and 'DROP' there removes what you do not know"
    case .otherEncoding:
      "the text is stored in UTF-16, but an archive stores it in UTF-8; 'search export FILE "
        + "--database \(printable(path))' and 'search ingest FILE --database NEW' make a new one"
    case .numbers(let columns):
      "numbers out of range: "
        + columns.sorted { $0.key < $1.key }
        .map { "\($0.key) in \(counted($0.value, "row"))" }.joined(separator: ", ") + repaired
    case .strayPassages(let count):
      "\(counted(count, "passage")) without an article" + removed
    case .emptyArticles(let count): "\(counted(count, "article")) without a passage" + repaired
    case .disorderedArticles(let count):
      "\(counted(count, "article")) with passages out of order" + repaired
    case .changedArticles(let locations):
      "\(counted(locations.count, "article")) with a text that does not match its content_hash, "
        + "edited by hand or damaged: \(listed(locations)); 'search check --repair' makes the next "
        + "'search ingest' read their files again"
    case .passageRanges(let count):
      "\(counted(count, "article")) with a wrong range of passages; 'search optimize' corrects it"
    case .references(let count):
      "\(counted(count, "reference")) to files or roots that do not exist" + removed
    case .missingFromIndex(let count):
      "\(counted(count, "passage")) missing from the full-text index" + repaired
    case .strayInIndex(let count):
      "\(counted(count, "row")) of the full-text index without a passage" + repaired
    case .indexOutOfStep: "the index disagrees with the text" + repaired
    case .lengths(let count):
      "\(counted(count, "group")) of passage lengths wrong; 'search optimize' rebuilds them"
    case .postingBlocks:
      "the score bounds of posting lists are wrong; 'search optimize' rebuilds them"
    case .vocabulary:
      "the vocabulary and its spellings are wrong; 'search optimize' rebuilds them"
    case .writtenForms: "the written forms of words are wrong" + repaired
    }
  }

  private var repaired: String { "; 'search check --repair' repairs it" }
  private var removed: String { "; 'search check --repair' removes them" }
}

extension ArchiveRepair {
  /// A sentence about the repair, for people.
  package var sentence: String {
    switch self {
    case .indexes: "rebuilt SQLite's own indexes"
    case .definitions(let names): "restored \(names.joined(separator: ", "))"
    case .strayPassages(let count):
      "removed \(counted(count, "passage")) without an article"
    case .emptyArticles(let count):
      "added an empty passage to \(counted(count, "article")) without one"
    case .disorderedArticles(let count):
      "split \(counted(count, "article")) into passages again; if text was missing, the next "
        + "'search ingest' reads the files again"
    case .missingHashes(let count): "updated the content_hash of \(counted(count, "article"))"
    case .changedArticles(let count):
      "the text of \(counted(count, "article")) does not match its content_hash; the next 'search "
        + "ingest' reads the files again"
    case .lostTexts(let locations):
      "could not restore \(counted(locations.count, "article")), whose files are unknown or gone: "
        + listed(locations)
    case .numbers(let columns):
      "corrected numbers in \(columns.joined(separator: ", "))"
    case .references(let count):
      "removed \(counted(count, "reference")) to files or roots that do not exist"
    case .passageRanges: "corrected the range of passages of each article"
    case .index: "rebuilt the full-text index from the text"
    case .sideTables: "rebuilt passage lengths, score bounds, vocabulary and spellings"
    }
  }
}

extension Migration {
  /// Returns a sentence about the upgrade of the archive at `path`, for people.
  package func sentence(path: String) -> String {
    "\(printable(path)) was updated from schema version \(oldVersion) to "
      + "\(Archive.schemaVersion); \(printable(backupPath)) is a copy of the old state"
      + (oldIndexWasWrong ? ", whose index did not match its text" : "")
  }
}

extension Migration.Progress {
  /// Returns a line about the current upgrade of the archive at `path`, for people.
  package func sentence(path: String) -> String {
    let percent = total == 0 ? 100 : passages * 100 / total
    return "updating \(printable(path)): \(percent)% of \(counted(total, "passage"))"
  }
}
