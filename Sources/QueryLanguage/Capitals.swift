/// Text that is in capital letters throughout, as old topics and headlines are: `USE OF LASERS AND
/// MASERS IN MEDICINE`.
///
/// There capital letters make neither a name nor an operator. It is told from a list of names, such
/// as `US AND UK OR NATO`, by a word that no list of names has, or by its length; and only plain
/// words can be it: whoever writes quotation marks, parentheses, signs, fields or NOT knows what an
/// operator is.
struct Capitals {
  /// The text, in which words of grammar are in small letters; as many bytes as before.
  let text: String
  /// Where the first operator stood that is a word now, in UTF-8 bytes.
  let operatorRange: Range<Int>?

  /// Words that stand between others in a sentence, and are no one's name.
  private static let evidence: Set<String> = [
    "OF", "THE", "FOR", "BY", "WITH", "FROM", "TO", "IN", "ON", "HOW", "WHAT", "WHICH", "INTO",
    "THEIR", "ABOUT", "ARE", "WERE",
  ]
  private static let operators: Set<String> = ["AND", "OR", "NEAR"]
  /// So many words or more, most of them longer than a name in capitals is, are a sentence.
  private static let longText = 6
  private static let longestName = 5

  /// Nothing where the text has a small letter, may be a list of names, or has more than words.
  init?(_ text: String) {
    guard text.utf8.count <= Query.mostBytes,
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
    // What has no capital letters, such as Chinese and dates, is not written in them.
    let capital = content.filter { word in
      word.unicodeScalars.contains { $0.properties.isUppercase }
    }
    guard 2 * capital.count > content.count else { return false }
    let long = capital.count { word in
      word.unicodeScalars.count { $0.properties.isUppercase } > longestName
    }
    // Between names there are many operators.
    let isLong =
      content.count >= longText && 2 * long > content.count
      && 3 * (words.count - content.count) <= content.count
    return isLong || content.count > 2 && content.contains(where: evidence.contains)
  }

  /// Whether a word is not part of the query language.
  private static func isPlain(_ word: String) -> Bool {
    guard word != "NOT", let first = word.unicodeScalars.first else { return false }
    if first == "+" || first == "=" || first == "-" { return false }
    return word.unicodeScalars.allSatisfy { scalar in
      // A colon makes a field, unless it ends a word.
      !"\"“”„«»()|*~".unicodeScalars.contains(scalar)
    } && !word.dropLast().contains(":")
  }
}
