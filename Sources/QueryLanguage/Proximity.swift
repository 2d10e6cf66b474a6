internal import CivilCalendar
internal import TextAnalysis

/// An operator of other engines between two words that must be near each other, such as `NEAR/5`.
struct Proximity: Equatable {
  /// The maximum number of words between the two; nil if the number is malformed.
  var distance: Int?
  /// True if the words must be in the order in which they were typed.
  var isOrdered: Bool
  /// The number of tokens that the operator takes.
  var length = 1

  /// The names of operators with a number directly after them; the first that matches counts.
  private static let names = ["NEAR/", "NEAR", "WITHIN/", "AROUND/", "ADJ/", "ADJ", "W/", "PRE/"]

  /// Parses an operator with a number: `NEAR/5`, `ADJ5`, and `w/5` in either case.
  init?(_ word: String) {
    let upper = word.utf8.contains(UInt8(ascii: "/")) ? word.uppercased() : word
    guard let name = Self.names.first(where: upper.hasPrefix) else { return nil }
    let digits = upper.utf8.dropFirst(name.utf8.count)
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    distance = digits.count <= 4 ? Int(String(decoding: digits, as: UTF8.self)) : nil
    isOrdered = name.hasPrefix("ADJ") || name.hasPrefix("PRE")
  }

  /// The distance of `AROUND(5)`.
  init(around distance: Int?) {
    self.distance = distance
    isOrdered = false
  }

  /// Reads an operator without a number, or with a space before it, at the start of `tokens`.
  fileprivate init?(_ tokens: ArraySlice<Token>) {
    guard let first = tokens.first else { return nil }
    if case .proximity(let proximity) = first.kind {
      self = proximity
      return
    }
    guard let name = first.word, Self.needsNumber[name] != nil else { return nil }
    isOrdered = name == "ADJ"
    if let number = tokens.dropFirst().first?.word.flatMap({ Int(digits: $0, 1...4) }),
      tokens.dropFirst(2).first?.isNearItem ?? false
    {
      distance = number
      length = 2
    } else {
      guard Self.needsNumber[name] == false else { return nil }
      distance = isOrdered ? 0 : 10
    }
  }

  /// The words that are such operators, and whether a number must follow.
  static let needsNumber = ["NEAR": false, "ADJ": false, "WITHIN": true, "AROUND": true]

  /// True if the words must be side by side, in order: a phrase.
  fileprivate var isPhrase: Bool { isOrdered && distance == 0 }
}

extension Lexer {
  /// Replaces two words or phrases with such an operator between them by a NEAR.
  ///
  /// If more than one reading is possible, a notice reports the one that is chosen. Operators that
  /// do not stand between two words or phrases are ignored, and names of operators become words.
  mutating func foldProximity() {
    guard found.contains(where: \.mayBeProximity) else { return }
    let tokens = found
    var folded: [Token] = []
    var index = 0
    while index < tokens.count {
      guard tokens[index].mayBeProximity else {
        folded.append(tokens[index])
        index += 1
        continue
      }
      let rest = tokens[index...]
      guard let proximity = Proximity(rest), let distance = proximity.distance,
        let left = folded.last, left.isNearItem, !isBound(folded.count - 1, folded),
        let right = rest.dropFirst(proximity.length).first, right.isNearItem,
        // In a chain, as in `a NEAR/5 b NEAR/5 c`, it is unclear what belongs together.
        !(rest.dropFirst(proximity.length + 1).first?.mayBeProximity ?? false)
      else {
        readAsWord(tokens, index, &folded)
        index += 1
        continue
      }
      let end = index + proximity.length + 1
      folded.removeLast()
      let items = [left, right].compactMap(\.nearItem)
      let kind =
        proximity.isPhrase
        ? Clause.Kind.phrase(items.joined(separator: " ")) : .near(items, distance: distance)
      let hasMoreWords =
        folded.last?.word != nil || (end < tokens.count && tokens[end].word != nil)
      if hasMoreWords || (proximity.isOrdered && !proximity.isPhrase) {
        let range = tokens[index].range.lowerBound..<tokens[end - 2].range.upperBound
        report(.readAsNear(isOrdered: proximity.isOrdered && !proximity.isPhrase), bytes: range)
      }
      let range = left.range.lowerBound..<right.range.upperBound
      folded.append(Token(kind: .clause(kind), range: range))
      index = end
    }
    found = folded
  }

  /// True if a sign or a field applies to the token at `index`.
  private func isBound(_ index: Int, _ tokens: [Token]) -> Bool {
    index > 0 && tokens[index - 1].binds
  }

  /// Adds an operator that does not stand between two words as a word, or ignores it.
  private mutating func readAsWord(_ tokens: [Token], _ index: Int, _ folded: inout [Token]) {
    let token = tokens[index]
    guard let word = token.word else {
      report(.malformedNear, bytes: token.range)
      return
    }
    let isBetween = index > 0 && index + 1 < tokens.count
    switch Proximity.needsNumber[word] {
    case false?: if tokens.count > 1 { report(.loneOperator(word), bytes: token.range) }
    case true?:
      if isBetween, tokens[index + 1].word.flatMap({ Int(digits: $0, 1...4) }) != nil {
        report(.malformedNear, bytes: token.range)
      }
    default:
      // N5 may also be a road.
      if isBetween, tokens[index - 1].isNearItem, tokens[index + 1].isNearItem {
        report(.malformedNear, bytes: token.range)
      }
      folded.append(token)
      return
    }
    folded.append(Token(kind: .clause(.word(word.lowercased())), range: token.range))
  }
}

extension Token {
  /// The word, if the token is a single word.
  var word: String? {
    if case .clause(.word(let word)) = kind { word } else { nil }
  }

  /// True for a proximity operator of another engine, or a word that may be one.
  fileprivate var mayBeProximity: Bool {
    if case .proximity = kind { return true }
    guard let word else { return false }
    return Proximity.needsNumber[word] != nil || word.isNearWithoutName
  }

  /// True if the token can stand beside such an operator.
  fileprivate var isNearItem: Bool { nearItem != nil && !mayBeProximity }

  fileprivate var nearItem: String? {
    switch kind {
    case .clause(.word(let text)), .clause(.phrase(let text)): text.withoutMarks
    default: nil
    }
  }
}

extension String {
  /// True for `N5`, with which EBSCO joins words that are near each other.
  fileprivate var isNearWithoutName: Bool {
    guard utf8.first == UInt8(ascii: "N") else { return false }
    return Int(digits: dropFirst(), 1...2) != nil
  }
}
