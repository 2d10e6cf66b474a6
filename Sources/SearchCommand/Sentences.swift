internal import Archive
internal import Glibc
internal import Ingest
internal import Ranking
internal import SearchEngine

extension ArchiveError {
  /// What went wrong, and what can be done, for people.
  var sentence: String {
    let path = printable(path)
    return switch kind {
    case .missing:
      "there is no archive at \(path); make one with 'search ingest PATH... --database \(path)'"
    case .notAFile: "\(path) is not a file"
    case .foreign: "\(path) is not a Pressmark archive"
    case .newer(let version):
      "\(path) was made by a newer version of this program (schema \(version); this one knows "
        + "\(Archive.schemaVersion))"
    case .older:
      "\(path) was made by an earlier version of this program; 'search optimize --database "
        + "\(path)' brings it up to date"
    case .damaged: "\(path) is damaged; \(waysToSave(path))"
    case .busy: "\(path) is being written by another program; try again later"
    case .unreadable: "\(path) cannot be opened; see whether it and its folder may be read"
    case .unwritable: "\(path) may not be written; see the permissions of the file and its folder"
    case .full: "there is no room left to write \(path)"
    case .writeFailed:
      "\(path) could not be written: its disk is full or fails, or it has reached a limit of size"
    case .exists: "\(path) is there already; --force replaces it"
    case .inUse:
      "\(path) is an archive that is in use, or was left unfinished; choose another name"
    case .isDatabase: "\(path) is a database; choose another name"
    case .noFolder: "there is no folder to put \(path) into"
    case .copyIsDamaged:
      "\(path) was not made: the copy is damaged; see what 'search check' says of the archive"
    case .system(let code): "\(path) cannot be written: \(String(cString: strerror(code)))"
    case .storage(let code): "\(path) cannot be used (SQLite result code \(code))"
    }
  }
}

extension ExpressionError {
  /// What is wrong with an expression of FTS5, for people.
  var sentence: String {
    let problem =
      switch self {
      case .syntax(""): "it ends too early"
      case .syntax(let piece): "it does not make sense at \"\(printable(piece))\""
      case .unknownColumn(let name):
        "there is no column \"\(printable(name))\"; columns are text, title"
      case .unclosedString: "a string is not closed"
      case .tooDeep: "it is nested too deep"
      case .tooLong(let limit): "it is longer than \(grouped(limit)) bytes"
      case .holdsNUL: "it holds a NUL"
      case .other: "see https://sqlite.org/fts5.html#full_text_query_syntax"
      }
    return "the expression cannot be answered: \(problem)"
  }
}

extension RankingPath {
  /// How the ranking was found, for people.
  var sentence: String {
    switch self {
    case .postingLists(let counters):
      "ranked from the posting lists: \(counted(counters.postingsDecoded, "posting")) decoded on "
        + "\(counted(counters.pagesRead, "page"))"
    case .fts5(.near): "ranked by FTS5, which scores a NEAR in a way of its own"
    case .fts5(.raw): "ranked by FTS5: the expression is its own"
    case .fts5(.nothing): "not ranked: there is nothing to look for"
    case .fts5(.filter): "not ranked: no words are looked for; articles come by date"
    case .fts5(.unreadable): "ranked by FTS5: the posting lists are not in a known format"
    }
  }
}

extension IngestError {
  /// What could not be ingested and why, for people: `path:line: reason`.
  var sentence: String {
    let place = printable(location == "-" ? "standard input" : location)
    return place + (line.map { ":\($0)" } ?? "") + ": " + reason.words
  }
}

extension IngestEntry.SkipReason {
  /// Why a file is not read, for people.
  var words: String {
    switch self {
    case .otherKind: "of another kind"
    case .describesFolder: "a README, which tells of its folder"
    case .archive: "a Pressmark archive"
    case .ownFile: "written by this run"
    }
  }
}

extension IngestError.Reason {
  /// Why something could not be ingested, for people.
  var words: String {
    switch self {
    case .missing: "no such file or folder"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .notAFile: "not a file or folder"
    case .loop: "a link leads back to a folder above it"
    case .empty: "there is no text in it"
    case .tooLarge(let limit): "larger than \(limit >> 20) MiB, the most for one article"
    case .notText: "not text"
    case .invalidUTF8(let offset): "not UTF-8 (byte \(grouped(offset + 1)))"
    case .invalidJSON(let detail):
      "not JSON" + (detail.isEmpty ? "" : " (\(printable(detail)))")
    case .notAnObject: "not a JSON object"
    case .noText: "neither a title nor a text"
    case .noKnownField(let existing):
      "no column is known as title or text; there are "
        + printable(existing.joined(separator: ", ")) + "; --map text=COLUMN says which it is"
    case .changedWhileRead: "changed while it was read; the next run reads it again"
    case .tooComplex: "nested too deep, or of too many parts"
    case .unknownEncoding(let name): "there is no encoding \"\(printable(name))\""
    case .wrongEncoding(let name): "not in the encoding \(printable(name))"
    case .invalidXML(let detail):
      "not XML that can be read" + (detail.isEmpty ? "" : " (\(printable(detail)))")
    case .malformed(let format, let detail): "not \(format): \(printable(detail))"
    case .damagedContainer(let detail): "damaged, or cut short (\(printable(detail)))"
    case .expandsTooMuch(let limit): "holds over \(limit >> 20) MiB, far more than its own size"
    case .encrypted: "encrypted"
    case .noTable(let name, let existing):
      "there is no table \"\(printable(name))\"; there are \(printable(existing.joined(separator: ", ")))"
    case .tableNotNamed(let existing):
      "--table has to name one of its tables: \(printable(existing.joined(separator: ", ")))"
    case .converterMissing(let program):
      "\(printable(program)) is needed to read this and is not installed"
        + (converterPackages[program].map { " (Debian: apt install \($0))" } ?? "")
    case .converterFailed(let program, let detail):
      "\(printable(program)) cannot read it" + (detail.isEmpty ? "" : " (\(printable(detail)))")
    case .converterOverLimit(let program): "\(printable(program)) took too long, or wrote too much"
    case .notHTML: "cannot be read as HTML: damaged, or nested too deep"
    case .libraryMissing(let name):
      "\(name) is needed to read this and is not installed (Debian: apt install \(name))"
    }
  }
}

/// The Debian packages of the programs that are used unless others are configured.
private let converterPackages = ["pdftotext": "poppler-utils", "pandoc": "pandoc"]
