internal import Glibc
internal import Output

/// A command line that cannot be run, with what to type instead.
struct UsageError: Error, Equatable {
  /// A sentence about the mistake.
  var sentence: String
  /// What to type instead, such as `to search for these words: search query export controls`.
  var hints: [String]

  /// The exit status of a wrong command line: EX_USAGE of sysexits.h.
  static let status: Int32 = 64

  /// Creates the error for words that a subcommand cannot take; `words` start with its name.
  init(_ sentence: String, insteadOf words: [String], _ hints: String...) {
    self.sentence = sentence
    self.hints = [Self.queryHint(words)] + hints
  }

  /// Creates an error from its sentence and hints.
  init(_ sentence: String, hints: [String]) {
    self.sentence = sentence
    self.hints = hints
  }

  /// Prints the sentence and the hints on standard error.
  func print() {
    printError(sentence)
    for hint in hints { writeToStandardError("  \(hint)\n") }
  }

  /// Returns the hint to search for words, the first of which is the name of a subcommand.
  static func queryHint(_ words: [String]) -> String {
    "to search for \(words.count == 1 ? "this word" : "these words"): "
      + shellCommand(["search", "query"] + words)
  }
}

/// Returns words as a command that a shell reads back as the same words.
func shellCommand(_ words: [String]) -> String {
  func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || "@%+=:,./-_#".unicodeScalars.contains(scalar)
  }
  return words.map { word in
    let word = printableLine(word)
    guard word.isEmpty || word.hasPrefix("#") || !word.unicodeScalars.allSatisfy(isPlain) else {
      return word
    }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }.joined(separator: " ")
}

/// True if an argument looks like a word of a query, and not like the name of a file.
///
/// The name of a file in the current folder needs a `.` or `./` to be told from a word.
func looksLikeWord(_ argument: String) -> Bool {
  argument != "-" && !argument.contains { $0 == "/" || $0 == "." }
}

/// True if there is a file, a folder or a link at `path`.
func exists(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0
}

/// Fails if one of the files that a subcommand should read looks like a word of a query instead.
///
/// - Throws: `UsageError`.
func refuseWords(_ files: [String], of subcommand: String) throws(UsageError) {
  guard let word = files.first(where: { looksLikeWord($0) && !exists($0) }) else { return }
  throw UsageError("there is no file '\(printableLine(word))'", insteadOf: [subcommand] + files)
}
