internal import SQLite

/// A cursor over the terms of one segment in ascending order, read from its leaf pages.
///
/// Terms are as stored in the segment: those of the main index start with an additional `0`.
struct SegmentTerms {
  private let directory: TermDirectory
  private let pages: PageStore
  let segment: Segment

  /// The current term.
  private(set) var term: [UInt8] = []
  /// The part of the current term's doclist that is on this leaf.
  private(set) var doclist = 0..<0
  /// True if the cursor is past the last term.
  private(set) var isAtEnd = false
  private(set) var leaf: Int
  private(set) var page: LeafPage
  /// The offset of the next entry of the page.
  private var nextEntry = 0
  private var footerOffset = 0

  /// Creates a cursor on the first term at or past `key`.
  init(
    from key: [UInt8], in segment: Segment, _ connection: Connection, _ pages: PageStore
  ) throws(IndexError) {
    self.pages = pages
    self.segment = segment
    directory = TermDirectory(segment: segment, connection: connection, pages: pages)
    let entry = try directory.last(upTo: key)
    leaf = entry.leaf
    page = try directory.page(of: entry)
    if page.firstTerm > 0 {
      try beginPage()
    } else {
      // No term begins on this leaf, so the first term at or past the key is on a later one.
      try nextLeaf(after: key)
    }
    while !isAtEnd, term.lexicographicallyPrecedes(key) { try next() }
  }

  /// The start of the current doclist.
  var start: DoclistStart {
    DoclistStart(segment: segment, leaf: leaf, range: doclist, hasIndex: false)
  }

  /// Moves to the next term.
  ///
  /// - Precondition: The cursor is not at its end.
  mutating func next() throws(IndexError) {
    if nextEntry < page.footer {
      try readEntry(isFirst: false)
    } else {
      try nextLeaf(after: term)
    }
  }

  private var corruptLeaf: IndexError {
    .corrupt(.leaf(PageStore.id(segment: segment.id, leaf: leaf)))
  }

  /// Moves to the next leaf on which a term begins.
  ///
  /// Tries the next leaf first. If no term begins there, because a long doclist continues, looks up
  /// the leaf of the next term in `passages_fts_idx`. So a long doclist is never read.
  private mutating func nextLeaf(after last: [UInt8]) throws(IndexError) {
    guard leaf < segment.lastLeaf else {
      isAtEnd = true
      return
    }
    leaf += 1
    page = try pages.leaf(segment: segment.id, leaf)
    if page.firstTerm == 0 {
      guard let found = try directory.next(after: last) else {
        isAtEnd = true
        return
      }
      guard found.leaf > leaf else { throw .corrupt(.structure) }
      leaf = found.leaf
      page = try directory.page(of: found)
    }
    try beginPage()
  }

  private mutating func beginPage() throws(IndexError) {
    nextEntry = page.firstTerm
    footerOffset = page.footer
    _ = Varint.readInt(page.bytes, &footerOffset, page.bytes.count)
    try readEntry(isFirst: true)
  }

  /// Reads the entry at `nextEntry`.
  @inline(__always)
  private mutating func readEntry(isFirst: Bool) throws(IndexError) {
    var offset = nextEntry
    var end = page.footer
    if footerOffset < page.bytes.count {
      guard let delta = Varint.readInt(page.bytes, &footerOffset, page.bytes.count), delta > 0,
        delta < page.footer - offset
      else { throw corruptLeaf }
      end = offset + delta
    }
    var shared = 0
    if !isFirst {
      guard let count = Varint.readInt(page.bytes, &offset, end), count <= term.count else {
        throw corruptLeaf
      }
      shared = count
    }
    guard let count = Varint.readInt(page.bytes, &offset, end), count > 0, count <= end - offset
    else { throw corruptLeaf }
    if isFirst {
      let first = Array(page.bytes[offset..<offset + count])
      guard term.lexicographicallyPrecedes(first) else { throw corruptLeaf }
      term = first
    } else {
      // Without this check, the terms of a corrupt page could descend, and a merge of segments
      // could loop forever.
      guard shared == term.count || page.bytes[offset] > term[shared] else { throw corruptLeaf }
      term.removeSubrange(shared...)
      term.append(contentsOf: page.bytes[offset..<offset + count])
    }
    doclist = offset + count..<end
    nextEntry = end
  }
}
