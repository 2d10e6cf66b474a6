internal import Archive

/// How to save what is in a damaged file, for people.
func waysToSave(_ path: String) -> String {
  "'search export FILE --database \(path)' writes the articles that can be read, of which 'search "
    + "ingest FILE' makes a new archive; what else can be saved, 'sqlite3 \(path) .recover' prints"
}

extension ArchiveProblem {
  /// What is wrong, and what mends it, for people.
  func sentence(path: String) -> String {
    switch self {
    case .file(let finding):
      "the file is damaged (\(printableLine(finding))); \(waysToSave(printable(path)))"
    case .indexes: "SQLite's own indexes do not agree with their tables" + mended
    case .definitions(let names):
      "missing, or not as they should be: \(printableLine(names.joined(separator: ", ")))" + mended
    case .strayPassages(let count):
      "\(counted(count, "passage")) without the article they belong to" + removed
    case .emptyArticles(let count): "\(counted(count, "article")) without a passage" + mended
    case .disorderedArticles(let count):
      "\(counted(count, "article")) whose passages are not in order" + mended
    case .changedArticles(let count):
      "\(counted(count, "article")) with another text than its content_hash was made of, edited by "
        + "hand or damaged; 'search check --repair' notes the hash anew"
    case .passageRanges(let count):
      "\(counted(count, "article")) with wrong passages noted; 'search optimize' notes them anew"
    case .references(let count):
      "\(counted(count, "reference")) to files or roots that are not there" + removed
    case .missingFromIndex(let count):
      "\(counted(count, "passage")) missing from the full-text index" + mended
    case .strayInIndex(let count):
      "\(counted(count, "row")) of the full-text index without a passage" + mended
    case .indexOutOfStep: "the index does not agree with the text" + mended
    case .lengths(let count):
      "\(counted(count, "group")) of passage lengths wrong; 'search optimize' makes them anew"
    case .postingBlocks:
      "the bounds of posting lists are wrong; 'search optimize' makes them anew"
    case .vocabulary:
      "the lists of terms and their spellings are wrong; 'search optimize' makes them anew"
    }
  }

  private var mended: String { "; 'search check --repair' mends it" }
  private var removed: String { "; 'search check --repair' removes them" }
}

extension ArchiveRepair {
  /// What was done, for people.
  var sentence: String {
    switch self {
    case .indexes: "SQLite's own indexes made anew"
    case .definitions(let names): "made as they should be: \(names.joined(separator: ", "))"
    case .strayPassages(let count):
      "\(counted(count, "passage")) removed that belonged to no article"
    case .emptyArticles(let count):
      "\(counted(count, "article")) without a passage given an empty one"
    case .disorderedArticles(let count):
      "\(counted(count, "article")) cut into passages anew; where some of the text was "
        + "missing, the next 'search ingest' reads the files again"
    case .changedArticles(let count): "content_hash noted anew for \(counted(count, "article"))"
    case .references(let count):
      "\(counted(count, "reference")) removed to files or roots that are not there"
    case .passageRanges: "the passages of each article noted anew"
    case .index: "the full-text index made anew from the text"
    case .sideTables: "lengths, bounds, terms and spellings made anew"
    }
  }
}

extension Migration {
  /// What was done to the archive at `path`, for people.
  func sentence(path: String) -> String {
    "\(printable(path)) was brought from version \(oldVersion) of its schema to "
      + "\(Archive.schemaVersion); as it was, it is kept in \(printable(backupPath))"
  }
}
