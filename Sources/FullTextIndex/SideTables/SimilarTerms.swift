public import SQLite

/// A term of the side table `vocabulary` whose spelling is close to that of a given term.
public struct SimilarTerm: Equatable, Sendable {
  /// The term, as stored in the index.
  public var term: String
  /// The edit distance from the given term.
  public var distance: Int
  /// The number of passages that contained the term when the index was last optimized.
  public var documentFrequency: Int

  /// Creates a term from its parts.
  public init(term: String, distance: Int, documentFrequency: Int) {
    self.term = term
    self.distance = distance
    self.documentFrequency = documentFrequency
  }
}

extension VocabularyTable {
  /// Returns the terms within `limit` edits of `pattern`, in ascending order of bytes.
  ///
  /// An edit inserts, deletes or replaces one byte of UTF-8, or swaps two adjacent bytes. A swapped
  /// pair cannot be edited again: this is the optimal string alignment distance, a restricted form
  /// of the distance of Damerau 1964. Each byte of a letter outside ASCII counts.
  ///
  /// - Complexity: O(n) in the bytes of the table. The distances of a prefix are computed once for
  ///   all terms that share it, and terms with a prefix that is already too distant are skipped.
  public static func terms(
    similarTo pattern: String, within limit: Int, in connection: Connection
  ) throws(IndexError) -> [SimilarTerm] {
    var scan = EditDistanceScan(Array(pattern.utf8), limit)
    try forEachChunk(connection) { chunk throws(IndexError) in
      guard scan.read(chunk) else { throw .corrupt(.vocabulary) }
    }
    return scan.found
  }
}

/// Computes the edit distances of front-coded terms to a pattern.
///
/// Row d of the table has the distances between the first d bytes of the term and each prefix of
/// the pattern. A term that shares s bytes with the previous term shares the rows 0...s.
struct EditDistanceScan {
  private let pattern: [UInt8]
  private let limit: Int
  private let width: Int
  private(set) var found: [SimilarTerm] = []

  private var rows: [UInt8]
  private var term: [UInt8]
  /// The length of the shortest prefix of the current term that rules out every term that starts
  /// with it; `.max` if there is none.
  private var deadLength: Int = .max

  init(_ pattern: [UInt8], _ limit: Int) {
    precondition(pattern.count < 200 && 0 <= limit && limit < 10, "too long: \(pattern.count)")
    self.pattern = pattern
    self.limit = limit
    width = pattern.count + 1
    // One row more than the longest possible match needs, so that longer terms are detected.
    rows = Array(repeating: 0, count: width * (pattern.count + limit + 2))
    term = Array(repeating: 0, count: pattern.count + limit + 2)
    for column in 0..<width { rows[column] = UInt8(column) }
  }

  /// Compares the terms of a stored chunk.
  ///
  /// - Returns: False if the chunk is malformed.
  mutating func read(_ chunk: [UInt8]) -> Bool {
    guard chunk.first == VocabularyChunk.version else { return false }
    var offset = 1
    var length = 0
    while offset < chunk.count {
      let shared: Int
      let count: Int
      if offset + 1 < chunk.count, chunk[offset] | chunk[offset + 1] < 0x80 {
        // The usual case: two numbers of one byte each.
        shared = Int(chunk[offset])
        count = Int(chunk[offset + 1])
        offset += 2
      } else {
        guard let first = Varint.readInt(chunk, &offset, chunk.count),
          let second = Varint.readInt(chunk, &offset, chunk.count)
        else { return false }
        (shared, count) = (first, second)
      }
      guard shared <= length, count > 0, count < chunk.count - offset else { return false }
      length = shared + count
      let start = offset
      offset += count
      // This term starts with the prefix that ruled out the previous term.
      if shared >= deadLength, chunk[offset] < 0x80 {
        offset += 1
        continue
      }
      guard let frequency = Varint.readInt(chunk, &offset, chunk.count) else { return false }
      if shared < deadLength { compare(chunk, start..<start + count, shared, frequency) }
    }
    return true
  }

  /// Compares the term that consists of the first `shared` bytes of the previous term and the bytes
  /// `suffix` of the chunk.
  private mutating func compare(
    _ chunk: [UInt8], _ suffix: Range<Int>, _ shared: Int, _ frequency: Int
  ) {
    deadLength = .max
    var depth = shared
    for index in suffix {
      term[depth] = chunk[index]
      depth += 1
      if fill(depth) > limit {
        deadLength = depth
        return
      }
    }
    // If the term is too short, `fill` has not reached the last column of its row.
    guard depth + limit >= width - 1 else { return }
    let distance = Int(rows[depth * width + width - 1])
    guard distance <= limit else { return }
    found.append(
      SimilarTerm(
        term: String(decoding: term[..<depth], as: UTF8.self), distance: distance,
        documentFrequency: frequency))
  }

  /// Computes row `depth`, and returns the smallest distance in it.
  ///
  /// Only cells at most `limit` away from the diagonal can be within the limit. The cells next to
  /// them are set to `limit + 1`.
  private mutating func fill(_ depth: Int) -> Int {
    let byte = term[depth - 1]
    let before = depth > 1 ? term[depth - 2] : 0
    let (width, limit) = (width, limit)
    let past = UInt8(limit + 1)
    let first = max(1, depth - limit)
    let last = min(width - 1, depth + limit)
    guard first <= last else { return limit + 1 }
    return rows.withUnsafeMutableBufferPointer { rows in
      pattern.withUnsafeBufferPointer { pattern in
        let above = (depth - 1) * width
        let row = depth * width
        var left = first == 1 ? UInt8(depth) : past
        rows[row + first - 1] = left
        var smallest = first == 1 ? left : past
        for column in first...last {
          let isSame = pattern[column - 1] == byte
          var distance = rows[above + column - 1] + (isSame ? 0 : 1)
          distance = min(distance, rows[above + column] + 1, left + 1)
          if !isSame, depth > 1, column > 1, pattern[column - 2] == byte,
            pattern[column - 1] == before
          {
            distance = min(distance, rows[above - width + column - 2] + 1)
          }
          rows[row + column] = distance
          left = distance
          smallest = min(smallest, distance)
        }
        // The next row reads one more cell of this row.
        if last + 1 < width { rows[row + last + 1] = past }
        return Int(smallest)
      }
    }
  }
}
