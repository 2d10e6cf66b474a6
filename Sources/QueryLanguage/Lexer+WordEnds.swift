internal import TextAnalysis

/// Where a word ends, and the marks around it.
extension Lexer {
  /// True if the scalar at `index` continues a word.
  func isInWord(_ index: Int) -> Bool {
    guard index < scalars.count else { return false }
    let scalar = scalars[index]
    if scalar.isSpace || scalar == "(" || scalar == ")" || scalar == "|" { return false }
    if scalar == "&", index + 1 < scalars.count, scalars[index + 1] == "&" { return false }
    // A quotation mark belongs to the word in `12" pipe`, but not in `title:"pipe"`.
    guard quote(at: index) != nil else { return true }
    if reading == .words, index == 0 || !scalars[index - 1].isDigit { return false }
    return index + 1 == scalars.count || !scalars[index + 1].isTokenCharacter
  }

  /// Takes a word up to white space or, if `separates`, to a separator, and returns the range of its
  /// text without marks at the end that mean nothing.
  mutating func wordRange(separates: Bool) -> Range<Int> {
    let start = position
    while isInWord(position), !separates || !isSeparator(position) { position += 1 }
    if position == start { position += 1 }
    var word = trimmed(start..<position)
    if separates, start >= slashesEnd, let slash = firstSlash(start..<word.end) {
      slashesEnd = word.end
      position = slash
      word = trimmed(start..<position)
    }
    for notice in word.notices { report(notice.kind, notice.range) }
    return start..<word.end
  }

  /// True if the scalar at `index` separates words, although no space follows.
  func isSeparator(_ index: Int) -> Bool {
    guard index > 0, index + 1 < scalars.count else { return false }
    let separator = scalars[index]
    if separator == "/" { return index < slashesEnd }
    guard Self.commas.contains(separator) || Self.stops.contains(separator) else { return false }
    var (start, end) = (index, index + 1)
    // The number of marks is limited, so that long runs take no quadratic time.
    while start > 0, index - start < 3, scalars[start - 1] == separator { start -= 1 }
    while end < scalars.count, end - index < 4, scalars[end] == separator { end += 1 }
    guard start > 0, end < scalars.count else { return false }
    let (before, after) = (scalars[start - 1], scalars[end])
    if before.isDigit, after.isDigit, Self.commas.contains(separator) { return false }
    return (before.isTokenCharacter || quote(at: start - 1) != nil)
      && (after.isTokenCharacter || quote(at: end) != nil)
  }

  /// Marks that separate words, but not digits.
  private static let commas: [Unicode.Scalar] = [",", ";", "\u{60C}", "\u{61B}"]
  /// Marks of East Asia, after which there is no space.
  private static let stops: [Unicode.Scalar] = ["\u{3001}", "\u{3002}", "\u{FF01}", "\u{FF1F}"]

  /// Returns the index of the first slash in a list such as `oil/gas`; nil if the word is no list.
  ///
  /// The words of a list have at least two letters or digits, and one of them is a letter. So
  /// `km/h`, `9/11` and addresses are not lists.
  private func firstSlash(_ range: Range<Int>) -> Int? {
    let pieces = scalars[range].split(separator: "/", omittingEmptySubsequences: false)
    guard pieces.count > 1, let first = pieces.first, !first.isHost else { return nil }
    let isList = pieces.allSatisfy { piece in
      piece.count(where: \.isTokenCharacter) > 1 && piece.contains(where: \.properties.isAlphabetic)
    }
    return isList ? first.endIndex : nil
  }

  // MARK: Marks

  /// Skips a mark before a word.
  ///
  /// `~word` asks for more than the word, so it is reported.
  mutating func skipMark(_ scalar: Unicode.Scalar) {
    let start = position
    let isBeforeDate = isAfterDateName(start) && scalar.isASCII && scalar != "'"
    skip()
    let isSuffix =
      start > 0 && (scalar == "~" || scalar == "^")
      && (scalars[start - 1] == ")" || quote(at: start - 1) != nil)
    if isSuffix { while peek()?.isDigit ?? false || peek() == "." { skip() } }
    if isSuffix || isBeforeDate
      || (scalar == "~" && peek().map { $0.isTokenCharacter && !$0.isDigit } ?? false)
    {
      report(.ignoredSign(String(scalar)), start..<position)
    }
    skip(from: start)
  }

