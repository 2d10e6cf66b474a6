internal import SQLite

// What a shell can complete from the archive.

extension Archive {
  /// Returns the names in a field with the number of their articles, the most frequent first.
  ///
  /// Returns none if that takes longer than `time`.
  ///
  /// - Complexity: O(n) in the number of articles. It reads the field's index only.
  public func names(
    of field: ArticleField, within time: Duration
  ) throws(ArchiveError) -> [(name: String, articles: Int)] {
    try mapErrors {
      do {
        return try connection.interruptible(by: Interruption(at: .now + time)) {
          try connection.rows(
            """
            SELECT \(field.rawValue), count(*) FROM articles WHERE \(field.rawValue) IS NOT NULL
             GROUP BY 1 ORDER BY 2 DESC, 1
            """
          ) { ($0.text(at: 0) ?? "", Int($0.integer(at: 1))) }
        }
      } catch let error as SQLiteError where error.isInterruption {
        return []
      }
    }
  }

  /// Returns the articles whose number starts with these digits, in order; all if there are none.
  ///
  /// - Complexity: O(limit).
  public func articles(
    startingWith digits: String, limit: Int
  ) throws(ArchiveError) -> [(id: Int64, title: String)] {
    guard !digits.isEmpty else { return try articles(in: 1...Int64.max, limit) }
    guard let number = Int64(digits), number > 0 else { return [] }
    var found: [(id: Int64, title: String)] = []
    // 12 is followed by 120 to 129, then by 1200 to 1299 and so on.
    var (first, count): (Int64, Int64) = (number, 1)
    while found.count < limit {
      found += try articles(in: first...(first + count - 1), limit - found.count)
      guard first < Int64.max / 20 else { break }
      (first, count) = (first * 10, count * 10)
    }
    return found
  }

  private func articles(
    in ids: ClosedRange<Int64>, _ limit: Int
  ) throws(ArchiveError) -> [(id: Int64, title: String)] {
    try mapErrors {
      try connection.rows(
        "SELECT id, title FROM articles WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3",
        [.integer(ids.lowerBound), .integer(ids.upperBound), .integer(Int64(limit))]
      ) { ($0.integer(at: 0), $0.text(at: 1) ?? "") }
    }
  }
}
