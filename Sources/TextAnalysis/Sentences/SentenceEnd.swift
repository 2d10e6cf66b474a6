/// The rule for sentence ends, which decides where long paragraphs are split and where snippets
/// start.
///
/// The functions read UTF-8 bytes by index, since both callers scan a whole text.
package enum SentenceEnd {
  /// True if the word before the white space at `end` ends a sentence.
  ///
  /// - Parameters:
  ///   - text: The text in UTF-8.
  ///   - start: The start of the part to examine.
  ///   - end: The end of the word, including the punctuation after it.
  ///   - next: The start of the next word. A sentence ends only if that word can start one.
  /// - Returns: False for a word without final punctuation, and for an abbreviation.
  static func isEnd<Bytes: RandomAccessCollection<UInt8>>(
    in text: Bytes, from start: Int, at end: Int, next: Int
  ) -> Bool where Bytes.Index == Int {
    // Nearly every word ends with a letter or a comma.
    guard end > start, !text[end - 1].isPlain else { return false }
    var stop = end
    var last = lastScalar(in: text, from: start, before: stop)
    while let closer = last, closers.contains(closer) {
      stop -= UTF8.width(closer)
      // French has a space before the mark: « fini. »
      if closer == "»", stop > start, text[stop - 1] == 0x20 { stop -= 1 }
      last = lastScalar(in: text, from: start, before: stop)
    }
    switch last {
    case "!", "?", "…": return canBegin(in: text, at: next)
    case ".":
      return canBegin(in: text, at: next)
        && !isAbbreviation(in: text, from: start, before: stop - 1, next: next)
    case let last?: return isWideStop(last) && canBegin(in: text, at: next)
    case nil: return false
    }
  }

  /// True if a sentence ends at `position`: directly before it is 。, ！ or ？, or such a mark and its
  /// closing brackets.
  ///
  /// No space follows these marks.
  static func isWideEnd<Bytes: RandomAccessCollection<UInt8>>(
    in text: Bytes, from start: Int, at position: Int
  ) -> Bool where Bytes.Index == Int {
    var end = position
    while end - start >= 3, closesWideBracket(in: text, at: end - 3) { end -= 3 }
    guard end - start >= 3, !closesWideBracket(in: text, at: position) else { return false }
    switch (text[end - 3], text[end - 2], text[end - 1]) {
    case (0xE3, 0x80, 0x82), (0xEF, 0xBC, 0x81), (0xEF, 0xBC, 0x9F): return true
    default: return false
    }
  }

  /// True if a clause ends with the word, because its last character is a comma, a dash or the
  /// like.
  package static func isClauseEnd(_ word: ArraySlice<UInt8>) -> Bool {
    guard let last = word.last, last != UInt8(ascii: "."), !last.isASCIILetterOrDigit else {
      return false
    }
    let end = Substring(decoding: word.suffix(4), as: UTF8.self).unicodeScalars.last
    return end.map { clauseMarks.contains($0) } ?? false
  }

  /// True if the text before `end` ends with a mark, such as a full stop or a colon, so that other
  /// text on the same line is not read as its continuation.
  package static func endsPhrase<Bytes: RandomAccessCollection<UInt8>>(
    in text: Bytes, from start: Int, at end: Int
  ) -> Bool where Bytes.Index == Int {
    var stop = end
    while let last = lastScalar(in: text, from: start, before: stop) {
      if closers.contains(last) || last == " " {
        stop -= UTF8.width(last)
        continue
      }
      return phraseMarks.contains(last) || isWideStop(last)
    }
    return false
  }

  // MARK: The parts of the rule

  /// True if a sentence may start with the word at `index`, or if the text ends there.
  static func canBegin<Bytes: RandomAccessCollection<UInt8>>(
    in text: Bytes, at index: Int
  ) -> Bool where Bytes.Index == Int {
    guard index < text.endIndex else { return true }
    let bytes = text[index..<min(index + 32, text.endIndex)]
    let start = Substring(decoding: bytes, as: UTF8.self).unicodeScalars
      .first { !openers.contains($0) }
    switch start?.properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber, .currencySymbol:
      return true
    default: return false
    }
  }

  /// True if the full stop at `stop` belongs to an abbreviation such as `J.`, `U.S.` or `Mr.` and
  /// the sentence continues.
  private static func isAbbreviation<Bytes: RandomAccessCollection<UInt8>>(
    in text: Bytes, from start: Int, before stop: Int, next: Int
  ) -> Bool where Bytes.Index == Int {
    var wordStart = stop
    while wordStart > start, text[wordStart - 1] > 0x20 {
      wordStart -= 1
      // No abbreviation is this long.
      if stop - wordStart > 16 { return false }
    }
    if stop - wordStart <= 2, text[wordStart..<stop].allSatisfy({ (0x30...0x39).contains($0) }) {
      return isGermanOrdinal(in: text, from: start, at: wordStart, next: next)
    }
    let word = Substring(decoding: text[wordStart..<stop], as: UTF8.self)
    let parts = word.drop { !$0.isLetter }.split(
      separator: ".", omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty else { return false }
    if parts.allSatisfy({ $0.count == 1 }) {
      // `I.` is more often a numeral at the end of a sentence, as in `World War I.`, than an
      // initial.
      return parts != ["I"] && !startsSentence(in: text, at: next)
    }
    guard parts.count == 1 else {
      // `Ph.D.`
      return parts.allSatisfy { $0.count <= 2 && $0.allSatisfy(\.isLetter) }
        && !startsSentence(in: text, at: next)
    }
    switch Abbreviations.kind(of: first.lowercased()) {
    case .neverEnds: return true
    case .precedesFigure: return next < text.endIndex && (0x30...0x39).contains(text[next])
    case .followsName: return !startsSentence(in: text, at: next)
    case nil: return false
    }
  }

  /// True if the number before a full stop is an ordinal, as in `am 16. November` and in
  /// `der 2. Weltkrieg`.
  private static func isGermanOrdinal<Bytes: RandomAccessCollection<UInt8>>(
    in text: Bytes, from start: Int, at number: Int, next: Int
  ) -> Bool where Bytes.Index == Int {
    guard next < text.endIndex, !startsSentence(in: text, at: next) else { return false }
    let following = text[next..<min(next + 16, text.endIndex)]
      .prefix { $0.isASCIILetterOrDigit || $0 >= 0x80 }
    if Abbreviations.months.contains(Substring(decoding: following, as: UTF8.self).lowercased()) {
      return true
    }
    var end = number
    while end > start, text[end - 1] <= 0x20 { end -= 1 }
    var wordStart = end
    while wordStart > start, end - wordStart < 8, text[wordStart - 1] > 0x20 { wordStart -= 1 }
    let preceding = text[wordStart..<end]
    return Abbreviations.wordsBeforeOrdinals.contains(
      Substring(decoding: preceding, as: UTF8.self).lowercased())
  }

  /// True if the word at `index` often starts sentences, or if the text ends there.
  private static func startsSentence<Bytes: RandomAccessCollection<UInt8>>(
    in text: Bytes, at index: Int
  ) -> Bool where Bytes.Index == Int {
    guard index < text.endIndex else { return true }
    let word = text[index..<min(index + 16, text.endIndex)].prefix { $0 > 0x20 }
    var scalars = Substring(decoding: word, as: UTF8.self).unicodeScalars
    while let first = scalars.first, openers.contains(first) { scalars.removeFirst() }
    if scalars.last == "," { scalars.removeLast() }
    return Abbreviations.sentenceStarters.contains(Substring(scalars).lowercased())
  }

  private static func isWideStop(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "。", "！", "？", "\u{104B}", "\u{17D4}", "\u{17D5}": true  // also of Burmese and Khmer
    default: false
    }
  }

  /// True if a closing bracket of the block U+3000, such as 」, is at `position`.
  private static func closesWideBracket<Bytes: RandomAccessCollection<UInt8>>(
    in text: Bytes, at position: Int
  ) -> Bool where Bytes.Index == Int {
    guard position + 2 < text.endIndex, text[position] == 0xE3, text[position + 1] == 0x80 else {
      return false
    }
    switch text[position + 2] {
    case 0x89, 0x8B, 0x8D, 0x8F, 0x91, 0x95: return true
    default: return false
    }
  }

  private static func lastScalar<Bytes: RandomAccessCollection<UInt8>>(
    in text: Bytes, from start: Int, before end: Int
  ) -> Unicode.Scalar? where Bytes.Index == Int {
    guard end > start else { return nil }
    let bytes = text[max(start, end - 4)..<end]
    return Substring(decoding: bytes, as: UTF8.self).unicodeScalars.last
  }

  private static let phraseMarks: Set<Unicode.Scalar> = [
    ".", "!", "?", "…", ":", ";", ",", "–", "—", "，", "、", "；", "：", "،", "؛", "؟", "۔", "।", "॥",
  ]
  private static let clauseMarks: Set<Unicode.Scalar> = [
    ",", ";", ":", ")", "–", "—", "”", "»", "，", "、", "；", "：", "）", "」",
  ]
  private static let closers: Set<Unicode.Scalar> = [
    "\"", "'", "”", "’", "“", ")", "]", "»", "」", "』", "）", "*", "_",
  ]
  private static let openers: Set<Unicode.Scalar> = [
    "\"", "'", "“", "‘", "„", "(", "[", "«", "「", "『", "（", "*", "_",
  ]
}

