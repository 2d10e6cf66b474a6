public import FullTextIndex

/// All passages that satisfy a query, whatever their score.
public struct PassageSet: Sequence, Sendable {
  private let rows: RowSet

  init(_ rows: RowSet) { self.rows = rows }

  /// How many passages there are.
  ///
  /// - Complexity: O(n), where n is the number of passages in the archive, at 64 in a step.
  public var count: Int { rows.count }

  /// The passages, ascending.
  public struct Iterator: IteratorProtocol {
    fileprivate let rows: RowSet
    fileprivate var row: UInt32 = 0

    /// The id of the next passage.
    public mutating func next() -> Int64? {
      let next = rows.next(from: row)
      guard next != PostingCursor.end else { return nil }
      row = next + 1
      return Int64(next)
    }
  }

  /// The ids of the passages, ascending.
  public func makeIterator() -> Iterator { Iterator(rows: rows) }
}

/// An article of which passages satisfy a query.
public struct MatchingArticle: Equatable, Sendable {
  /// The id of the article's first passage, whether it is one of them or not.
  public var firstPassage: Int64
  /// How many of its passages there are.
  public var matches: Int
}

extension RankingReader {
  /// All passages that `query` finds; neither `k` nor the scores matter.
  ///
  /// - Complexity: O(postings of all lists), and a bit for each passage of the archive.
  public func matches(_ query: RankingQuery) throws(IndexError) -> PassageSet {
    try asking(query) { (search) throws(IndexError) in PassageSet(try search.matches()) }
  }

  /// All articles with passages that `query` finds, in the order of their passages.
  public func matchingArticles(_ query: RankingQuery) throws(IndexError) -> [MatchingArticle] {
    try asking(query) { (search) throws(IndexError) in
      try search.matches().articles(&search.scoring.lengths)
    }
  }

  /// In how many passages `pattern` stands, in any of `columns` if some are given.
  public func documentFrequency(
    of pattern: Pattern, columns: Set<Int>? = nil
  ) throws(IndexError) -> Int {
    let query = RankingQuery([RankingQuery.Term(pattern, columns: columns)], k: 0)
    return try asking(query) { (search) throws(IndexError) in
      try search.lists().lists.first?.documentFrequency ?? 0
    }
  }
}

extension RowSet {
  /// To how many articles the rows belong.
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

  /// The articles to which the rows belong.
  func articles(_ lengths: inout PassageLengths) throws(IndexError) -> [MatchingArticle] {
    var articles: [MatchingArticle] = []
    var before: (row: UInt32, first: UInt32)?
    var row = next(from: 0)
    while row != PostingCursor.end {
      let first = try lengths.firstOfArticle(row, after: before)
      if first == before?.first {
        articles[articles.count - 1].matches += 1
      } else {
        articles.append(MatchingArticle(firstPassage: Int64(first), matches: 1))
      }
      before = (row, first)
      row = next(from: row + 1)
    }
    return articles
  }
}
