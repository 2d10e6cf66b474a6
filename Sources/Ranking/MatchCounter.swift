/// Counts all passages that a query finds, by walking its lists whole.
struct MatchCounter {
  /// The lists of which a passage must hold each.
  var required: [TermCursor]
  /// The lists of which a passage must hold one, when none is required.
  var optional: [TermCursor]
  var excluded: [TermCursor]
  var allowed: AllowedRows
  var lengths: PassageLengths
  let grouping: RankingQuery.Grouping

  /// How many hits there are.
  ///
  /// - Complexity: O(postings of all lists), and a bit for each row id.
  mutating func count() throws(RankingError) -> Int {
    var rows = RowSet()
    if required.isEmpty {
      for index in optional.indices { rows.formUnion(try RowSet(&optional[index])) }
    } else {
      rows = try RowSet(&required[0])
      for index in required.indices.dropFirst() {
        rows.formIntersection(try RowSet(&required[index]))
      }
    }
    for index in excluded.indices { rows.subtract(try RowSet(&excluded[index])) }
    if allowed.isEverything, grouping == .none { return rows.count }
    var count = 0
    var before: UInt32?
    for row in rows.rows where allowed.next(from: row) == row {
      if grouping == .article {
        let article = try lengths.firstOfArticle(row)
        if article == before { continue }
        before = article
      }
      count += 1
    }
    return count
  }

  /// How many postings were decoded.
  var decoded: Int {
    (required + optional + excluded).reduce(0) { $0 + $1.decoded }
  }
}

/// A set of row ids, a bit for each.
struct RowSet {
  private var words: [UInt64] = []

  init() {}

  /// The rows of a list from its cursor on.
  init(_ cursor: inout TermCursor) throws(RankingError) {
    while cursor.row != PostingCursor.end {
      // A bit for each row would be too many past this.
      guard cursor.row < 1 << 30 else { throw .unsupportedFormat }
      let word = Int(cursor.row >> 6)
      if word >= words.count {
        words += Array(repeating: 0, count: word + 1 - words.count)
      }
      words[word] |= 1 << UInt64(cursor.row & 63)
      try cursor.next()
    }
  }

  mutating func formUnion(_ other: RowSet) {
    if other.words.count > words.count {
      words += Array(repeating: 0, count: other.words.count - words.count)
    }
    for index in other.words.indices { words[index] |= other.words[index] }
  }

  mutating func formIntersection(_ other: RowSet) {
    if words.count > other.words.count { words.removeSubrange(other.words.count...) }
    for index in words.indices { words[index] &= other.words[index] }
  }

  mutating func subtract(_ other: RowSet) {
    for index in 0..<min(words.count, other.words.count) { words[index] &= ~other.words[index] }
  }

  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The rows, ascending.
  var rows: [UInt32] {
    var rows: [UInt32] = []
    for (index, word) in words.enumerated() {
      var word = word
      while word != 0 {
        rows.append(UInt32(index << 6 + word.trailingZeroBitCount))
        word &= word - 1
      }
    }
    return rows
  }
}
