/// The distance between two words in edits.
///
/// An edit inserts, deletes or replaces a letter, or swaps two adjacent letters; a swapped pair
/// cannot be edited again (optimal string alignment).
enum EditDistance {
  /// Returns the distance between two words, in Unicode scalars.
  ///
  /// - Complexity: O(n * m).
  static func between(_ a: String, _ b: String) -> Int {
    let a = Array(a.unicodeScalars)
    let b = Array(b.unicodeScalars)
    var before: [Int] = []
    var above = Array(0...b.count)
    for row in 0..<a.count {
      var current = [row + 1]
      for column in 0..<b.count {
        var distance = above[column] + (a[row] == b[column] ? 0 : 1)
        distance = min(distance, above[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
          distance = min(distance, before[column - 1] + 1)
        }
        current.append(distance)
      }
      before = above
      above = current
    }
    return above[b.count]
  }

  /// Returns all words one edit away from `word`, using the letters of the English alphabet.
  ///
  /// See Norvig: How to write a spelling corrector.
  static func neighbours(of word: String) -> [String] {
    let letters = Array(word.utf8)
    var found: [[UInt8]] = []
    guard letters.allSatisfy({ $0 < 0x80 }) else { return [] }
    let alphabet = UInt8(ascii: "a")...UInt8(ascii: "z")
    for index in 0...letters.count {
      let head = letters[..<index]
      let tail = letters[index...]
      for letter in alphabet { found.append(head + [letter] + tail) }
      guard let first = tail.first else { continue }
      found.append(Array(head + tail.dropFirst()))
      for letter in alphabet where letter != first {
        found.append(head + [letter] + tail.dropFirst())
      }
      if let second = tail.dropFirst().first, second != first {
        found.append(head + [second, first] + tail.dropFirst(2))
      }
    }
    return found.map { String(decoding: $0, as: UTF8.self) }
  }
}