  /// A word without the marks at its end that mean nothing, and notices about these marks.
  private struct TrimmedWord {
    var end: Int
    var notices: [(kind: Notice.Kind, range: Range<Int>)] = []
  }

  /// Trims the marks at the end of a word that mean nothing.
  ///
  /// `word~2` also asks for similar words, `word^4` for a weight, and `word[ti]` for a field, so
  /// these are reported.
  private func trimmed(_ range: Range<Int>) -> TrimmedWord {
    let start = range.lowerBound
    let isQuoted = start > 0 && ["\u{2018}", "\u{201A}", "'"].contains(scalars[start - 1])
    let isDate = isAfterDateName(start)
    var word = TrimmedWord(end: range.upperBound)
    while word.end > start + 1 {
      let (before, last) = (scalars[word.end - 2], scalars[word.end - 1])
      if last == ".", !isDate, !endsAbbreviation(start..<word.end) {
        word.end -= 1
      } else if let suffix = suffix(of: start..<word.end) {
        word.notices.append((.ignoredSign(String(scalars[suffix])), suffix..<word.end))
        word.end = suffix
      } else if Quote(last) != nil, !before.isDigit {
        word.notices.append((.unclosedQuote, word.end - 1..<word.end))
        word.end -= 1
      } else if last.isIgnoredAfterWord || (last.isPunctuationAfterWord && !isDate)
        || (last == "*" && reading != .full)
        || isQuoted && ["\u{2018}", "\u{2019}", "'"].contains(last)
      {
        if isDate { word.notices.append((.ignoredSign(String(last)), word.end - 1..<word.end)) }
        word.end -= 1
      } else {
        break
      }
    }
    return word
  }

  /// True if the full stop at the end of a word is part of it, as in `U.S.`: after a single letter.
  private func endsAbbreviation(_ range: Range<Int>) -> Bool {
    let letter = range.upperBound - 2
    return scalars[letter].properties.isAlphabetic
      && (letter == range.lowerBound || !scalars[letter - 1].isTokenCharacter)
  }

  /// The maximum length of `[ti]`, so that long runs of brackets take no quadratic time.
  private static let maxFieldLength = 40

  /// Returns the start of `~2`, `^4` or `[ti]` at the end of a word; nil if there is none.
  private func suffix(of range: Range<Int>) -> Int? {
    guard let last = range.last, last > range.lowerBound else { return nil }
    var start = last
    if scalars[last] == "]" {
      while start > max(range.lowerBound, last - Self.maxFieldLength), scalars[start] != "[" {
        start -= 1
      }
      guard scalars[start] == "[" else { return nil }
    } else {
      while start > range.lowerBound, scalars[start].isDigit || scalars[start] == "." { start -= 1 }
      guard scalars[start] == "~" || scalars[start] == "^" else { return nil }
    }
    guard start > range.lowerBound else { return nil }
    let before = scalars[start - 1]
    // `10~20` is a range of numbers.
    if scalars[start] == "~", before.isDigit, start < last { return nil }
    return before.isTokenCharacter || before == "*" ? start : nil
  }
}

extension Unicode.Scalar {
  /// True if the scalar means nothing at the end of a word.
  ///
  /// Apostrophes and signs such as `+` and `%` are kept, and so are full stops, which may end an
  /// abbreviation.
  fileprivate var isIgnoredAfterWord: Bool {
    switch self {
    case "~", "^", "&", "/", "\\", "=", "@", "<", ">", "[", "]", "{", "}", "`": true
    default: false
    }
  }

  /// True for punctuation that means nothing at the end of a word, except full stops.
  fileprivate var isPunctuationAfterWord: Bool {
    switch self {
    case ",", ";", ":", "!", "?", "\u{2026}", "\u{60C}", "\u{61B}", "\u{61F}": true
    case "\u{3001}", "\u{3002}", "\u{FF01}", "\u{FF1F}": true
    default: false
    }
  }
}

extension ArraySlice<Unicode.Scalar> {
  /// True if an address starts with the text: `https:`, `www.example.org`, `bbc.co.uk`.
  fileprivate var isHost: Bool {
    if last == ":" { return true }
    guard let dot = lastIndex(of: "."), dot > startIndex, self[dot - 1].isTokenCharacter else {
      return false
    }
    return self[(dot + 1)...].count(where: \.isTokenCharacter) > 1
  }
}
