/// A word that may follow on a command line.
struct Candidate: Equatable {
  /// The word, as the program receives it.
  var word: String
  /// What it means; empty if that is plain.
  var help: String

  init(_ word: String, _ help: String = "") {
    self.word = word
    self.help = help
  }

  /// Creates a candidate whose meaning is the first sentence of its help.
  init(_ word: String, firstSentenceOf help: String) {
    let end = help.firstRange(of: ". ") ?? help.firstRange(of: " (")
    let sentence = help[..<(end?.lowerBound ?? help.endIndex)]
    self.init(word, String(sentence.hasSuffix(".") ? sentence.dropLast() : sentence))
  }
}

extension [Candidate] {
  /// The maximum number of candidates that are offered: bash asks before it prints more than a
  /// hundred.
  static var limit: Int { 50 }

  /// Returns the candidates that start with what was typed.
  ///
  /// If none does, the case of letters does not matter; then all start with the same letters as the
  /// first one, because a shell replaces what was typed by what its candidates have in common.
  func starting(with typed: String) -> [Candidate] {
    let exact = filter { $0.word.hasPrefix(typed) }
    guard exact.isEmpty else { return Array(exact.prefix(Self.limit)) }
    let folded = typed.lowercased()
    let similar = filter { $0.word.prefix(typed.count).lowercased() == folded }
    guard let start = similar.first?.word.prefix(typed.count) else { return [] }
    return Array(similar.filter { $0.word.hasPrefix(start) }.prefix(Self.limit))
  }
}
