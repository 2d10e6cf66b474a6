package import SQLite

/// A cache of leaf pages, shared by the queries on a connection.
package final class PageStore {
  private static let select = "SELECT block FROM passages_fts_data WHERE id = ?1"

  private let connection: Connection
  private var statement: Statement?
  /// The recently used pages, and those used before them.
  ///
  /// When the recent pages fill half the limit, they become the older ones, and the previous older
  /// ones are discarded.
  private var pages: [Int64: LeafPage] = [:]
  private var olderPages: [Int64: LeafPage] = [:]
  private var youngBytes = 0
  /// The ids of the pages that the current search has used.
  private var touched: Set<Int64> = []

  /// The maximum size of the cache, in bytes.
  var limit = 48 << 20

  package init(_ connection: Connection) { self.connection = connection }

  /// The number of different pages that have been used since `beginSearch()`.
  package var touchedCount: Int { touched.count }

  /// Resets `touchedCount`.
  package func beginSearch() { touched.removeAll(keepingCapacity: true) }

  /// Discards all pages.
  package func removeAll() {
    pages = [:]
    olderPages = [:]
    youngBytes = 0
  }

  /// Returns the id of a leaf page in `passages_fts_data`.
  static func id(segment: Int, leaf: Int) -> Int64 { Int64(segment) << 37 + Int64(leaf) }

  /// Returns the bytes of any record; nil if it does not exist.
  func record(_ id: Int64) throws(IndexError) -> [UInt8]? {
    try mapErrors { () throws(SQLiteError) in
      // Cached, because a lookup by its text would take as long as reading a page.
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
