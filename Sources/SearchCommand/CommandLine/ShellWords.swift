/// The words of a text, as a shell splits a command line.
///
/// White space separates words. `'` and `"` enclose text, and `\` takes the next character as it
/// is. Nothing else is special: variables and patterns stay as they were typed.
struct ShellWords: Equatable {
  /// The words that end with white space.
  private(set) var words: [String] = []
  /// The last word, if the text ends with it; nil if it ends with white space or is empty.
  private(set) var last: String?
  /// The quotation mark that encloses the end of the text; nil if there is none.
  private(set) var openQuote: Unicode.Scalar?

  /// All words.
  var all: [String] { words + (last.map { [$0] } ?? []) }

  /// Splits a text.
  ///
  /// In fish, `\` also escapes `\` and `'` between single quotation marks.
  init(_ text: String, isFish: Bool = false) {
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      if scalar == "\\", openQuote != "'" || (isFish && Self.isQuoted(rest.first)) {
        let next = rest.popFirst()
        // Between double quotation marks, a backslash before other characters is a character.
        let isKept = openQuote == "\"" && !"\"\\$`".unicodeScalars.contains(next ?? "\"")
        append((isKept ? [scalar] : []) + (next.map { [$0] } ?? []))
      } else if scalar == openQuote {
        openQuote = nil
      } else if openQuote == nil, scalar == "'" || scalar == "\"" {
        openQuote = scalar
        append([])
      } else if openQuote == nil, scalar.properties.isWhitespace {
        if let last { words.append(last) }
        last = nil
      } else {
        append([scalar])
      }
    }
  }

  private static func isQuoted(_ scalar: Unicode.Scalar?) -> Bool {
    scalar == "'" || scalar == "\\"
  }

  /// Adds characters to the last word; an empty list makes a word of them if there is none.
  private mutating func append(_ scalars: [Unicode.Scalar]) {
    // A copy of the word for each character would make long words slow.
    if last == nil { last = "" }
    last?.unicodeScalars.append(contentsOf: scalars)
  }

  /// Returns `word` so that bash reads it back, at a place that is enclosed by `quote` or nothing.
  static func quoted(_ word: String, in quote: Unicode.Scalar?) -> String {
    var quoted = ""
    for scalar in word.unicodeScalars {
      switch quote {
      case "'": quoted += scalar == "'" ? "'\\''" : String(scalar)
      case "\"": quoted += "\"\\$`".unicodeScalars.contains(scalar) ? "\\\(scalar)" : "\(scalar)"
      default: quoted += needsBackslash(scalar) ? "\\\(scalar)" : "\(scalar)"
      }
    }
    return quoted
  }

  private static func needsBackslash(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && !scalar.properties.isAlphabetic && scalar.properties.numericType == nil
      && !"@%+=:,./-_".unicodeScalars.contains(scalar)
  }
}
