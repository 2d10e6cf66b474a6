/// A segment: a b-tree of terms with their posting lists, in consecutive leaf pages.
package struct Segment: Equatable {
  /// FTS5's number of it, from 1.
  var id: Int
  /// The first leaf page; a merge that is half done has dropped those before it.
  var firstLeaf: Int
  /// The last leaf page.
  var lastLeaf: Int
}

/// Which segments make up the index.
///
///     structure = cookie:4 bytes levelCount:varint segmentCount:varint writeCounter:varint { level }
///     level     = mergedCount:varint segmentCount:varint { segment }
///     segment   = id:varint firstLeaf:varint lastLeaf:varint      row 10 of passages_fts_data
///
/// Level 0 is the newest, and within a level the last segment is. A segment whose leaves are both 0
/// has been merged away entirely, by a merge that goes on. From 3.43 on, SQLite may write a second
/// version of the record, which begins with FF 00 00 01; it is refused.
package struct StructureRecord: Equatable {
  /// Segments of about one age.
  struct Level: Equatable {
    /// How many of its segments, from the first on, are being merged.
    var mergedCount = 0
    /// The oldest first.
    var segments: [Segment] = []
  }

  /// FTS5 changes it when its settings change.
  var cookie: [UInt8] = [0, 0, 0, 0]
  /// The newest first; most of them are empty in an index that was optimized often.
  var levels: [Level] = []
  /// How many leaf pages were written to level 0, ever.
  var writeCounter = 0

  /// The segments that hold something, newest first.
  package var segments: [Segment] {
    levels.flatMap { $0.segments.reversed().filter { $0.firstLeaf > 0 } }
  }

  /// FTS5 takes a record with more levels, or more segments, for damaged.
  static let mostLevels = 2_000

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
    guard levels <= Self.mostLevels, total <= Self.mostLevels else { throw .corrupt(.structure) }
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

  /// The smallest number that no segment has; nothing where FTS5 has no more of them.
  var unusedSegmentID: Int? {
    let used = Set(levels.flatMap { $0.segments.map(\.id) })
    guard used.count < Self.mostLevels else { return nil }
    return (1...Self.mostLevels).first { !used.contains($0) }
  }

  /// Adds a segment as the newest.
  mutating func append(_ segment: Segment) {
    if levels.isEmpty { levels.append(Level()) }
    levels[0].segments.append(segment)
    writeCounter += segment.lastLeaf
  }
}
