/// The cost of a typing error: how unlikely it is that somebody who meant one word typed another.
///
/// Like `EditDistance`, but each edit has a cost of its own (Kernighan, Church, Gale: A spelling
/// correction program based on a noisy channel model, 1990). Letters that sound alike, are next to
/// each other on the keyboard, doubled or swapped are cheap, because these are the errors that
/// people make. The costs were chosen on one half of the words of `Benchmarks/spelling.py`.
enum TypingCost {
  /// Two adjacent letters in the wrong order.
  private static let swap = 0.5
  /// A letter that is doubled, or not doubled.
  private static let doubling = 0.5
  /// An h after a consonant, which is often silent: Ghadafi.
  private static let silent = 0.4
  /// A letter for another one with a similar sound: Petrow.
  private static let sound = 0.7
  /// A letter that is missing.
  private static let omission = 0.8
  /// A vowel for another one: Stoltenburg.
  private static let vowel = 0.9
  /// A letter for its neighbor on the keyboard.
  private static let neighbor = 1.0
  /// A letter too many.
  private static let insertion = 1.3
  /// A letter for any other one.
  private static let substitution = 1.5
  /// The additional cost of an error in the first letter, which people seldom get wrong.
  private static let first = 0.4
  /// The factor for words with the same `PhoneticKey`.
  private static let alike = 0.8

  /// Returns the cost of typing `typed` for `meant`, both folded and in lower case; 0 if they are
  /// equal.
  ///
  /// - Complexity: O(n * m).
  static func of(_ typed: String, for meant: String) -> Double {
    let cost = edits(Array(typed.unicodeScalars), Array(meant.unicodeScalars))
    return PhoneticKey(typed) == PhoneticKey(meant) ? cost * alike : cost
  }

  /// Returns the smallest sum of costs of edits that turn one word into the other.
  private static func edits(_ typed: [Unicode.Scalar], _ meant: [Unicode.Scalar]) -> Double {
    var before: [Double] = []
    var above = [0.0]
    for column in meant.indices {
      above.append(above[column] + added(at: column, in: meant, omission))
    }
    for row in typed.indices {
      let insertion = added(at: row, in: typed, Self.insertion)
      var current = [above[0] + insertion]
      for column in meant.indices {
        let isFirst = row == 0 && column == 0
        var cost = above[column] + replaced(meant[column], typed[row], isFirst)
        cost = min(cost, above[column + 1] + insertion)
        cost = min(cost, current[column] + added(at: column, in: meant, omission))
        if row > 0, column > 0, typed[row] == meant[column - 1], typed[row - 1] == meant[column] {
          cost = min(cost, before[column - 1] + swap + (row == 1 && column == 1 ? first : 0))
        }
        current.append(cost)
      }
      before = above
      above = current
    }
    return above[meant.count]
  }

  /// Returns the cost of a letter that only one of the words has.
  private static func added(
    at index: Int, in word: [Unicode.Scalar], _ usual: Double
  ) -> Double {
    guard index > 0 else { return usual + first }
    if word[index] == word[index - 1] { return doubling }
    if word[index] == "h", !vowels.contains(word[index - 1]) { return silent }
    return usual
  }

  private static func replaced(
    _ meant: Unicode.Scalar, _ typed: Unicode.Scalar, _ isFirst: Bool
  ) -> Double {
    if meant == typed { return 0 }
    let extra = isFirst ? first : 0
    if soundsAlike(meant, typed) { return sound + extra }
    if vowels.contains(meant), vowels.contains(typed) { return vowel + extra }
    return (areNeighbors(meant, typed) ? neighbor : substitution) + extra
  }

  private static let vowels = Set("aeiouy".unicodeScalars)

  // MARK: Letters that sound alike

  /// Pairs of letters that stand for similar sounds in the languages of Europe.
  private static let pairs = [
    "bp", "ck", "cq", "cs", "dt", "ei", "fv", "gj", "gk", "iy", "jy", "kq", "mn", "sz", "uw", "vw",
  ]

  private static let soundPairs: Set<[Unicode.Scalar]> = Set(
    pairs.flatMap { pair in [Array(pair.unicodeScalars), pair.unicodeScalars.reversed()] })

  private static func soundsAlike(_ one: Unicode.Scalar, _ other: Unicode.Scalar) -> Bool {
    soundPairs.contains([one, other])
  }

  // MARK: Letters that are next to each other

  /// The places of the letters on an English keyboard, in quarters of a key.
  private static let keys: [Unicode.Scalar: (x: Int, y: Int)] = {
    var keys: [Unicode.Scalar: (x: Int, y: Int)] = [:]
    for (row, (letters, start)) in [("qwertyuiop", 0), ("asdfghjkl", 1), ("zxcvbnm", 3)]
      .enumerated()
    {
      for (column, letter) in letters.unicodeScalars.enumerated() {
        keys[letter] = (start + 4 * column, 4 * row)
      }
    }
    return keys
  }()

  private static func areNeighbors(_ one: Unicode.Scalar, _ other: Unicode.Scalar) -> Bool {
    guard let one = keys[one], let other = keys[other] else { return false }
    let (x, y) = (one.x - other.x, one.y - other.y)
    // The distance of two keys that touch each other is at most 1.25 keys.
    return x * x + y * y <= 25
  }
}
