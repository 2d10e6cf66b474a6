internal import ArgumentParser
internal import Formats
internal import Ingest
internal import Output

/// The files to ingest, and how they are read.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the names of files and folders from a file, one per line; - is standard input.",
      valueName: "file"), completion: .file())
  var filesFrom: String?

  @Flag(name: [.customShort("0"), .long], help: "The names in --files-from are separated by NUL.")
  var null = false

  @Option(
    help: ArgumentHelp(
      """
      Use these fields of each record, as in title=headline,text=body. (names: \
      \(ReaderSettings.fields.joined(separator: ", ")))
      """, valueName: "name=field"))
  var map: [String] = []

  @Option(
    help: ArgumentHelp(
      "Assume that files have this encoding. (default: auto, which detects it)", valueName: "name"))
  var encoding: String?

  @Option(
    help: ArgumentHelp(
      "Read articles from this table or view of SQLite files.", valueName: "name"))
  var table: String?

  @Option(
    help: ArgumentHelp(
      """
      Set a field of articles that lack it, as in language=de. (fields: author, publisher, date, \
      language)
      """, valueName: "field=value"))
  var set: [String] = []

  @Flag(help: "Read unchanged files again.")
  var reread = false

  func validate() throws {
    if null && filesFrom == nil { throw ValidationError("--null needs --files-from.") }
    do {
      _ = try settings
    } catch {
      throw ValidationError(error.sentence)
    }
  }

  /// The settings for reading files; nil if no option changes them.
  var settings: ReaderSettings? {
    get throws(CommandError) {
      guard !map.isEmpty || !set.isEmpty || encoding != nil || table != nil else { return nil }
      var settings = ReaderSettings()
      for pair in map.flatMap({ $0.split(separator: ",") }) { try settings.map(pair) }
      for pair in set { try settings.set(pair[...]) }
      settings.table = table
      guard let encoding, encoding.lowercased() != "auto" else { return settings }
      guard ReaderSettings.knowsEncoding(encoding) else {
        throw CommandError(
          sentence:
            "there is no encoding \"\(printableLine(encoding))\"; 'iconv --list' lists encodings.")
      }
      settings.encoding = encoding
      return settings
    }
  }

  /// Returns the named paths, followed by the paths of `--files-from`.
  func paths(_ named: [String]) throws -> [String] {
    guard let filesFrom else { return named }
    if filesFrom == "-" && named.contains("-") {
      throw CommandError(sentence: "standard input cannot be both an article and a list of files")
    }
    return named + (try PathList(path: filesFrom, separator: null ? 0 : 0x0A).paths)
  }
}

extension ReaderSettings {
  /// Alternative names of fields.
  private static let aliases = ["date": "published", "id": "docno"]

  /// Adds one value, such as `language=de`.
  fileprivate mutating func set(_ pair: Substring) throws(CommandError) {
    let (typed, value) = try Self.parts(of: pair, "--set takes FIELD=VALUE, such as language=de")
    let name = Self.field(typed)
    guard Self.valueFields.contains(name) else {
      throw CommandError(
        sentence: "--set cannot set \"\(printableLine(typed))\"; fields are author, publisher, "
          + "date and language.")
    }
    guard Self.isReadable(value, as: name) else {
      let example = name == "published" ? "a date such as 2021-10-18" : "a language such as de"
      throw CommandError(sentence: "\"\(printableLine(value))\" is not \(example).")
    }
    values[name] = value
  }

  /// Adds one mapping, such as `title=headline`.
  fileprivate mutating func map(_ pair: Substring) throws(CommandError) {
    let (typed, own) = try Self.parts(of: pair, "--map takes NAME=FIELD, such as title=headline")
    let name = Self.field(typed)
    guard Self.fields.contains(name) else {
      throw CommandError(
        sentence: "an article has no field \"\(printableLine(typed))\"; fields are "
          + Self.fields.joined(separator: ", ") + ", and the short names date and id.")
    }
    fieldNames[name] = own
  }

  /// Returns the name of a field, which can also be typed in capitals or by its short name.
  private static func field(_ typed: String) -> String {
    aliases[typed.lowercased()] ?? typed.lowercased()
  }

  /// Returns the text before and after the equals sign; `usage` is the start of the error message.
  private static func parts(
    of pair: Substring, _ usage: String
  ) throws(CommandError) -> (String, String) {
    let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      .map(trimmed)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw CommandError(sentence: "\(usage), not \"\(printableLine(String(pair)))\".")
    }
    return (parts[0], parts[1])
  }
}

/// Returns `text` without surrounding spaces.
private func trimmed(_ text: Substring) -> String {
  let end = text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex
  return String(text[..<end].drop { $0 == " " })
}

/// A list of paths, as other programs print it.
struct PathList {
  private(set) var paths: [String] = []

  /// Reads the list in the file at `path`, or on standard input for `-`; `separator` is a line end or
  /// NUL.
  init(path: String, separator: UInt8) throws(CommandError) {
    try self.init(readFile(path), separator: separator)
  }

  init(_ bytes: [UInt8], separator: UInt8) throws(CommandError) {
    for (index, bytes) in bytes.split(separator: separator).enumerated() {
      var bytes = bytes
      // Editors on Windows write CR LF.
      if separator == 0x0A, bytes.last == 0x0D { bytes.removeLast() }
      guard !bytes.isEmpty else { continue }
      guard let path = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
        throw CommandError(
          sentence: "name \(grouped(index + 1)) in the list of files is not UTF-8")
      }
      paths.append(path)
    }
  }
}
