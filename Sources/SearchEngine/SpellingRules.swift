/// Other ways to write a word, worked out from its letters alone.
///
/// Whether anybody wrote it so is for the index to say: see `Spellings`.
enum SpellingRules {
  /// The other ways to write `word`, as texts that FTS5's tokenizer cuts up.
  ///
  /// A space in such a text is an end of a token, as a hyphen or a full stop is in an article.
  static func alternatives(to word: String) -> [String] {
    let word = trimmed(word)
    let scalars = Array(word.unicodeScalars)
    guard scalars.count <= mostLetters else { return [] }
    var texts = acronyms(scalars) + mixtures(scalars) + compounds(scalars)
    if let quantity = Quantity(scalars) { texts += quantity.alternatives }
    if let owner = owner(scalars) { texts += [owner] + alternatives(to: owner) }
    return texts
  }

  /// A longer word is no word.
  static let mostLetters = 60

  /// Without the marks around a word that are no part of it.
  private static func trimmed(_ word: String) -> String {
    let marks = Set<Unicode.Scalar>(
      ",;:!?()[]{}\"'#@\u{2018}\u{2019}\u{201C}\u{201D} ".unicodeScalars)
    let scalars = word.unicodeScalars
    guard let first = scalars.firstIndex(where: { !marks.contains($0) }),
      let last = scalars.lastIndex(where: { !marks.contains($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  // MARK: Acronyms

  /// An acronym without its full stops, or one of up to five capitals letter by letter: u s for US.
  private static func acronyms(_ scalars: [Unicode.Scalar]) -> [String] {
    if (2...5).contains(scalars.count), scalars.allSatisfy(isCapital) {
      return [scalars.map { String($0) }.joined(separator: " ")]
    }
    var letters = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      guard index.isMultiple(of: 2) ? isLetter(scalar) : scalar == "." else { return [] }
      if index.isMultiple(of: 2) { letters.append(scalar) }
    }
    return letters.count >= 2 ? [String(letters)] : []
  }

  // MARK: Letters and digits side by side

  /// covid 19 for covid19, f 35 for F35; h5n1 in each of its four ways.
  private static func mixtures(_ scalars: [Unicode.Scalar]) -> [String] {
    guard scalars.allSatisfy({ isLetter($0) || isDigit($0) }) else { return [] }
    let seams = scalars.indices.dropFirst().filter { index in
      isDigit(scalars[index]) != isDigit(scalars[index - 1])
    }
    guard (1...4).contains(seams.count) else { return [] }
    var texts = seams.map { String(scalars[..<$0]) + " " + String(scalars[$0...]) }
    if seams.count > 1 {
      let bounds = [0] + seams + [scalars.count]
      texts.append(
        zip(bounds, bounds.dropFirst()).map { String(scalars[$0..<$1]) }.joined(separator: " "))
    }
    return texts
  }

  // MARK: Compounds

  /// email for e-mail, longterm for long-term, covid19 for COVID-19 and Covid 19, oneill for O'Neill.
  private static func compounds(_ scalars: [Unicode.Scalar]) -> [String] {
    if let parts = parts(scalars) {
      // Figures that a hyphen joins are a span, a score or a date.
      guard parts.contains(where: { $0.contains(where: isLetter) }) else { return [] }
      return [parts.map { String($0) }.joined()]
    }
    guard scalars.count > 3, isLetter(scalars[0]), isApostrophe(scalars[1]),
      scalars[2...].allSatisfy(isLetter)
    else { return [] }
    return [String(scalars[0]) + String(scalars[2...])]
  }

  /// The parts of a word that hyphens join, or single spaces in a phrase; nothing for other words.
  static func parts(_ word: String) -> [String]? {
    parts(Array(trimmed(word).unicodeScalars))?.map { String($0) }
  }

  private static func parts(_ scalars: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>]? {
    let parts = scalars.split(omittingEmptySubsequences: false) { isHyphen($0) || $0 == " " }
    guard (2...4).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    return parts
  }

  // MARK: Possessives

  private static let pronouns: Set<String> = [
    "he", "here", "how", "it", "let", "she", "that", "there", "what", "when", "where", "who",
  ]

  /// Müller for Müller's; not for it's, where the letter stands for another word.
  private static func owner(_ scalars: [Unicode.Scalar]) -> String? {
    guard scalars.count > 3, scalars[scalars.count - 1] == "s" || scalars[scalars.count - 1] == "S",
      isApostrophe(scalars[scalars.count - 2])
    else { return nil }
    let owner = String(scalars.dropLast(2))
    return pronouns.contains(owner.lowercased()) ? nil : owner
  }

  // MARK: Kinds of characters

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }
  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
  static func isCapital(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }
  static func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || ("\u{2010}"..."\u{2013}").contains(scalar)
  }
  static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || scalar == "\u{2019}"
  }
}

extension String {
  fileprivate init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
