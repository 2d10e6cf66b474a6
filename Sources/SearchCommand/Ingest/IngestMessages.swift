internal import Formats
internal import Ingest
internal import Output

extension IngestError {
  /// A sentence for people: `path:line: reason`.
  var sentence: String {
    let source = printable(location == "-" ? "standard input" : location)
    return source + (line.map { ":\($0)" } ?? "") + ": " + reason.words
  }
}

extension IngestEntry.SkipReason {
  /// The reason why a file was skipped, for people.
  var words: String {
    switch self {
    case .otherKind: "of another kind"
    case .describesFolder: "a README, which describes its folder"
    case .archive: "a Pressmark archive"
    case .ownFile: "written by this run"
    case .empty: "empty"
    case .withoutArticles: "without articles, such as a list of feeds"
    }
  }
}

extension ReadError {
  /// The reason why something could not be ingested, for people.
  var words: String {
    switch self {
    case .missing: "no such file or folder"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .notAFile: "not a file or folder"
    case .loop: "a link to a folder above it"
    case .empty: "there is no text in it"
    case .blank: "it is empty"
    case .noArticles: "it holds no articles"
    case .tooLarge(let limit): "larger than \(limit >> 20) MiB, the limit for one article"
    case .notText: "not text"
    case .invalidUTF8(let offset): "not UTF-8 (byte \(grouped(offset + 1)))"
    case .invalidJSON(let detail):
      "not JSON" + (detail.isEmpty ? "" : " (\(printable(detail)))")
    case .notAnObject: "not a JSON object"
    case .noText: "neither a title nor a text"
    case .noKnownField(let existing):
      "no column has a known name for a title or text; its columns are "
        + printable(existing.joined(separator: ", ")) + "; name one with --map text=COLUMN"
    case .changedWhileRead: "changed while it was read; the next run reads it again"
    case .tooComplex: "nested too deep, or too many parts"
    case .unknownEncoding(let name): "there is no encoding \"\(printable(name))\""
    case .wrongEncoding(let name): "not in the encoding \(printable(name))"
    case .invalidXML(let detail):
      "not XML" + (detail.isEmpty ? "" : " (\(printable(detail)))")
    case .malformed(let format, let detail): "not \(format): \(printable(detail))"
    case .damagedContainer(let detail): "damaged or truncated (\(printable(detail)))"
    case .expandsTooMuch(let limit):
      "expands to over \(limit >> 20) MiB, far more than its own size"
    case .encrypted: "encrypted"
    case .noTable(let name, let existing):
      "there is no table \"\(printable(name))\"; its tables are "
        + printable(existing.joined(separator: ", "))
    case .tableNotNamed(let existing):
      "name one of its tables with --table: \(printable(existing.joined(separator: ", ")))"
    case .converterMissing(let program):
      "\(printable(program)) is needed to read this and is not installed"
        + (converterPackages[program].map { " (Debian: apt install \($0))" } ?? "")
    case .converterFailed(let program, let detail):
      "\(printable(program)) cannot read it" + (detail.isEmpty ? "" : " (\(printable(detail)))")
    case .converterOverLimit(let program): "\(printable(program)) took too long or wrote too much"
    case .notHTML: "cannot be read as HTML: damaged or nested too deep"
    case .tooSlow: "takes too long to read for its size"
    case .readerStopped: "cannot be read: reading it takes too much memory, or fails"
    case .readerNotStarted(let reason): "the process that reads files cannot be started: \(reason)"
    case .libraryMissing(let name):
      "\(name) is needed to read this and is not installed (Debian: apt install \(name))"
    }
  }
}

/// The Debian packages of the default converters.
private let converterPackages = [
  "asciidoctor": "asciidoctor", "catdoc": "catdoc", "catppt": "catdoc",
  "msgconvert": "libemail-outlook-message-perl", "odt2txt": "odt2txt", "pandoc": "pandoc",
  "pdftotext": "poppler-utils", "xls2csv": "catdoc", "xlsx2csv": "xlsx2csv",
]
