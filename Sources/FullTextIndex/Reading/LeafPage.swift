package import SQLite

/// A page of a segment: terms, each followed by its doclist, which may continue on later pages.
///
///     leaf   = firstRow:2 bytes  footer:2 bytes  { entry }  { termOffset:varint }
///     entry  = term doclist                    or the rest of a doclist from an earlier page
///     term   = length:varint bytes             the first term on the page
///            | shared:varint length:varint bytes      a later term: `shared` bytes of the
///                                                     previous one, then these bytes
///
/// `firstRow` is the offset of the first row id that belongs to a doclist from an earlier page, or
/// 0. `footer` is the offset at which the entries end and the term offsets begin. The first term
/// offset is absolute; each later one is the distance from the previous term. Numbers of two bytes
/// are big-endian.
@usableFromInline struct LeafPage {
  @usableFromInline let bytes: [UInt8]
  /// The offset at which the entries end.
  let footer: Int
  /// The offset of the first row id of a doclist from an earlier page, or 0.
  let firstRow: Int
  /// The offset of the first term, or 0.
  let firstTerm: Int

  /// Reads the header of the page; nil if it is malformed.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 4, bytes.count < 1 << 17 else { return nil }
    self.bytes = bytes
    firstRow = Int(bytes[0]) << 8 | Int(bytes[1])
    footer = Int(bytes[2]) << 8 | Int(bytes[3])
    guard footer >= 4, footer <= bytes.count, firstRow == 0 || firstRow >= 4, firstRow <= footer
    else { return nil }
    var offset = footer
    if offset < bytes.count {
      guard let first = Varint.readInt(bytes, &offset, bytes.count), first >= 4, first < footer
      else { return nil }
      firstTerm = first
    } else {
      firstTerm = 0
    }
  }

  /// The offset at which a doclist from an earlier page ends on this one.
  @inline(__always)
  var endOfFirstDoclist: Int { firstTerm == 0 ? footer : firstTerm }

  /// Where a term is on a page.
  enum TermPlace {
    /// The page has the term, with the doclist in this range.
    case found(Range<Int>)
    /// The page lacks the term, and a term on the page follows it.
    case between
    /// The page lacks the term, and all terms on the page precede it.
    case afterLast
  }

  /// Finds `key` on this page.
  ///
  /// Most terms are skipped without comparing bytes: the number of bytes that a term shares with
  /// the previous one shows whether it comes before or after `key`.
  func place(of key: [UInt8], _ id: Int64) throws(IndexError) -> TermPlace {
    guard firstTerm > 0 else { return .afterLast }
    var footerOffset = footer
    var offset = 0
    var next = firstTerm
    var isFirst = true
    // The number of leading bytes that the previous term shares with the key. The previous term
    // sorts before the key. So the previous term either ends after these bytes, or its next byte is
    // smaller than the key's next byte.
    var matched = 0
    _ = Varint.readInt(bytes, &footerOffset, bytes.count)
    while true {
      offset = next
      next = footer
      let isLast = footerOffset >= bytes.count
      if !isLast {
        guard let delta = Varint.readInt(bytes, &footerOffset, bytes.count), delta > 0,
          delta < footer - offset
        else { throw .corrupt(.leaf(id)) }
        next = offset + delta
      }
      var shared: Int? = 0
      if !isFirst { shared = Varint.readInt(bytes, &offset, next) }
      guard let shared, let count = Varint.readInt(bytes, &offset, next), count <= next - offset
      else { throw .corrupt(.leaf(id)) }
      if shared < matched { return .between }
      if shared == matched {
        let end = offset + count
        var index = offset
        while index < end, matched < key.count, bytes[index] == key[matched] {
          index += 1
          matched += 1
        }
        if matched == key.count {
          return index == end ? .found(end..<next) : .between
        }
        if index < end, bytes[index] > key[matched] { return .between }
      }
      isFirst = false
      if isLast { return .afterLast }
    }
  }

  /// Calls `body` with each term of the page and the range of its doclist on this page, in order,
  /// until `body` returns false.
  ///
  /// - Returns: False if the page is malformed.
  func forEachTerm(_ body: (_ term: [UInt8], _ doclist: Range<Int>) -> Bool) -> Bool {
    guard firstTerm > 0 else { return true }
    var term: [UInt8] = []
    var offset = firstTerm
    var footerOffset = footer
    _ = Varint.readInt(bytes, &footerOffset, bytes.count)
    var isFirst = true
    while true {
      var next = footer
      var isLast = true
      if footerOffset < bytes.count {
        guard let delta = Varint.readInt(bytes, &footerOffset, bytes.count), delta > 0,
          delta < footer - offset
        else { return false }
        next = offset + delta
        isLast = false
      }
      var shared = 0
      if !isFirst {
        guard let count = Varint.readInt(bytes, &offset, next), count <= term.count else {
          return false
        }
        shared = count
      }
      isFirst = false
      guard let count = Varint.readInt(bytes, &offset, next), count <= next - offset else {
        return false
      }
      term.removeSubrange(shared...)
      term.append(contentsOf: bytes[offset..<offset + count])
      offset += count
      if !body(term, offset..<next) || isLast { return true }
      offset = next
    }
  }
}

