/// A written word whose spelling is close to that of a given word.
package struct SimilarForm: Equatable, Sendable {
  /// The word, folded.
  package var form: String
  /// Its term in the index.
  package var stem: String
  /// The edit distance from the given word.
  package var distance: Int

  package init(form: String, stem: String, distance: Int) {
    self.form = form
    self.stem = stem
    self.distance = distance
  }
}

extension WrittenForms {
  /// Returns the words within `limit` edits of `word`, which is folded, in ascending order of bytes.
  ///
  /// An edit inserts, deletes or replaces a letter, or swaps two adjacent ones; a swapped pair
  /// cannot be edited again.
  ///
  /// - Complexity: O(n) in the bytes of all words.
  package func forms(
    similarTo word: String, within limit: Int
  ) throws(IndexError) -> [SimilarForm] {
    var scan = LetterDistanceScan(word, limit)
    var found: [SimilarForm] = []
    try forEachForm(from: []) { (reader) throws(IndexError) in
      guard let distance = scan.distance(to: reader.form) else { return }
      found.append(
        SimilarForm(
          form: String(decoding: reader.form, as: UTF8.self),
          stem: String(decoding: reader.stem, as: UTF8.self), distance: distance))
    }
    return found
  }
}

/// Computes the edit distances of words to a pattern, in letters.
///
/// Row d of the table has the distances between the first d letters of the word and each prefix of
/// the pattern. A word that shares s letters with the previous one shares the rows 0...s, so sorted
/// words are compared quickly.
package struct LetterDistanceScan {
  private let pattern: [UInt32]
  private let limit: Int
  private let width: Int
  private var rows: [Int]
  /// The letters of the last word that was compared.
  private var letters: [UInt32] = []
  /// The number of letters of this word whose rows were computed.
  private var depth = 0
  /// True if no word that starts with these letters is within the limit.
  private var isDead = false

  /// Creates a scan for the words within `limit` edits of `pattern`.
  package init(_ pattern: String, _ limit: Int) {
    self.pattern = pattern.unicodeScalars.map(\.value)
    self.limit = limit
    width = self.pattern.count + 1
    rows = Array(repeating: 0, count: width * (self.pattern.count + limit + 1))
    for column in 0..<width { rows[column] = column }
  }

  /// Returns the distance of a word in UTF-8; nil if it is above the limit.
  package mutating func distance(to word: [UInt8]) -> Int? {
    // A letter has at most four bytes, and at least one.
    guard word.count + limit >= pattern.count, word.count <= 4 * (pattern.count + limit) else {
      return nil
    }
    let next =
      word.allSatisfy { $0 < 0x80 }
      ? word.map(UInt32.init)
      : String(decoding: word, as: UTF8.self).unicodeScalars.map(\.value)
    guard abs(next.count - pattern.count) <= limit else { return nil }
    var shared = 0
    while shared < min(depth, next.count), letters[shared] == next[shared] { shared += 1 }
    if shared == depth, isDead { return nil }
    letters = next
    depth = shared
    isDead = false
    while depth < letters.count {
      depth += 1
      guard fill(depth) <= limit else {
        isDead = true
        return nil
      }
    }
    let distance = rows[depth * width + width - 1]
    return distance <= limit ? distance : nil
  }

  /// Computes a row, and returns the smallest distance in it.
  private mutating func fill(_ depth: Int) -> Int {
    let letter = letters[depth - 1]
    let (row, above) = (depth * width, (depth - 1) * width)
    rows[row] = depth
    var smallest = depth
    for column in 1..<width {
      let isSame = pattern[column - 1] == letter
      var distance = rows[above + column - 1] + (isSame ? 0 : 1)
      distance = min(distance, rows[above + column] + 1, rows[row + column - 1] + 1)
      if depth > 1, column > 1, pattern[column - 2] == letter,
        pattern[column - 1] == letters[depth - 2]
      {
        distance = min(distance, rows[above - width + column - 2] + 1)
      }
      rows[row + column] = distance
      smallest = min(smallest, distance)
    }
    return smallest
  }
}
