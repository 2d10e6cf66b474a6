package import Archive
internal import Glibc
internal import QueryLanguage
package import SearchEngine

extension ArchiveError {
  /// A sentence about the error and what to do next, for people.
  package var sentence: String {
    let path = printable(path)
    return switch kind {
    case .missing:
      "there is no archive at \(path); make one with 'search ingest PATH... --database \(path)'"
    case .notAFile: "\(path) is not a file"
    case .foreign: "\(path) is not a Pressmark archive"
    case .empty:
      "\(path) is empty: an archive is being created there, or that was interrupted; 'search ingest "
        + "PATH... --database \(path)' fills it"
    case .redefined(let names):
      "\(path) defines \(printableLine(names.joined(separator: ", "))) in another way than this "
        + "program, so it is not read; 'search check --database \(path)' says more"
    case .otherEncoding:
      "\(path) stores text in UTF-16, but an archive stores it in UTF-8; 'search export FILE "
        + "--database \(path)' and 'search ingest FILE --database NEW' make a new archive of it"
    case .wrongValue:
      "\(path) has a number that is out of range; 'search check --database \(path)' names it, and "
        + "'search check --repair' corrects it"
    case .constraint:
      "\(path) cannot be written: an index or a constraint that this program does not make forbids "
        + "it; 'search check --database \(path)' names what somebody has added"
    case .incomplete:
      "\(path) lacks a table, an index or a column; 'search check --database \(path)' names it, and "
        + "'search check --repair' makes it again"
    case .newer(let version):
      "\(path) was made by a newer version of this program (schema \(version); this one knows "
        + "\(Archive.schemaVersion))"
    case .older:
      "\(path) was made by an earlier version of this program; 'search optimize --database "
        + "\(path)' updates it"
    case .damaged: "\(path) is damaged; \(waysToSave(path))"
    case .busy: "\(path) is being written by another program; try again later"
    case .unreadable: "\(path) cannot be opened; check the permissions of the file and its folder"
    case .unwritable: "\(path) cannot be written; check the permissions of the file and its folder"
    case .full: "\(path) cannot be written: the disk is full"
    case .noSpace(let needed, let free):
      "\(path) cannot be written: it needs \(size(needed)), and \(size(free)) is free on its disk"
    case .writeFailed:
      "\(path) cannot be written: the disk is full or fails, or a size limit is reached"
    case .exists: "\(path) already exists; --force replaces it"
    case .folderExists: "\(path) already exists; name a new folder"
    case .inUse: "\(path) is an archive in use, or was left unfinished; choose another name"
    case .isDatabase: "\(path) is a database; choose another name"
    case .noFolder: "\(path) cannot be written: its folder does not exist"
    case .copyIsDamaged:
      "\(path) was not made: the copy is damaged; run 'search check' on the archive"
    case .manifest:
      "\(path) is a manifest of shards; this command needs an archive: name one of the shards"
    case .malformedManifest: "\(path) is neither an archive nor a manifest of shards"
    case .notInManifest(let manifest):
      "\(path) is not the archive that \(printable(manifest)) describes, or has changed since; if it "
        + "is the right one, 'search shard --manifest' writes the manifest again"
    case .system(let code): "\(path) cannot be written: \(String(cString: strerror(code)))"
    case .storage(let code): "\(path) cannot be used (SQLite result code \(code))"
    }
  }
}

extension SpaceShortage {
  /// A sentence about work that will probably fail, for people.
  package var sentence: String {
    "\(printable(path)) may not fit on its disk: about \(size(needed)) is needed, and \(size(free)) "
      + "is free"
  }
}

