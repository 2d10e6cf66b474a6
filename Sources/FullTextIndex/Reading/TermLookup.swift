package import SQLite

/// Where the doclist of a term begins in one segment.
package struct DoclistStart {
  var segment: Segment
  /// The leaf that holds the term.
  package var leaf: Int
  /// The part of the doclist that is on that leaf; it may be empty, and go on with the next one.
  package var range: Range<Int>
  /// Whether a doclist index says which leaf holds which rows.
  var hasIndex: Bool
}

/// Finds terms in segments.
///
/// `passages_fts_idx` has a row for leaves that begin a term: the shortest prefix that parts it from
/// the term before, and `pgno`, whose low bit says that the leaf's last doclist has a doclist index
/// and whose other bits are the leaf. Terms of the main index are stored with a `0` before them.
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

  /// Where the doclist of `term` begins in `segment`, or nothing where the segment lacks the term.
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
