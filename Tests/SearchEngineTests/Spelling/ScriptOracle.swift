import Foundation

/// Decides which texts a one-word query finds, by a slow definition on scalars that shares nothing
/// with the program.
enum ScriptOracle {
  /// Returns true if a typed word finds a text.
  static func finds(_ word: String, in text: String) -> Bool {
    let typed = tokens(word.precomposedStringWithCanonicalMapping)
    guard let first = typed.first else { return false }
    // A compound is also found as one word.
    return typed.count == 1
      ? finds(first, in: text)
      : findsPhrase(typed, in: text) || finds(Array(typed.joined()), in: text)
  }

  /// Returns true if a text has the tokens side by side; a script without spaces may be before the
  /// first of them and after the last.
  private static func findsPhrase(_ typed: [[Unicode.Scalar]], in text: String) -> Bool {
    let found = tokens(text)
    guard found.count >= typed.count else { return false }
    return (0...found.count - typed.count).contains { start in
      typed.indices.allSatisfy { index in
        let token = found[start + index]
        let wanted = stem(folded(typed[index]))
        guard token.contains(where: isUnspaced) else { return stem(folded(token)) == wanted }
        let edges: [Edge] = [index == 0 ? .end : nil, index == typed.count - 1 ? .start : nil]
          .compactMap(\.self)
        return edges.contains { edge in
          runs(of: token, at: edge).contains { stem(folded($0)) == wanted }
        }
      }
    }
  }

  private enum Edge { case start, end }

  /// Returns the run of another script at one end of a token: whole, and its part at that end.
  private static func runs(of token: [Unicode.Scalar], at edge: Edge) -> [[Unicode.Scalar]] {
    let ordered = edge == .start ? token : token.reversed()
    let whole = Array(ordered.prefix { !isUnspaced($0) && !$0.properties.isVariationSelector })
    guard let first = whole.first else { return [] }
    let isDigit = { (scalar: Unicode.Scalar) in
      ("0"..."9").contains(scalar) || ("０"..."９").contains(scalar)
    }
    let part = Array(whole.prefix { isDigit($0) == isDigit(first) })
    return [whole, part].map { edge == .start ? $0 : $0.reversed() }
  }

  /// Returns true if a text has a token that starts with `start`, or is it if `isWhole`.
  static func findsForm(_ start: [Unicode.Scalar], isWhole: Bool, in text: String) -> Bool {
    let wanted = folded(start)
    return tokens(text).contains { token in
      let token = folded(token)
      return isWhole ? token == wanted : token.starts(with: wanted)
    }
  }

  private static func finds(_ typed: [Unicode.Scalar], in text: String) -> Bool {
    let wanted = folded(typed)
    return tokens(text).contains { token in
      guard token.contains(where: isUnspaced) else {
        return !typed.contains(where: isUnspaced) && stem(folded(token)) == stem(wanted)
      }
      return typed.contains(where: isUnspaced)
        ? holds(folded(token), wanted)
        : runs(of: token).contains { stem(folded($0)) == stem(wanted) }
    }
  }

  /// Returns true if a highlight shows the typed word, perhaps several times in a row.
  static func isShown(_ word: String, as highlight: String) -> Bool {
    let wanted = stem(folded(Array(tokens(word).joined())))
    let shown = stem(folded(Array(tokens(highlight).joined())))
    guard !wanted.isEmpty, shown.count.isMultiple(of: wanted.count), !shown.isEmpty else {
      return false
    }
    return stride(from: 0, to: shown.count, by: wanted.count).allSatisfy {
      Array(shown[$0..<$0 + wanted.count]) == wanted
    }
  }

  // MARK: Tokens

  static func tokens(_ text: String) -> [[Unicode.Scalar]] {
    text.unicodeScalars.split { !isToken($0) }.map(Array.init)
  }

  private static func isToken(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\u{FE0E}" || scalar == "\u{FE0F}" { return false }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .privateUse, .nonspacingMark, .spacingMark:
      return true
    default: return false
    }
  }

  static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3041...0x30FF, 0x4E00...0x9FFF,
      0xAC00...0xD7A3, 0xFF66...0xFF9F:
      true
    default: false
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    [.nonspacingMark, .spacingMark].contains(scalar.properties.generalCategory)
  }

  /// Returns the runs of other scripts in a token: whole, and split into letters and digits.
  private static func runs(of token: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    let whole = token.split { isUnspaced($0) || $0.properties.isVariationSelector }
    let parts = whole.flatMap { run in
      run.split { ("0"..."9").contains($0) || ("０"..."９").contains($0) }
        + run.split { !(("0"..."9").contains($0) || ("０"..."９").contains($0)) }
    }
    return (whole + parts).map(Array.init)
  }

  /// Returns true if a token contains the wanted scalars, and no mark follows them, or if it ends
  /// with another form of the word at their end.
  private static func holds(_ token: [Unicode.Scalar], _ wanted: [Unicode.Scalar]) -> Bool {
    let ending = stemmedAtEnd(wanted)
    if ending != wanted || stemmedAtEnd(token) != token {
      if stemmedAtEnd(token).suffix(ending.count).elementsEqual(ending) { return true }
    }
    guard token.count >= wanted.count else { return false }
    return (0...token.count - wanted.count).contains { start in
      let end = start + wanted.count
      return Array(token[start..<end]) == wanted && !(end < token.count && isMark(token[end]))
    }
  }

  // MARK: Folding

  /// The only word of the tests that has two forms.
  private static func stem(_ word: [Unicode.Scalar]) -> [Unicode.Scalar] {
    word == Array("services".unicodeScalars) ? word.dropLast() : word
  }

  private static func stemmedAtEnd(_ token: [Unicode.Scalar]) -> [Unicode.Scalar] {
    token.suffix(8).elementsEqual("services".unicodeScalars) ? token.dropLast() : token
  }

  private static func folded(_ token: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: token.filter { !$0.properties.isVariationSelector })
    let composed = widened(String(text)).precomposedStringWithCanonicalMapping
    return composed.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
      if isUnspaced(scalar) || (0x900...0xDFF).contains(scalar.value) || scalar == "й" {
        return [scalar]
      }
      let plain = String(scalar).lowercased().decomposedStringWithCanonicalMapping
      return plain.unicodeScalars.filter { !isMark($0) && $0 != "\u{640}" }.map { scalar in
        switch scalar {
        case "ς": "σ"
        case "ٱ": "ا"
        default: scalar
        }
      }
    }
  }

  /// Returns a text in which each run of half- and fullwidth forms has its usual width.
  private static func widened(_ text: String) -> String {
    var result = ""
    var run = ""
    for scalar in text.unicodeScalars {
      if (0xFF00...0xFFEF).contains(scalar.value) {
        run.unicodeScalars.append(scalar)
      } else {
        result += run.precomposedStringWithCompatibilityMapping
        run = ""
        result.unicodeScalars.append(scalar)
      }
    }
    return result + run.precomposedStringWithCompatibilityMapping
  }
}
