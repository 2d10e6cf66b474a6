/// Builds the skip list of a doclist that spans several leaves, in the format of `DoclistIndex`.
///
/// As in FTS5, a doclist has a skip list if it covers at least four leaves on which no term begins.
struct DoclistIndexWriter {
  /// A page of the skip list, to be stored in `passages_fts_data`.
  struct Page {
    var id: Int64
    var bytes: [UInt8]
  }

  /// The current page at one height.
  private struct Height {
    /// The leaf number in the page's id.
    var leaf: Int
    var bytes: [UInt8] = []
    var first: Int64 = 0
    var last: Int64 = 0
  }

  private static let minLeaves = 4

  private let segment: Int
  private let pageSize: Int
  private var heights: [Height] = [Height(leaf: 1)]
  private var leavesWithoutTerm = 0

  init(segment: Int, pageSize: Int) {
    self.segment = segment
    self.pageSize = pageSize
  }

  /// Begins a doclist; its term is on leaf `termPage`.
  mutating func begin(termPage: Int) {
    if heights[0].bytes.isEmpty { heights[0].leaf = termPage }
  }

  /// Adds the first row that starts on a leaf.
  ///
  /// - Returns: The pages that are complete.
  mutating func append(row: Int64, on leaf: Int) -> [Page] {
    var full: [Page] = []
    var height = 0
    while true {
      let isFull = heights[height].bytes.count >= pageSize
      if isFull { full.append(endPage(at: height)) }
      if heights[height].bytes.isEmpty {
        // A page that follows a full one is not the root.
        let child = height == 0 ? leaf : heights[height - 1].leaf
        begin(height, isRoot: !isFull, child: child, row)
      } else {
        Varint.append(UInt64(row - heights[height].last), to: &heights[height].bytes)
        heights[height].last = row
      }
      guard isFull else { return full }
      height += 1
    }
  }

  private mutating func begin(_ height: Int, isRoot: Bool, child: Int, _ row: Int64) {
    var bytes: [UInt8] = [isRoot ? 0 : 1]
    Varint.append(UInt64(child), to: &bytes)
    Varint.append(UInt64(row), to: &bytes)
    heights[height].bytes = bytes
    (heights[height].first, heights[height].last) = (row, row)
  }

  /// Ends a full page, and starts the page above it if there is none yet.
  private mutating func endPage(at height: Int) -> Page {
    heights[height].bytes[0] = 1
    let page = page(at: height)
    if heights.count == height + 1 { heights.append(Height(leaf: 0)) }
    if heights[height + 1].bytes.isEmpty {
      let (leaf, first) = (heights[height].leaf, heights[height].first)
      heights[height + 1].leaf = leaf
      begin(height + 1, isRoot: true, child: leaf, first)
    }
    heights[height].bytes = []
    heights[height].leaf += 1
    return page
  }

  private func page(at height: Int) -> Page {
    let leaf = heights[height].leaf
    return Page(
      id: DoclistIndex.id(segment: segment, height: height, leaf: leaf),
      bytes: heights[height].bytes)
  }

  /// Records the end of a leaf on which no term begins; if `beganNoRow`, no row begins there
  /// either.
  mutating func endPageWithoutTerm(beganNoRow: Bool) {
    if beganNoRow, !heights[0].bytes.isEmpty { heights[0].bytes.append(0) }
    leavesWithoutTerm += 1
  }

  /// Ends the doclist.
  ///
  /// - Returns: The remaining pages; empty if the doclist needs no index.
  mutating func finish() -> [Page] {
    var pages: [Page] = []
    if !heights[0].bytes.isEmpty, leavesWithoutTerm >= Self.minLeaves {
      pages = heights.indices.prefix { !heights[$0].bytes.isEmpty }.map(page)
    }
    for height in heights.indices { heights[height].bytes = [] }
    leavesWithoutTerm = 0
    return pages
  }
}
