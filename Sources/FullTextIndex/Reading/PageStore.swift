package import SQLite

/// The leaf pages that have been read, kept for the next query.
package final class PageStore {
  private static let select = "SELECT block FROM passages_fts_data WHERE id = ?1"

  private let connection: Connection
  private var statement: Statement?
  /// The pages that were read lately, and those before them: when the younger ones fill the half of
  /// the limit, the older ones that nobody has asked for since are let go.
  private var pages: [Int64: LeafPage] = [:]
  private var olderPages: [Int64: LeafPage] = [:]
  private var youngBytes = 0
  /// The pages that the search at hand has asked for.
  private var touched: Set<Int64> = []

  /// How many bytes are kept at most.
  var limit = 48 << 20

  package init(_ connection: Connection) { self.connection = connection }

  /// How many different pages have been asked for since `beginSearch()`.
  package var touchedCount: Int { touched.count }

  /// Starts to count anew.
  package func beginSearch() { touched.removeAll(keepingCapacity: true) }

  /// Forgets all pages.
  package func removeAll() {
    pages = [:]
    olderPages = [:]
    youngBytes = 0
  }

  /// The id of a leaf page in `passages_fts_data`.
  static func id(segment: Int, leaf: Int) -> Int64 { Int64(segment) << 37 + Int64(leaf) }

  /// The bytes of any record, or nothing where there is none.
  func record(_ id: Int64) throws(IndexError) -> [UInt8]? {
    try mapErrors { () throws(SQLiteError) in
      // Kept here: to find it by its text would take as long as to read a page.
      if statement == nil { statement = try connection.statement(Self.select) }
      guard let statement else { return nil }
      statement.reset()
      try statement.bind(id, at: 1)
      defer { statement.reset() }
      return try statement.step() ? statement.bytes(at: 0) : nil
    }
  }

  /// A leaf page.
  func leaf(segment: Int, _ leaf: Int) throws(IndexError) -> LeafPage {
    let id = Self.id(segment: segment, leaf: leaf)
    touched.insert(id)
    if let kept = pages[id] { return kept }
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
