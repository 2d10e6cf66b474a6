internal import QueryLanguage
internal import SQLite
internal import TextAnalysis

/// Words that mean the same, from a file in the format of Solr and Elasticsearch.
///
///     # comment
///     car, automobile, motor car
///     pm => prime minister
///
/// The words of a line without an arrow find each other. Those before an arrow also find those after
/// it, but not vice versa. A backslash takes the next character as it is.
public final class Synonyms: Sendable, Equatable {
  /// An error in a line.
  public struct Fault: Error, Equatable, Sendable {
    /// The number of the line, from 1.
    public var line: Int
    /// The kind of the error.
    public var kind: Kind

    /// The kinds of errors.
    public enum Kind: Equatable, Sendable {
      /// The line is not UTF-8.
      case notUTF8
      /// A word or phrase has neither letters nor digits, or there is nothing between two commas.
      case empty(String)
      /// There are several arrows.
      case severalArrows
      /// A line without an arrow has only one word or phrase.
      case lone
      /// A phrase has more than `maxWords` words.
      case longPhrase(String)
      /// The line has more than `maxPhrases` words and phrases.
      case manyPhrases
      /// There are more than `maxLines` lines.
      case manyLines
    }
  }

  /// The maximum number of lines, of words and phrases in a line, and of words in a phrase.
  public static let (maxLines, maxPhrases, maxWords) = (10_000, 100, 8)
  /// The maximum size of a file, in bytes.
  public static let maxBytes = 1 << 20

  /// A line: the words that are typed, and those that they find.
  struct Rule: Equatable {
    var typed: [String]
    var found: [String]
  }

  let rules: [Rule]

  /// Two instances are equal only if they are the same one.
  public static func == (a: Synonyms, b: Synonyms) -> Bool { a === b }

  /// Reads the contents of a file.
  public init(parsing bytes: [UInt8]) throws(Fault) {
    var rules: [Rule] = []
    var number = 0
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard String(validating: line, as: UTF8.self) != nil else {
        throw Fault(line: number, kind: .notUTF8)
      }
      do throws(Fault) {
        guard let rule = try Self.rule(line) else { continue }
        rules.append(rule)
      } catch {
        throw Fault(line: number, kind: error.kind)
      }
      guard rules.count <= Self.maxLines else { throw Fault(line: number, kind: .manyLines) }
    }
    self.rules = rules
  }

  /// Reads a line; returns nil if it is empty or a comment.
  private static func rule(_ line: ArraySlice<UInt8>) throws(Fault) -> Rule? {
    guard let first = line.first(where: { !isSpace($0) }), first != UInt8(ascii: "#") else {
      return nil
    }
    let sides = try sides(of: line)
    guard sides.count <= 2 else { throw Fault(line: 0, kind: .severalArrows) }
    guard sides.reduce(0, { $0 + $1.count }) <= maxPhrases else {
      throw Fault(line: 0, kind: .manyPhrases)
    }
    guard sides.count == 2 || sides[0].count > 1 else { throw Fault(line: 0, kind: .lone) }
    return Rule(typed: sides[0], found: sides[sides.count - 1])
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
  }

  /// Splits a line at its arrows, and each side at its commas.
  private static func sides(of line: ArraySlice<UInt8>) throws(Fault) -> [[String]] {
    var sides: [[String]] = [[]]
    var phrase: [UInt8] = []
    var words = 0
    func end() throws(Fault) {
      if phrase.last == UInt8(ascii: " ") { phrase.removeLast() }
      sides[sides.count - 1].append(try checked(phrase, words))
      phrase.removeAll(keepingCapacity: true)
      words = 0
    }
    func append(_ byte: UInt8) {
      // Several spaces are one, and the first word has none before it.
      if phrase.isEmpty || phrase.last == UInt8(ascii: " ") { words += 1 }
      phrase.append(byte)
    }
    var rest = line
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\\"): append(rest.popFirst() ?? byte)
      case UInt8(ascii: ","): try end()
      case UInt8(ascii: "=") where rest.first == UInt8(ascii: ">"):
        rest.removeFirst()
        try end()
        sides.append([])
      case _ where isSpace(byte):
        if let last = phrase.last, last != UInt8(ascii: " ") { phrase.append(UInt8(ascii: " ")) }
      default: append(byte)
      }
    }
    try end()
    return sides
  }

  private static func checked(_ phrase: [UInt8], _ words: Int) throws(Fault) -> String {
    let text = String(decoding: phrase, as: UTF8.self)
    let isPlain = phrase.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
    guard isPlain || text.unicodeScalars.contains(where: \.isTokenCharacter) else {
      throw Fault(line: 0, kind: .empty(text))
    }
    guard words <= maxWords else { throw Fault(line: 0, kind: .longPhrase(text)) }
    return text
  }
}

/// Synonyms by the terms that the index has for what is typed.
///
/// Because terms are stems, each form of a word has the synonyms of the others.
struct SynonymTable {
  private let rules: [Synonyms.Rule]
  /// The indices of the rules for the words that are typed, by their terms with spaces between them.
  private let indices: [String: [Int]]
  /// The largest number of typed words that have synonyms together.
  let maxLength: Int

  init(_ synonyms: Synonyms, _ tokenizer: Tokenizer) throws(SQLiteError) {
    rules = synonyms.rules
    var indices: [String: [Int]] = [:]
    var maxLength = 0
    for (index, rule) in rules.enumerated() {
      for typed in rule.typed {
        let terms = try tokenizer.tokens(of: Self.withoutStopWords(typed)).map(\.term)
        // A word such as a-b-c may have many terms.
        guard terms.count <= Synonyms.maxWords else { continue }
        maxLength = max(maxLength, terms.count)
        indices[Self.key(terms), default: []].append(index)
      }
    }
    self.indices = indices
    self.maxLength = maxLength
  }

  private static func key(_ terms: [String]) -> String {
    terms.count == 1 ? terms[0] : terms.joined(separator: " ")
  }

  /// Returns a phrase without its stop words, which queries do not have either.
  private static func withoutStopWords(_ phrase: String) -> String {
    guard phrase.utf8.contains(UInt8(ascii: " ")) else { return phrase }
    let words = phrase.split(separator: " ").filter {
      !Query.stopWords.contains($0.lowercased())
    }
    return words.isEmpty ? phrase : words.joined(separator: " ")
  }

  /// The maximum number of synonyms of a word.
  private static let maxSynonyms = 100

  /// Returns the first synonyms of typed words, given as their terms; the words may be among them.
  func synonyms(of terms: [String]) -> [String] {
    var found: [String] = []
    for index in indices[Self.key(terms)] ?? [] where found.count < Self.maxSynonyms {
      found += rules[index].found.filter { !found.contains($0) }
    }
    return Array(found.prefix(Self.maxSynonyms))
  }
}
