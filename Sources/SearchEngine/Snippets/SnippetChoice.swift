internal import TextAnalysis

/// Compares parts of a passage that contain the same words of the query.
///
/// The cost of a part is its length, so that words that are near each other are preferred. Every
/// other quality is expressed as a number of words that it is worth.
struct SnippetChoice {
  private let passage: PassageWords
  private let keys: [Key]
  private let prefersFigures: Bool

  /// The properties of a key that matter for the choice.
  struct Key {
    /// The weight, from 0 for a common word to 1 for the rarest word of the query.
    var weight: Double
    /// The word as it was typed, in lower case.
    var typed: [UInt8]
  }

  /// The cost of a heading, a table row or a bare list: more than any sentence can have.
  private static let bareCost = 60
  /// The cost of each end of a sentence between the words.
  private static let sentenceEndCost = 8
  /// The cost of a word that comes before the one that was typed before it.
  private static let disorderCost = 4
  /// The cost of another form of the word than the typed one.
  private static let otherFormCost = 4
  /// The value of a sentence that says what the word means.
  private static let definitionValue = 12
  /// The value of a sentence with a number, if the query asks for one.
  private static let figureValue = 12
  /// A block of this many words is running text, even if it does not end with a full stop.
  private static let longBlock = 16

  init(_ passage: PassageWords, _ keys: [Key], prefersFigures: Bool) {
    self.passage = passage
    self.keys = keys
    self.prefersFigures = prefersFigures
  }

  /// Returns the cost of a part, given all matches in it, in order of their ends.
  func cost(_ words: Range<Int>, _ items: [SnippetPlan.Item]) -> Int {
    var cost = words.count
    if !isRunningText(words.lowerBound), !isRunningText(words.upperBound - 1) {
      cost += Self.bareCost
    }
    let ends = passage.words[words].dropFirst().count { $0.beginsSentence }
    cost += Self.sentenceEndCost * min(ends, 3)
    var seen: [Int] = []
    var asTyped: [Int] = []
    var definition = 0.0
    for item in items {
      if !seen.contains(item.key) {
        if let last = seen.last, last > item.key { cost += Self.disorderCost }
        seen.append(item.key)
      }
      if !asTyped.contains(item.key), isAsTyped(item) { asTyped.append(item.key) }
      let weight = keys[item.key].weight
      if weight > definition, Definition.isOf(item.bytes, in: passage.bytes) { definition = weight }
    }
    cost += Self.otherFormCost * (seen.count - asTyped.count)
    cost -= Int(Double(Self.definitionValue) * definition)
    if showsFigure(words) { cost -= Self.figureValue }
    return cost
  }

  /// True if the query asks for a number, and there is one in the sentence around the words.
  private func showsFigure(_ words: Range<Int>) -> Bool {
    guard prefersFigures else { return false }
    let sentence = passage.bytes[passage.bytes(of: passage.sentence(around: words))]
    if sentence.contains(where: { (0x30...0x39).contains($0) }) { return true }
    return sentence.split(whereSeparator: { !$0.isLetterOfWord }).contains { word in
      word.count <= Self.maxNumeral
        && Self.numerals.contains(Substring(decoding: word, as: UTF8.self).lowercased())
    }
  }

  /// The length of the longest of `numerals`, in bytes.
  private static let maxNumeral = 10
  /// Numbers in words, in English and German.
  ///
  /// "One" is more often a pronoun than a number.
  private static let numerals: Set<String> = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "twenty", "thirty", "forty", "fifty", "dozen", "hundred", "thousand", "million", "billion",
    "trillion", "twice", "half", "third", "quarter", "zwei", "drei", "vier", "fünf", "sechs",
    "sieben", "acht", "neun", "zehn", "elf", "zwölf", "hundert", "tausend", "millionen",
    "milliarden",
  ]

  private func isAsTyped(_ item: SnippetPlan.Item) -> Bool {
    let word = keys[item.key].typed
    let found = passage.bytes[item.bytes]
    if found.count == word.count, zip(found, word).allSatisfy({ $0.asciiLowercased == $1 }) {
      return true
    }
    guard found.contains(where: { $0 >= 0x80 }) else { return false }
    return Substring(decoding: found, as: UTF8.self).lowercased().utf8.elementsEqual(word)
  }

  /// True if the word is in a sentence: neither in a heading or table row, nor in a short block
  /// without a final mark, such as an entry of a menu or the name of the author.
  private func isRunningText(_ word: Int) -> Bool {
    let next = passage.blocks.partitioningIndex { $0.firstWord > word }
    guard next > 0 else { return true }
    let block = passage.blocks[next - 1]
    switch block.kind {
    case .heading, .row, .rule: return false
    case .text, .item, .quote: break
    }
    let end = next < passage.blocks.count ? passage.blocks[next].firstWord : passage.words.count
    return end - block.firstWord >= Self.longBlock
      || SentenceEnd.endsPhrase(
        in: passage.bytes, from: 0, at: passage.words[end - 1].range.upperBound)
  }
}