/// A cache of leaf pages, shared by the queries on a connection.
package final class PageStore {
  private static let select = "SELECT block FROM passages_fts_data WHERE id = ?1"

  private let connection: Connection
  private var statement: Statement?
  /// The recently used pages; `olderPages` has those used before them.
  ///
  /// When `pages` fills half the limit, it replaces `olderPages`, whose pages are discarded.
  private var pages: [Int64: LeafPage] = [:]
  private var olderPages: [Int64: LeafPage] = [:]
  private var youngBytes = 0
  /// The ids of the pages that the current search has used.
  private var touched: Set<Int64> = []

  /// The maximum size of the cache, in bytes.
  var limit = 48 << 20
  /// The checksums that pages must match; nil if they have none.
  private var checksums: PageChecksums?

  package init(_ connection: Connection) { self.connection = connection }

  /// Verifies pages that are read from now on, if the archive has checksums of them.
  ///
  /// - Precondition: `posting_blocks`, and so `page_checksums`, describes the index as it is.
  package func verifyPages() throws(IndexError) {
    guard checksums == nil, try PageChecksumTable.exists(in: connection) else { return }
    checksums = PageChecksums(connection)
  }

  /// The number of different pages that have been used since `beginSearch()`.
  package var touchedCount: Int { touched.count }

  /// Resets `touchedCount`.
  package func beginSearch() { touched.removeAll(keepingCapacity: true) }

  /// Discards all pages.
  package func removeAll() {
    pages = [:]
    olderPages = [:]
    youngBytes = 0
    checksums = nil
  }

  /// Returns the id of a leaf page in `passages_fts_data`.
  static func id(segment: Int, leaf: Int) -> Int64 { Int64(segment) << 37 + Int64(leaf) }

  /// Returns the bytes of any record; nil if it does not exist.
  func record(_ id: Int64) throws(IndexError) -> [UInt8]? {
    try mapErrors { () throws(SQLiteError) in
      // The statement is cached here, because looking it up by its SQL would take as long as
      // reading a page.
      if statement == nil { statement = try connection.statement(Self.select) }
      guard let statement else { return nil }
      statement.reset()
      try statement.bind(id, at: 1)
      defer { statement.reset() }
      return try statement.step() ? statement.bytes(at: 0) : nil
    }
  }

  /// Returns a leaf page.
  func leaf(segment: Int, _ leaf: Int) throws(IndexError) -> LeafPage {
    try connection.checkIndexInterruption()
    let id = Self.id(segment: segment, leaf: leaf)
    touched.insert(id)
    if let cached = pages[id] { return cached }
    let page: LeafPage
    if let older = olderPages.removeValue(forKey: id) {
      page = older
    } else {
      guard let bytes = try record(id), let read = LeafPage(bytes) else {
        throw .corrupt(.leaf(id))
      }
      guard try checksums?.isRight(bytes, segment: segment, leaf: leaf) ?? true else {
        throw .corrupt(.page(id))
      }
      page = read
    }
    if youngBytes > limit / 2 {
      olderPages = pages
      pages = [:]
      youngBytes = 0
    }
    youngBytes += page.bytes.count + 64
    pages[id] = page
    return page
  }
}
