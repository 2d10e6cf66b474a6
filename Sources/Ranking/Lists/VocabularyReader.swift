public import FullTextIndex
internal import SQLite

/// The terms of the index, read from the leaf pages of all its segments.
///
/// It shows the snapshot in which it was created, and is valid until that transaction ends:
///
///     let vocabulary = try reader.vocabulary()
///     try vocabulary.forEachTerm(from: Array("sub".utf8), to: Array("suc".utf8)) { term in
///       print(String(decoding: term, as: UTF8.self))
///       return true
///     }
public struct VocabularyReader {
  /// The number of the snapshot.
  ///
  /// As long as it is the same, nothing in the database has changed.
  public let generation: Int
  private let terms: IndexTerms
  private let catalog: TermCatalog

  init(generation: Int, terms: IndexTerms, catalog: TermCatalog) {
    self.generation = generation
    self.terms = terms
    self.catalog = catalog
  }

  /// Calls `body` with every live term in `from..<to`, in ascending order of bytes, until `body`
  /// returns false.
  ///
  /// A term is live if at least one passage contains it. If `to` is nil, the range goes to the last
  /// term.
  ///
  /// - Complexity: O(log n + k) for the k terms in the range; doclists of several pages are not
  ///   read.
  public func forEachTerm(
    from: [UInt8] = [], to: [UInt8]? = nil,
    _ body: (_ term: [UInt8]) throws(IndexError) -> Bool
  ) throws(IndexError) {
    try terms.forEachTerm(from: from, to: to, body)
  }

  /// Returns the live terms in `from..<to` that contain `part`, in ascending order of bytes.
  ///
  /// - Precondition: `part` is not empty.
  /// - Complexity: O(n) in the bytes of the terms in that range.
  public func terms(
    containing part: [UInt8], from: [UInt8], to: [UInt8]
  ) throws(IndexError) -> [[UInt8]] {
    try terms.terms(containing: part, from: from, to: to)
  }

  /// Returns true if some passage contains `term`.
  public func contains(_ term: String) throws(IndexError) -> Bool {
    try documentFrequency(of: term, atMost: 1) > 0
  }

  /// Returns the number of passages that contain `term`.
  ///
  /// - Complexity: O(log n) if the side table `posting_blocks` has the number or the list is short,
  ///   otherwise O(n) in the length of the posting list, once for each snapshot.
  public func documentFrequency(of term: String) throws(IndexError) -> Int {
    var decoded = 0
    return try catalog.documentFrequency(Array(term.utf8), decoded: &decoded)
  }

  /// Returns the number of passages that contain `term`, but at most `limit`.
  public func documentFrequency(of term: String, atMost limit: Int) throws(IndexError) -> Int {
    let entry = try catalog.entry(Array(term.utf8))
    if let known = entry.documentFrequency { return min(known, limit) }
    return try rows(of: entry, limit).count
  }

  /// Returns the first passages that contain `term`, at most `limit`, in ascending order.
  public func passages(with term: String, limit: Int) throws(IndexError) -> [Int64] {
    try rows(of: catalog.entry(Array(term.utf8)), limit).map(Int64.init)
  }

  private func rows(of entry: TermEntry, _ limit: Int) throws(IndexError) -> [UInt32] {
    let all = ColumnWeights(weights: [])
    guard var cursor = try catalog.cursor(entry, all) else { return [] }
    var rows: [UInt32] = []
    while rows.count < limit, cursor.row != PostingCursor.end {
      rows.append(cursor.row)
      if rows.count < limit { try cursor.next() }
    }
    return rows
  }
}

extension RankingReader {
  /// Returns the terms of the index as the open transaction sees them.
  public func vocabulary() throws(IndexError) -> VocabularyReader {
    let snapshot = try refresh()
    // The vocabulary does not depend on the formula, so it shares the view of the most common one.
    return VocabularyReader(
      generation: snapshot.generation,
      terms: IndexTerms(connection: connection, pages: pages, state: snapshot.state),
      catalog: try view(of: snapshot, .passages).catalog)
  }
}