extension PassageWords {
  /// Returns the words of the sentences that contain these words.
  ///
  /// At most `reach` words are added on each side.
  func sentence(around run: Range<Int>, reach: Int = 60) -> Range<Int> {
    var start = run.lowerBound
    while start > 0, !isSentenceBreak(start), run.lowerBound - start < reach { start -= 1 }
    var end = run.upperBound
    while !isSentenceBreak(end), end - run.upperBound < reach { end += 1 }
    return start..<end
  }
}

/// Recognizes sentences that say what a word means.
///
/// Examples are `X is a …`, `X (…) was the …`, `X, a …`, `X means …` and `called X`, also in German,
/// French and Spanish.
enum Definition {
  /// True if the word at `match` in `text` is defined there.
  static func isOf(_ match: Range<Int>, in text: [UInt8]) -> Bool {
    if introductions.contains(word(before: match.lowerBound, in: text)) { return true }
    var position = match.upperBound
    skip(in: text, &position) { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "*") || $0 >= 0x80 }
    skip(in: text, &position, where: \.isSpace)
    if position < text.count, text[position] == UInt8(ascii: "(") {
      guard
        let end = text[position..<min(position + maxBracket, text.count)]
          .firstIndex(of: UInt8(ascii: ")"))
      else { return false }
      position = end + 1
      skip(in: text, &position, where: \.isSpace)
    }
    guard position < text.count else { return false }
    if text[position] == UInt8(ascii: ",") {
      position += 1
      return articles.contains(nextWord(in: text, &position))
    }
    let verb = nextWord(in: text, &position)
    if meanings.contains(verb) { return true }
    return copulas.contains(verb) && articles.contains(nextWord(in: text, &position))
  }

  /// The maximum length of a bracket between the word and the verb, in bytes.
  private static let maxBracket = 80

  private static func skip(in text: [UInt8], _ position: inout Int, where test: (UInt8) -> Bool) {
    while position < text.count, test(text[position]) { position += 1 }
  }

  /// Returns the word after the spaces at `position`, and moves to its end.
  private static func nextWord(in text: [UInt8], _ position: inout Int) -> UInt64 {
    skip(in: text, &position, where: \.isSpace)
    let start = position
    while position < text.count, position - start <= 8, text[position].isLetterOfWord {
      position += 1
    }
    return code(of: text[start..<position])
  }

  private static func word(before end: Int, in text: [UInt8]) -> UInt64 {
    var end = end
    while end > 0, text[end - 1].isSpace || text[end - 1] == UInt8(ascii: "\"") { end -= 1 }
    var start = end
    while start > 0, end - start <= 8, text[start - 1].isLetterOfWord { start -= 1 }
    return code(of: text[start..<end])
  }

  /// Returns a word as one number, ignoring case; 0 if it has more than eight bytes.
  private static func code(of word: some Collection<UInt8>) -> UInt64 {
    word.count > 8 ? 0 : word.reduce(0) { $0 << 8 | UInt64($1 | 0x20) }
  }

  private static func codes(_ words: String) -> [UInt64] {
    words.split(separator: " ").map { code(of: $0.utf8) }
  }

  private static let introductions = codes("called named termed dubbed genannt namens llamado")
  private static let meanings = codes("means bedeutet heißt signifie")
  private static let copulas = codes(
    "is was are were ist war sind waren est était sont es era son")
  private static let articles = codes(
    "a an the one ein eine einer der die das un une le la les una el los las")
}

extension UInt8 {
  fileprivate var isLetterOfWord: Bool {
    self >= 0x80 || (0x61...0x7A).contains(self | 0x20)
  }
}
