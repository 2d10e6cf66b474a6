package import SQLite

/// The start of the doclist of a term in one segment.
package struct DoclistStart {
  var segment: Segment
  /// The leaf that contains the term.
  package var leaf: Int
  /// The range of the doclist on that leaf, which may be empty if the doclist continues on the next.
  package var range: Range<Int>
  /// True if the doclist has a doclist index.
  var hasIndex: Bool
}

/// Finds terms in segments.
///
/// `passages_fts_idx` has a row for each leaf on which a term begins: the shortest prefix that
/// distinguishes the term from the previous one, and `pgno`. The low bit of `pgno` is set if the last
/// doclist of the leaf has a doclist index; the other bits are the leaf. Terms of the main index are
/// stored with a `0` before them.
package struct TermLookup {
  private static let select = """
    SELECT pgno FROM passages_fts_idx WHERE segid = ?1 AND term <= ?2 ORDER BY term DESC LIMIT 1
    """

  private let connection: Connection
  private let pages: PageStore

  package init(connection: Connection, pages: PageStore) {
    self.connection = connection
    self.pages = pages
  }

  /// Returns the start of the doclist of `term` in `segment`; nil if the segment does not have the
  /// term.
  package func find(_ term: [UInt8], in segment: Segment) throws(IndexError) -> DoclistStart? {
    let key = [UInt8(ascii: "0")] + term
    let entry = try mapErrors { () throws(SQLiteError) in
      try connection.first(Self.select, [.integer(segment.id), .blob(key)]) { row in
        row.integer(at: 0)
      }
    }
    var leaf = segment.firstLeaf
    var hasIndex = false
    if let entry, entry >> 1 >= Int64(segment.firstLeaf) {
      guard entry >> 1 <= Int64(segment.lastLeaf) else { throw .corrupt(.structure) }
      leaf = Int(entry >> 1)
      hasIndex = entry & 1 == 1
    }
    let page = try pages.leaf(segment: segment.id, leaf)
    let found = try page.doclist(of: key, PageStore.id(segment: segment.id, leaf: leaf))
    guard let found else { return nil }
    // The index belongs to the last doclist of the leaf.
    return DoclistStart(
      segment: segment, leaf: leaf, range: found,
      hasIndex: hasIndex && found.upperBound == page.footer)
  }
}
