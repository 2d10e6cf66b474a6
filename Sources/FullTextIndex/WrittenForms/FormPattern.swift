/// A pattern for a written word: a token that was folded, but not stemmed.
///
/// A star stands for any characters, or none.
public struct FormPattern: Hashable, Sendable {
  /// The UTF-8 of the text before, between and after the stars; a single piece is a whole word.
  let pieces: [[UInt8]]
  /// The words that match besides those of `otherPieces`, and the pieces of each pattern of which a
  /// word must match one; both are empty if `pieces` decides alone.
  private let alternatives: Set<[UInt8]>
  private let otherPieces: [[[UInt8]]]

  /// Creates a pattern from the folded text before, between and after the stars.
  ///
  /// - Precondition: There is at least one piece.
  public init(_ pieces: [String]) {
    precondition(!pieces.isEmpty, "a pattern without text")
    self.pieces = pieces.map { Array($0.utf8) }
    alternatives = []
    otherPieces = []
  }

  /// Creates a pattern that only `word` matches.
  public init(word: String) { self.init([word]) }

  /// Creates a pattern that each of `words` matches, and nothing else.
  ///
  /// - Precondition: There is at least one word.
  public init(anyOf words: [String]) { self.init(anyOf: words.map { FormPattern(word: $0) }) }

  /// Creates a pattern that a word matches if it matches one of `patterns`.
  ///
  /// - Precondition: There is at least one pattern, and none was made of several.
  public init(anyOf patterns: [FormPattern]) {
    precondition(!patterns.isEmpty, "a pattern without words")
    guard patterns.count > 1 else {
      self = patterns[0]
      return
    }
    let start = patterns.dropFirst().reduce(patterns[0].start) { start, pattern in
      Array(zip(start, pattern.start).prefix { $0 == $1 }.map(\.0))
    }
    pieces = [start, []]
    alternatives = Set(patterns.filter { $0.pieces.count == 1 }.map(\.start))
    otherPieces = patterns.map(\.pieces).filter { $0.count > 1 }
  }

  /// The word, if only one matches.
  public var word: String? {
    pieces.count == 1 ? String(decoding: pieces[0], as: UTF8.self) : nil
  }

  /// The pieces of each pattern of which a word must match one, from which `init(anyOf:)` makes this
  /// pattern again.
  package var choices: [[String]] {
    let all =
      alternatives.isEmpty && otherPieces.isEmpty
      ? [pieces]
      : alternatives.sorted { $0.lexicographicallyPrecedes($1) }.map { [$0] } + otherPieces
    return all.map { $0.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// The words that match, in UTF-8; empty if the pattern has a star.
  package var words: [[UInt8]] {
    pieces.count == 1 ? pieces : otherPieces.isEmpty ? Array(alternatives) : []
  }

  /// The bytes that all matching words start with.
  package var start: [UInt8] { pieces[0] }

  /// Returns true if a word in UTF-8 matches.
  ///
  /// The pieces between two stars are found from left to right, each as early as possible.
  public func matches(_ word: some RandomAccessCollection<UInt8>) -> Bool {
    guard pieces.count > 1 else { return word.elementsEqual(pieces[0]) }
    guard !alternatives.isEmpty || !otherPieces.isEmpty else { return Self.matches(word, pieces) }
    return alternatives.contains(Array(word))
      || otherPieces.contains { Self.matches(word, $0) }
  }

  private static func matches(
    _ word: some RandomAccessCollection<UInt8>, _ pieces: [[UInt8]]
  ) -> Bool {
    let (first, last) = (pieces[0], pieces[pieces.count - 1])
    guard word.count >= first.count + last.count, word.starts(with: first),
      word.suffix(last.count).elementsEqual(last)
    else { return false }
    var rest = word.dropFirst(first.count).dropLast(last.count)
    for piece in pieces[1..<(pieces.count - 1)] where !piece.isEmpty {
      while rest.count >= piece.count, !rest.starts(with: piece) { rest = rest.dropFirst() }
      guard rest.count >= piece.count else { return false }
      rest = rest.dropFirst(piece.count)
    }
    return true
  }
}

/// A token of a phrase that is searched for.
public enum PhraseToken: Hashable, Sendable {
  /// A token with one of these stems.
  case stems([String])
  /// A token that is written like this.
  case form(FormPattern)
}
