internal import Archive
internal import Formats
internal import Glibc
internal import Output

/// The file of saved queries.
///
/// Each line holds a name, a colon, and the arguments of the query as one types them in a shell:
///
///     # comment
///     gas: gas pipeline --publisher 'BBC News' --sort newest
///
/// People may edit the file. Comments and lines that do not change are kept as they are.
struct SavedQueries {
  /// A query and its line.
  struct Entry: Equatable {
    var name: String
    /// The arguments as written in the file.
    var text: String
    var arguments: [String]
    /// The number of the line, from 1.
    var line: Int
  }

  /// The maximum size of the file in bytes: enough for thousands of queries.
  static let maxBytes = 1 << 20

  /// The path of the file.
  let path: String
  /// The queries, in the order of the file.
  private(set) var entries: [Entry] = []
  /// The indices of the queries by their names.
  private var indices: [String: Int] = [:]
  private var lines: [Substring] = []

  /// Reads the user's file; if there is none, there are no queries.
  static func read() throws(CommandError) -> SavedQueries {
    guard let path = ConfigurationFolder.path(of: "queries") else {
      throw CommandError(
        sentence: "queries are saved in the home folder; set HOME or XDG_CONFIG_HOME")
    }
    guard exists(path) else { return SavedQueries(path: path) }
    return try SavedQueries(path: path, bytes: try readFile(path, atMost: maxBytes))
  }

  private init(path: String) { self.path = path }

  /// Reads the contents of a file.
  init(path: String, bytes: [UInt8]) throws(CommandError) {
    self.path = path
    guard bytes.count <= Self.maxBytes else {
      throw CommandError(
        sentence: "\(printable(path)) is too large; it has at most \(grouped(Self.maxBytes)) bytes")
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError(sentence: "\(printable(path)) is not UTF-8")
    }
    // For Swift, the line end of Windows is a single character.
    lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Substring($0.last == "\r" ? $0.dropLast() : $0) }
    if lines.last?.isEmpty == true { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      let line = line.drop { $0.isWhitespace }
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let entry = try entry(line, number: index + 1)
      indices[entry.name] = entries.count
      entries.append(entry)
    }
  }

  private func entry(_ line: Substring, number: Int) throws(CommandError) -> Entry {
    guard let colon = line.firstIndex(of: ":") else {
      throw fault(number, "a colon is missing after the name")
    }
    let name = line[..<colon]
    guard SavedQueryName(String(name)) != nil else {
      throw fault(
        number, "'\(printableLine(String(name)))' is not a valid name: \(SavedQueryName.rule)")
    }
    if let earlier = self[String(name)] {
      throw fault(number, "'\(name)' is already the name of line \(earlier.line)")
    }
    let text = line[line.index(after: colon)...].drop { $0.isWhitespace }
    let words = ShellWords(String(text))
    guard words.openQuote == nil else { throw fault(number, "a quotation mark is not closed") }
    guard !words.all.isEmpty else { throw fault(number, "there is no query after the colon") }
    return Entry(name: String(name), text: String(text), arguments: words.all, line: number)
  }

  /// Returns an error in a line.
  func fault(_ line: Int, _ detail: String) -> CommandError {
    CommandError(sentence: "\(printable(path)):\(line): \(detail)")
  }

  /// The query with this name.
  subscript(name: String) -> Entry? { indices[name].map { entries[$0] } }

  /// Returns the query with this name.
  ///
  /// - Throws: `UsageError` with similar names, if there is none.
  func entry(named name: String, for option: String) throws(UsageError) -> Entry {
    if let entry = self[name] { return entry }
    let similar = entries.map(\.name).first {
      isOneEdit($0, name) || $0.lowercased() == name.lowercased()
    }
    let hint =
      if let similar {
        "did you mean: " + shellCommand(["search", option, similar])
      } else if entries.isEmpty {
        "no query is saved; to save one: search WORDS --save NAME"
      } else {
        "to list the saved queries: search --saved"
      }
    throw UsageError("there is no saved query '\(printableLine(name))'", hints: [hint])
  }
}

// MARK: Writing

extension SavedQueries {
  /// Saves a query; returns the one that had the name before.
  static func save(_ name: SavedQueryName, _ arguments: [String]) throws -> Entry? {
    try change { queries in
      let line = "\(name.text): \(shellCommand(arguments))"[...]
      guard let old = queries[name.text] else {
        queries.lines.append(line)
        return nil
      }
      queries.lines[old.line - 1] = line
      return old
    }
  }

  /// Removes a saved query, and returns it.
  static func remove(_ name: String) throws -> Entry {
    // Without the query, no file must be created.
    _ = try read().entry(named: name, for: "--unsave")
    return try change { queries in
      let old = try queries.entry(named: name, for: "--unsave")
      queries.lines.remove(at: old.line - 1)
      return old
    }
  }

  /// Changes the file, which nobody else can change at the same time.
  private static func change<T>(_ body: (inout SavedQueries) throws -> T) throws -> T {
    let path = try read().path
    try makeFolder(of: path)
    // A link may lead to the folder in which somebody keeps such files.
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    let target = resolved.map { String(cString: $0) } ?? path
    let file = try PendingFile(at: target, replacing: true, permissionsOf: target)
    var queries = try read()
    let result = try body(&queries)
    let bytes = Array(queries.lines.map { $0 + "\n" }.joined().utf8)
    guard bytes.count <= maxBytes else {
      throw CommandError(sentence: "\(printable(path)) has no room for another query")
    }
    try file.write(bytes)
    try file.finish()
    return result
  }

  private static func makeFolder(of path: String) throws(CommandError) {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += "/" + part
      // The XDG Base Directory Specification asks for this mode.
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw CommandError(
          sentence: "cannot create the folder \(printable(folder)): "
            + String(cString: strerror(errno)))
      }
    }
  }
}
