public import FullTextIndex

extension RankingReader {
  /// Returns all passages that `query` finds.
  ///
  /// Neither `k` nor the scores matter.
  ///
  /// - Complexity: O(postings of all lists), and a bit for each passage of the archive.
  public func matches(_ query: RankingQuery) throws(IndexError) -> RowSet {
    try withSearch(query) { (search) throws(IndexError) in try search.matches() }
  }

  /// Returns all articles with passages that `query` finds, in the order of their passages: the first
  /// passage of each, found or not, and the number of passages found.
  public func matchingArticles(
    _ query: RankingQuery
  ) throws(IndexError) -> [(firstPassage: Int64, matches: Int)] {
    try withSearch(query) { (search) throws(IndexError) in
      try search.matches().articles(&search.scoring.lengths)
    }
  }

  /// Returns the number of passages that contain `pattern`, in any of `columns` if some are given.
  public func documentFrequency(
    of pattern: Pattern, columns: Set<Int>? = nil
  ) throws(IndexError) -> Int {
    let query = RankingQuery([RankingQuery.Term(pattern, columns: columns)], k: 0)
    return try withSearch(query) { (search) throws(IndexError) in
      try search.lists().lists.first?.documentFrequency ?? 0
    }
  }
}

extension RowSet {
  /// The number of articles to which the rows belong.
  func articleCount(_ lengths: inout PassageLengths) throws(IndexError) -> Int {
    var count = 0
    var before: (row: UInt32, first: UInt32)?
    var row = next(from: 0)
    while row != PostingCursor.end {
      let first = try lengths.firstOfArticle(row, after: before)
      if first != before?.first { count += 1 }
      before = (row, first)
      row = next(from: row + 1)
    }
    return count
  }

  /// The first row of each article to which the rows belong, and the number of its rows.
  func articles(_ lengths: inout PassageLengths) throws(IndexError) -> [(
    firstPassage: Int64, matches: Int
  )] {
    var articles: [(firstPassage: Int64, matches: Int)] = []
    var before: (row: UInt32, first: UInt32)?
    var row = next(from: 0)
    while row != PostingCursor.end {
      let first = try lengths.firstOfArticle(row, after: before)
      if first == before?.first {
        articles[articles.count - 1].matches += 1
      } else {
        articles.append((Int64(first), 1))
      }
      before = (row, first)
      row = next(from: row + 1)
    }
    return articles
  }
}
