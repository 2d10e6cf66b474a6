/// A segment: a b-tree of terms with their posting lists, in consecutive leaf pages.
struct Segment: Equatable {
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
struct StructureRecord: Equatable {
  /// The segments that hold something, newest first.
  var segments: [Segment] = []
  /// How many levels there are, most of them empty in an index that was optimized often.
  var levelCount = 0

  /// FTS5 takes a record with more levels, or more segments, for damaged.
  static let mostLevels = 2_000

  /// Reads the record.
  init(_ bytes: [UInt8]) throws(RankingError) {
    if bytes.isEmpty { return }
    if bytes.count >= 4, bytes[0] == 0xff, bytes[1] == 0, bytes[2] == 0 {
      throw .unsupportedFormat
    }
    var offset = 4
    func number() throws(RankingError) -> Int {
      guard let value = Varint.readInt(bytes, &offset, bytes.count) else {
        throw .corrupt(.structure)
      }
      return value
    }
    let levels = try number()
    let total = try number()
    _ = try number()
    guard levels <= Self.mostLevels, total <= Self.mostLevels else { throw .corrupt(.structure) }
    levelCount = levels
    var found = 0
    for _ in 0..<levels {
      _ = try number()
      let count = try number()
      found += count
      guard found <= total else { throw .corrupt(.structure) }
      var level: [Segment] = []
      for _ in 0..<count {
        let segment = Segment(id: try number(), firstLeaf: try number(), lastLeaf: try number())
        guard segment.id < 1 << 16, segment.firstLeaf <= segment.lastLeaf,
          segment.lastLeaf < 1 << 31
        else { throw .corrupt(.structure) }
        if segment.firstLeaf > 0 { level.append(segment) }
      }
      segments += level.reversed()
    }
    guard found == total else { throw .corrupt(.structure) }
  }
}