extension UInt8 {
  /// True if the byte never ends a sentence.
  fileprivate var isPlain: Bool { isASCIILetterOrDigit || self == UInt8(ascii: ",") }
}

/// The abbreviations of English news text after which a full stop does not always end the sentence.
///
/// They are stored in lower case and without the stop.
enum Abbreviations {
  /// The way to interpret a full stop after an abbreviation.
  enum Kind {
    /// A title or a word such as `vs.`: the sentence always continues.
    case neverEnds
    /// A word such as `No.` or `Jan.`: the sentence continues if a number follows.
    case precedesFigure
    /// A suffix of names such as `Jr.`: the sentence ends only if the next word often starts
    /// sentences, since any other capitalized word may be the next name.
    case followsName
  }

  static func kind(of word: String) -> Kind? { kinds[word] }

  private static let kinds: [String: Kind] = {
    let words: [(Kind, String)] = [
      (
        .neverEnds,
        """
        mr mrs ms mx messrs mme mlle dr prof gen lt col maj capt cmdr adm sgt cpl pvt gov sen rep \
        rev hon pres supt st mt ft vs approx ca cf viz
        """
      ),
      (
        .precedesFigure,
        """
        no nos art fig figs sec ch vol vols pp jan feb mar apr jun jul aug sep sept oct nov dec
        """
      ),
      (.followsName, "jr sr inc ltd co corp bros esq etc"),
    ]
    var kinds: [String: Kind] = [:]
    for (kind, list) in words {
      for word in list.split(separator: " ") { kinds[String(word)] = kind }
    }
    return kinds
  }()

  /// The months in German, some of which English shares; a day with a full stop comes before them.
  static let months: Set<String> = [
    "januar", "jänner", "februar", "märz", "april", "mai", "juni", "juli", "august", "september",
    "oktober", "november", "dezember", "january", "february", "march", "may", "june", "july",
    "october", "december",
  ]

  /// German words that often come before an ordinal number in figures, and seldom before a number
  /// at the end of a sentence.
  static let wordsBeforeOrdinals: Set<String> = [
    "beim", "dem", "den", "der", "des", "im", "vom", "zum", "zur",
  ]

  /// Words that often start sentences and are not part of a name.
  static let sentenceStarters: Set<String> = [
    "a", "after", "all", "although", "an", "and", "as", "at", "because", "before", "both", "but",
    "by", "during", "each", "every", "for", "from", "he", "her", "here", "his", "how", "however",
    "if", "in", "it", "its", "many", "more", "most", "my", "no", "not", "on", "once", "one", "our",
    "several", "she", "since", "so", "some", "such", "that", "the", "their", "then", "there",
    "these", "they", "this", "those", "though", "to", "under", "until", "we", "what", "when",
    "where", "while", "who", "why", "with", "you", "your",
  ]
}