extension SearchRequestError {
  /// Returns a sentence about the error in the options of a search, for people.
  ///
  /// `prefix` is written before the name of an option: `--` on a command line.
  package func sentence(optionPrefix prefix: String = "") -> String {
    switch self {
    case .outOfRange(let option, let range):
      "\(prefix)\(option) must be from \(grouped(range.lowerBound)) to "
        + "\(grouped(range.upperBound))"
    case .conflict(let one, let other):
      "\(prefix)\(one) and \(prefix)\(other) exclude each other"
    case .unknownFacet(let name):
      "there is no facet \"\(printableLine(name))\"; facets are "
        + FacetField.allCases.map(\.rawValue).joined(separator: ", ")
    case .filter(.malformedDate(let text)):
      "'\(printableLine(text))' is not a date; dates are 2021, 2021-10, 2021-10-18, "
        + "october-2021, 7d, 2w, 3m, 1y, today, monday, last-week and the like"
    case .filter(.emptyName): "a name needs a letter or a digit"
    case .malformedSetting(let text):
      "\(prefix)rank: '\(printableLine(text))' is not a setting; write NAME=NUMBER"
    case .unknownSetting(let name):
      "\(prefix)rank: there is no setting '\(printableLine(name))'; settings are "
        + RankingSetting.allCases.map(\.rawValue).joined(separator: ", ")
    case .invalidSetting(let setting):
      "\(prefix)rank: \(setting.rawValue) must be \(setting.isWhole ? "a whole number " : "")from "
        + "\(Self.bound(setting.range.lowerBound)) to \(Self.bound(setting.range.upperBound))"
    case .needsExpansion(let setting):
      "\(prefix)rank \(setting.rawValue) needs \(prefix)expand"
    case .needsOneArchive(.near):
      "NEAR with \(prefix)plain needs a single archive: FTS5 scores it, and knows only its own archive"
    case .needsOneArchive:
      "\(prefix)raw needs a single archive: FTS5 scores the query, and knows only its own archive"
    case .ambiguous(let notices): notices.map(\.message).joined(separator: "; ")
    }
  }

  private static func bound(_ value: Double) -> String {
    value == value.rounded() ? grouped(Int(value)) : String(value)
  }
}

extension ExpressionError {
  /// A sentence about the error in an FTS5 expression, for people.
  package var sentence: String {
    let problem =
      switch self {
      case .syntax(""): "it ends too early"
      case .syntax(let piece): "syntax error at \"\(printable(piece))\""
      case .unknownColumn(let name):
        "there is no column \"\(printable(name))\"; columns are text, title"
      case .unclosedString: "a string is not closed"
      case .tooDeep: "it is nested too deep"
      case .tooLong(let limit): "it is longer than \(grouped(limit)) bytes"
      case .holdsNUL: "it contains a NUL"
      case .other: "see https://sqlite.org/fts5.html#full_text_query_syntax"
      }
    return "invalid FTS5 expression: \(problem)"
  }
}

extension RankingPath {
  /// A sentence about how the ranking was computed, for people.
  package var sentence: String {
    switch self {
    case .postingLists:
      "ranked from posting lists: \(counted(postingsDecoded ?? 0, "posting")) decoded on "
        + "\(counted(pagesRead ?? 0, "page"))"
    case .fts5(.near): "ranked by FTS5, which scores NEAR in its own way"
    case .fts5(.raw): "ranked by FTS5, because the query is an FTS5 expression"
    case .fts5(.nothing): "not ranked: there is nothing to search for"
    case .fts5(.filter): "not ranked: only filters were given; articles are ordered by date"
    case .fts5(.unreadable): "ranked by FTS5: the format of the index is unknown"
    }
  }
}

extension CollectionStatistics.Failure {
  /// The reason why statistics cannot be used, for people.
  package var words: String {
    switch self {
    case .malformed(let line): "line \(grouped(line)) is not that of a file of statistics"
    case .otherVersion: "another version of this program has made them"
    case .foreign(let path):
      "they are not about \(printable(path)), or it has changed since; make them again with 'search "
        + "statistics'"
    case .repeatedPart: "an archive is in them twice"
    case .otherOrder: "they have these archives in another order; name the archives in that order"
    case .missing(let question):
      "they have no answer to \(printableLine(question)); make them again with these queries"
    }
  }
}
