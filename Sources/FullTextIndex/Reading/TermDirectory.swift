internal import SQLite

/// The rows of `passages_fts_idx` that belong to one segment.
///
/// There is a row for each leaf on which a term begins. It contains `pgno` and the shortest prefix
/// that distinguishes the leaf's first term from the term before it. The low bit of `pgno` is set
/// if the last doclist of the leaf has a doclist index; the other bits are the leaf.
struct TermDirectory {
  private static let selectLast = """
    SELECT pgno, term FROM passages_fts_idx WHERE segid = ?1 AND term <= ?2
    ORDER BY term DESC LIMIT 1
    """
  private static let selectNext = """
    SELECT pgno, term FROM passages_fts_idx WHERE segid = ?1 AND term > ?2 ORDER BY term LIMIT 1
    """
  private static let selectRange = """
    SELECT pgno, term FROM passages_fts_idx WHERE segid = ?1 AND term > ?2 AND term < ?3
    ORDER BY term
    """

  let segment: Segment
  let connection: Connection
  let pages: PageStore

  /// A leaf on which a term begins.
  struct Entry {
    var leaf: Int
    /// True if the last doclist of the leaf has a doclist index.
    var hasIndex = false
    /// The leaf's first term starts with this prefix.
    var prefix: [UInt8] = []
  }

  /// Returns the leaf that has the first term at or past `key`, unless a later leaf begins with it.
  func last(upTo key: [UInt8]) throws(IndexError) -> Entry {
    // An incomplete merge removes leaves, and moves the last of their terms to the first leaf that
    // remains, so this leaf may lack a row that matches.
    try entries(Self.selectLast, [.blob(key)]).first ?? Entry(leaf: segment.firstLeaf)
  }

  /// Returns the first leaf whose prefix is past `key`.
  func next(after key: [UInt8]) throws(IndexError) -> Entry? {
    try entries(Self.selectNext, [.blob(key)]).first
  }

  /// Returns the leaves whose prefixes are past `key` and before `end`, in ascending order.
  func entries(after key: [UInt8], before end: [UInt8]) throws(IndexError) -> [Entry] {
    try entries(Self.selectRange, [.blob(key), .blob(end)])
  }

  private func entries(_ sql: String, _ keys: [Value]) throws(IndexError) -> [Entry] {
    let found = try mapErrors { () throws(SQLiteError) in
      try connection.rows(sql, [.integer(Int64(segment.id))] + keys) { row in
        (row.integer(at: 0), row.bytes(at: 1))
      }
    }
    var entries: [Entry] = []
    for (pgno, prefix) in found where pgno >> 1 >= Int64(segment.firstLeaf) {
      guard pgno >> 1 <= Int64(segment.lastLeaf) else { throw .corrupt(.structure) }
      entries.append(Entry(leaf: Int(pgno >> 1), hasIndex: pgno & 1 == 1, prefix: prefix))
    }
    return entries
  }

  /// Returns the leaf of an entry.
  ///
  /// - Throws: `IndexError.corrupt` if the leaf does not begin with the entry's prefix.
  func page(of entry: Entry) throws(IndexError) -> LeafPage {
    let page = try pages.leaf(segment: segment.id, entry.leaf)
    // The prefix of the first leaf is empty. An incomplete merge may have replaced its first term.
    if entry.leaf == segment.firstLeaf { return page }
    guard !entry.prefix.isEmpty, page.firstKey?.starts(with: entry.prefix) ?? false else {
      throw .corrupt(.structure)
    }
    return page
  }

  /// Checks that a leaf does not begin with a term at or before `key`.
  ///
  /// - Throws: `IndexError.corrupt` if it does, because then the row of the leaf is missing or wrong.
  func checkNoTerm(upTo key: [UInt8], onLeafAfter leaf: Int) throws(IndexError) {
    guard leaf < segment.lastLeaf else { return }
    let next = try pages.leaf(segment: segment.id, leaf + 1)
    guard let first = next.firstKey else { return }
    guard key.lexicographicallyPrecedes(first) else { throw .corrupt(.structure) }
  }
}

extension LeafPage {
  /// The first term that begins on the page, with its mark; nil if there is none.
  fileprivate var firstKey: ArraySlice<UInt8>? {
    guard firstTerm > 0 else { return nil }
    var offset = firstTerm
    guard let count = Varint.readInt(bytes, &offset, footer), count <= footer - offset else {
      return nil
    }
    return bytes[offset..<offset + count]
  }
}
