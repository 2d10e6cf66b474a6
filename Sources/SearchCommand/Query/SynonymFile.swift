internal import Formats
internal import Output
internal import SearchEngine

/// A file of synonyms, named by `--synonyms` or in the configuration folder.
enum SynonymFile {
  /// Reads the user's file in the configuration folder; nil if there is none.
  static func readDefault() throws(CommandError) -> Synonyms? {
    guard let path = ConfigurationFolder.path(of: "synonyms.txt"), exists(path) else { return nil }
    return try read(path)
  }

  /// Reads a file; `-` is standard input.
  static func read(_ path: String) throws(CommandError) -> Synonyms {
    let bytes = try readFile(path, atMost: Synonyms.maxBytes)
    let name = path == "-" ? "standard input" : printable(path)
    guard bytes.count <= Synonyms.maxBytes else {
      throw CommandError(
        sentence: "\(name) is too large; a file of synonyms has at most "
          + "\(grouped(Synonyms.maxBytes)) bytes")
    }
    do throws(Synonyms.Fault) {
      return try Synonyms(parsing: bytes)
    } catch {
      throw CommandError(sentence: "\(name):\(error.line): \(sentence(of: error.kind))")
    }
  }

  private static func sentence(of kind: Synonyms.Fault.Kind) -> String {
    switch kind {
    case .notUTF8: "the line is not UTF-8"
    case .empty(""): "a word is missing before or after a comma or '=>'"
    case .empty(let text): "'\(printableLine(text))' has no letters or digits"
    case .severalArrows: "a line has at most one '=>'"
    case .lone: "expected words separated by commas, or '=>'"
    case .longPhrase(let text):
      "'\(printableLine(String(text.prefix(40))))…' has more than "
        + counted(Synonyms.maxWords, "word")
    case .manyPhrases: "the line has more than \(Synonyms.maxPhrases) words and phrases"
    case .manyLines: "there are more than \(grouped(Synonyms.maxLines)) lines with synonyms"
    }
  }
}
