internal import ArgumentParser
internal import Formats
internal import Ingest

/// What is ingested, and how it is read.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the names of files and folders from a file, one a line; - is standard input.",
      valueName: "file"), completion: .file())
  var filesFrom: String?

  @Flag(name: [.customShort("0"), .long], help: "Names from --files-from are parted by NUL.")
  var null = false

  @Option(
    help: ArgumentHelp(
      """
      Which fields of a record are what: title=headline,text=body. Names are title, text, author, \
      publisher, published, language, url, docno.
      """, valueName: "name=field"))
  var map: [String] = []

  @Option(
    help: ArgumentHelp(
      "The encoding that the files are in; auto finds it out.", valueName: "name"))
  var encoding: String?

  @Option(
    help: ArgumentHelp(
      "The table or view of SQLite files that has the articles.", valueName: "name"))
  var table: String?

  @Flag(help: "Read files too that did not change.")
  var reread = false

  func validate() throws {
    if null && filesFrom == nil { throw ValidationError("--null goes with --files-from.") }
    do {
      _ = try settings
    } catch {
      throw ValidationError(error.sentence)
    }
  }

  /// How files are read, where that is said.
  var settings: ReaderSettings? {
    get throws(CommandError) {
      guard !map.isEmpty || encoding != nil || table != nil else { return nil }
      var settings = ReaderSettings()
      for pair in map.flatMap({ $0.split(separator: ",") }) { try settings.map(pair) }
      settings.table = table
      guard let encoding, encoding.lowercased() != "auto" else { return settings }
      guard ReaderSettings.knowsEncoding(encoding) else {
        throw CommandError(
          sentence:
            "there is no encoding \"\(printableLine(encoding))\"; 'iconv --list' names them.")
      }
      settings.encoding = encoding
      return settings
    }
  }

  /// The paths of `--files-from` behind those that are named.
  func paths(_ named: [String]) throws -> [String] {
    guard let filesFrom else { return named }
    if filesFrom == "-" && named.contains("-") {
      throw CommandError(sentence: "standard input cannot be both an article and a list of files")
    }
    return named + (try PathList(path: filesFrom, partedBy: null ? 0 : 0x0A).paths)
  }
}

extension ReaderSettings {
  /// Other names by which a field of an article goes.
  private static let aliases = ["date": "published", "id": "docno"]

  /// Notes one `title=headline`.
  fileprivate mutating func map(_ pair: Substring) throws(CommandError) {
    let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      .map(trimmed)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw CommandError(
        sentence: "--map takes NAME=FIELD, such as title=headline, and not "
          + "\"\(printableLine(String(pair)))\".")
    }
    let name = Self.aliases[parts[0].lowercased()] ?? parts[0].lowercased()
    guard Self.fields.contains(name) else {
      throw CommandError(
        sentence: "an article has no \"\(printableLine(parts[0]))\" to map a field to; it has "
          + "title, text, author, publisher, published (or date), language, url, docno (or id).")
    }
    fieldNames[name] = parts[1]
  }
}

/// `text` without the spaces around it.
private func trimmed(_ text: Substring) -> String {
  let end = text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex
  return String(text[..<end].drop { $0 == " " })
}
