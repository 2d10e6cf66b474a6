/// A query in capital letters throughout, like old topics and headlines: `USE OF LASERS AND MASERS IN
/// MEDICINE`.
///
/// In such a text capital letters make neither a name nor an operator. A list of names, such as
/// `US AND UK OR NATO`, is recognized by its length and by the lack of words that only sentences
/// have. Text with quotation marks, parentheses, signs, fields or NOT does not count: its author knows
/// operators.
struct AllCapsQuery {
  /// The text with function words in lower case; its length in bytes does not change.
  let text: String
  /// The position of the first operator that is read as a word, in UTF-8 bytes.
  let operatorRange: Range<Int>?

  /// Function words that are nobody's name.
  private static let evidence: Set<String> = [
    "OF", "THE", "FOR", "BY", "WITH", "FROM", "TO", "IN", "ON", "HOW", "WHAT", "WHICH", "INTO",
    "THEIR", "ABOUT", "ARE", "WERE",
  ]
  private static let operators: Set<String> = ["AND", "OR", "NEAR"]
  /// This many words, most of them longer than a name in capitals, are a sentence.
  private static let minSentenceLength = 6
  private static let maxNameLength = 5

  /// Nil if the text has a lower-case letter, may be a list of names, or has more than words.
  init?(_ text: String) {
    guard text.utf8.count <= Query.maxBytes,
      !text.unicodeScalars.contains(where: { $0.properties.isLowercase })
    else { return nil }
    var bytes = Array(text.utf8)
    let words = bytes.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
    let texts = words.map { String(decoding: $0, as: UTF8.self) }
    guard texts.allSatisfy(Self.isPlain), Self.isSentence(texts) else { return nil }
    var first: Range<Int>?
    for (word, text) in zip(words, texts) {
      let isOperator = Self.operators.contains(text)
      guard isOperator || StopWords.contains(text.lowercased()) else { continue }
      for index in word.indices where (0x41...0x5A).contains(bytes[index]) { bytes[index] |= 0x20 }
      if isOperator, first == nil { first = word.indices }
    }
    self.text = String(decoding: bytes, as: UTF8.self)
    operatorRange = first
  }

  private static func isSentence(_ words: [String]) -> Bool {
    let content = words.filter { !operators.contains($0) }
    // Chinese and dates have no capital letters.
    let capital = content.filter { word in
      word.unicodeScalars.contains { $0.properties.isUppercase }
    }
    guard 2 * capital.count > content.count else { return false }
    let long = capital.count { word in
      word.unicodeScalars.count { $0.properties.isUppercase } > maxNameLength
    }
    // A list of names has many operators.
    let isLong =
      content.count >= minSentenceLength && 2 * long > content.count
      && 3 * (words.count - content.count) <= content.count
    return isLong || content.count > 2 && content.contains(where: evidence.contains)
  }

  /// True if a word has no special meaning in the query language.
  private static func isPlain(_ word: String) -> Bool {
    guard word != "NOT", let first = word.unicodeScalars.first else { return false }
    if first == "+" || first == "=" || first == "-" { return false }
    return word.unicodeScalars.allSatisfy { scalar in
      // A colon marks a field, unless it ends a word.
      !"\"“”„«»()|*~".unicodeScalars.contains(scalar)
    } && !word.dropLast().contains(":")
  }
}
