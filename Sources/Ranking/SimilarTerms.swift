public import SQLite

/// A term of the side table `vocabulary` that is spelled nearly like a given one.
public struct SimilarTerm: Equatable, Sendable {
  /// The term, as the index holds it.
  public var term: String
  /// How many edits lead from one to the other.
  public var distance: Int
  /// In how many passages it was when the index was last optimized.
  public var documentFrequency: Int
}

extension VocabularyTable {
  /// The terms within `limit` edits of `pattern`, in ascending order of bytes.
  ///
  /// An edit inserts, deletes or replaces one byte of the UTF-8, or swaps two neighbours; a pair that
  /// was swapped is not edited again (optimal string alignment, a restriction of the distance of
  /// Damerau 1964). A letter outside ASCII counts as its bytes.
  ///
  /// - Complexity: O(n) in the bytes of the table; the distances of a prefix are worked out once for
  ///   all terms that share it, and not at all behind a prefix that is too far off already.
  public static func terms(
    similarTo pattern: String, within limit: Int, in connection: Connection
  ) throws(RankingError) -> [SimilarTerm] {
    var scan = EditDistanceScan(Array(pattern.utf8), limit)
    try forEachChunk(connection) { chunk throws(RankingError) in
      guard scan.read(chunk) else { throw .corrupt(.vocabulary) }
    }
    return scan.found
  }
}

/// Works out edit distances to one pattern, for front-coded terms.
///
/// Row d of the table has the distances between the first d bytes of the term and each prefix of the
/// pattern. A term that shares s bytes with the one before it shares the rows 0...s.
struct EditDistanceScan {
  private let pattern: [UInt8]
  private let limit: Int
  private let width: Int
  private(set) var found: [SimilarTerm] = []

  private var rows: [UInt8]
  private var term: [UInt8]
  /// From how many bytes on every row is past the limit, whatever follows.
  private var dead: Int = .max

  init(_ pattern: [UInt8], _ limit: Int) {
    precondition(pattern.count < 200 && 0 <= limit && limit < 10, "too long: \(pattern.count)")
    self.pattern = pattern
    self.limit = limit
    width = pattern.count + 1
    // A term that is longer by more than the limit is past it at the row after the last.
    rows = Array(repeating: 0, count: width * (pattern.count + limit + 2))
    term = Array(repeating: 0, count: pattern.count + limit + 2)
    for column in 0..<width { rows[column] = UInt8(column) }
  }

  /// Reads a stored chunk; false where it contradicts itself.
  mutating func read(_ chunk: [UInt8]) -> Bool {
    VocabularyChunk.forEachEntry(chunk) { shared, suffix, frequency in
      // What differs comes after the bytes that made the last term hopeless.
      guard shared < dead else { return }
      dead = .max
      var depth = shared
      for index in suffix {
        term[depth] = chunk[index]
        depth += 1
        if fill(depth) > limit {
          dead = depth
          return
        }
      }
      let distance = Int(rows[depth * width + width - 1])
      if distance <= limit {
        found.append(
          SimilarTerm(
            term: String(decoding: term[..<depth], as: UTF8.self), distance: distance,
            documentFrequency: frequency))
      }
    }
  }

  /// Works out row `depth`, and returns the least distance in it.
  private mutating func fill(_ depth: Int) -> Int {
    let byte = term[depth - 1]
    let above = (depth - 1) * width
    let row = depth * width
    rows[row] = UInt8(depth)
    var least = UInt8(depth)
    for column in 1..<width {
      let isSame = pattern[column - 1] == byte
      var distance = rows[above + column - 1] + (isSame ? 0 : 1)
      distance = min(distance, rows[above + column] + 1, rows[row + column - 1] + 1)
      if !isSame, depth > 1, column > 1, pattern[column - 2] == byte,
        pattern[column - 1] == term[depth - 2]
      {
        distance = min(distance, rows[above - width + column - 2] + 1)
      }
      rows[row + column] = distance
      least = min(least, distance)
    }
    return Int(least)
  }
}
