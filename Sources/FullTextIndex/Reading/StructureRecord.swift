/// A segment: a b-tree of terms with their posting lists, in consecutive leaf pages.
package struct Segment: Equatable {
  /// FTS5's number of the segment, from 1.
  var id: Int
  /// The first leaf page; an incomplete merge has removed those before it.
  var firstLeaf: Int
  /// The last leaf page.
  var lastLeaf: Int
}

/// The segments that make up the index.
///
///     structure = cookie:4 bytes levelCount:varint segmentCount:varint writeCounter:varint { level }
///     level     = mergedCount:varint segmentCount:varint { segment }
///     segment   = id:varint firstLeaf:varint lastLeaf:varint      row 10 of passages_fts_data
///
/// Level 0 is the newest level, and the last segment of a level is its newest. A segment whose leaves
/// are both 0 has been merged completely by a merge that is still in progress. Since version 3.43,
/// SQLite may write a second version of the record, which starts with FF 00 00 01; it is not
/// supported.
package struct StructureRecord: Equatable {
  /// Segments of about the same age.
  struct Level: Equatable {
    /// The number of segments, from the first on, that are being merged.
    var mergedCount = 0
    /// The segments, oldest first.
    var segments: [Segment] = []
  }

  /// A number that FTS5 changes with its configuration.
  var cookie: [UInt8] = [0, 0, 0, 0]
  /// The levels, newest first; in an index that was optimized often, most of them are empty.
  var levels: [Level] = []
  /// The total number of leaf pages ever written to level 0.
  var writeCounter = 0

  /// The segments that have leaves, newest first.
  package var segments: [Segment] {
    levels.flatMap { $0.segments.reversed().filter { $0.firstLeaf > 0 } }
  }

  /// The maximum number of levels, and of segments: FTS5 considers a record with more damaged.
  static let maxLevels = 2_000

  /// Reads the record.
  init(_ bytes: [UInt8]) throws(IndexError) {
    if bytes.isEmpty { return }
    if bytes.count >= 4, bytes[0] == 0xff, bytes[1] == 0, bytes[2] == 0 {
      throw .unsupportedFormat
    }
    var offset = 4
    func number() throws(IndexError) -> Int {
      guard let value = Varint.readInt(bytes, &offset, bytes.count) else {
        throw .corrupt(.structure)
      }
      return value
    }
    let levels = try number()
    let total = try number()
    writeCounter = try number()
    guard levels <= Self.maxLevels, total <= Self.maxLevels else { throw .corrupt(.structure) }
    cookie = Array(bytes.prefix(4))
    var found = 0
    for _ in 0..<levels {
      var level = Level(mergedCount: try number())
      let count = try number()
      found += count
      guard found <= total else { throw .corrupt(.structure) }
      for _ in 0..<count {
        let segment = Segment(id: try number(), firstLeaf: try number(), lastLeaf: try number())
        guard segment.id < 1 << 16, segment.firstLeaf <= segment.lastLeaf,
          segment.lastLeaf < 1 << 31
        else { throw .corrupt(.structure) }
        level.segments.append(segment)
      }
      self.levels.append(level)
    }
    guard found == total else { throw .corrupt(.structure) }
  }

  /// The bytes of the record.
  var encoded: [UInt8] {
    var bytes = cookie
    func append(_ number: Int) { Varint.append(UInt64(number), to: &bytes) }
    append(levels.count)
    append(levels.reduce(0) { $0 + $1.segments.count })
    append(writeCounter)
    for level in levels {
      append(level.mergedCount)
      append(level.segments.count)
      for segment in level.segments {
        append(segment.id)
        append(segment.firstLeaf)
        append(segment.lastLeaf)
      }
    }
    return bytes
  }

  /// The smallest segment number that is not in use; nil if all are.
  var unusedSegmentID: Int? {
    let used = Set(levels.flatMap { $0.segments.map(\.id) })
    guard used.count < Self.maxLevels else { return nil }
    return (1...Self.maxLevels).first { !used.contains($0) }
  }

  /// Adds a segment as the newest one.
  mutating func append(_ segment: Segment) {
    if levels.isEmpty { levels.append(Level()) }
    levels[0].segments.append(segment)
    writeCounter += segment.lastLeaf
  }
}
