/// A pattern for a written word: a token that was folded, but not stemmed.
///
/// A star stands for any characters, or none.
public struct FormPattern: Hashable, Sendable {
  /// The UTF-8 of the text before, between and after the stars; a single piece is a whole word.
  let pieces: [[UInt8]]
  /// The words of a pattern that only these words match; empty if there is only one, or a star.
  private let alternatives: [[UInt8]]

  /// Creates a pattern from the folded text before, between and after the stars.
  ///
  /// - Precondition: There is at least one piece.
  public init(_ pieces: [String]) {
    precondition(!pieces.isEmpty, "a pattern without text")
    self.pieces = pieces.map { Array($0.utf8) }
    alternatives = []
  }

  /// Creates a pattern that only `word` matches.
  public init(word: String) { self.init([word]) }

  /// Creates a pattern that each of `words` matches, and nothing else.
  ///
  /// - Precondition: There is at least one word.
  public init(anyOf words: [String]) {
    let all = words.map { Array($0.utf8) }
    precondition(!all.isEmpty, "a pattern without words")
    let start = all.dropFirst().reduce(all[0]) { start, word in
      Array(zip(start, word).prefix { $0 == $1 }.map(\.0))
    }
    pieces = all.count == 1 ? all : [start, []]
    alternatives = all.count == 1 ? [] : all
  }

  /// The word, if only one matches.
  public var word: String? {
    pieces.count == 1 ? String(decoding: pieces[0], as: UTF8.self) : nil
  }

  /// The words that match, in UTF-8; empty if the pattern has a star.
  package var words: [[UInt8]] { pieces.count == 1 ? pieces : alternatives }

  /// The bytes that all matching words start with.
  package var start: [UInt8] { pieces[0] }

  /// Returns true if a word in UTF-8 matches.
  ///
  /// The pieces between two stars are found from left to right, each as early as possible.
  public func matches(_ word: some RandomAccessCollection<UInt8>) -> Bool {
    guard pieces.count > 1 else { return word.elementsEqual(pieces[0]) }
    if !alternatives.isEmpty { return alternatives.contains { word.elementsEqual($0) } }
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
  /// A token with this stem.
  case stem(String)
  /// A token that is written like this.
  case form(FormPattern)
}
