package import SQLite

/// The terms of the index, read from the leaf pages of all its segments.
///
/// It shows the snapshot in which `state` was read, and is valid until that transaction ends.
package struct IndexTerms {
  let connection: Connection
  let pages: PageStore
  let state: IndexState
  /// FTS5 stores this byte before each term of the main index.
  private static let mark = UInt8(ascii: "0")

  package init(connection: Connection, pages: PageStore, state: IndexState) {
    self.connection = connection
    self.pages = pages
    self.state = state
  }

  /// The terms of the index that `connection` is connected to.
  init(of connection: Connection) throws(IndexError) {
    self.init(
      connection: connection, pages: PageStore(connection), state: try IndexState(of: connection))
  }

  /// Calls `body` with every live term in `from..<to`, in ascending order of bytes, until it returns
  /// false.
  ///
  /// A term is live when some passage holds it. Without `to` the walk goes to the last term.
  ///
  /// - Complexity: O(log n + k) for k terms passed over; doclists of several pages are not read.
  package func forEachTerm(
    from: [UInt8] = [], to: [UInt8]? = nil,
    _ body: (_ term: [UInt8]) throws(IndexError) -> Bool
  ) throws(IndexError) {
    try scan(from: from, to: to) { key, starts, isLive throws(IndexError) in
      guard try isHeld(starts, isSeen: isLive) else { return true }
      return try body(Array(key.dropFirst()))
    }
  }

  /// The live terms in `from..<to` that hold `needle` anywhere, in ascending order of bytes.
  ///
  /// - Precondition: `needle` is not empty.
  /// - Complexity: O(n) in the bytes of the terms in that range.
  package func terms(
    containing needle: [UInt8], from: [UInt8], to: [UInt8]
  ) throws(IndexError) -> [[UInt8]] {
    precondition(!needle.isEmpty, "an empty needle is in every term")
    var found: [[UInt8]] = []
    try scan(from: from, to: to) { key, starts, isLive throws(IndexError) in
      if key.holds(needle, from: 1), try isHeld(starts, isSeen: isLive) {
        found.append(Array(key.dropFirst()))
      }
      return true
    }
    return found
  }

  /// In how many passages the term is whose doclists begin at `starts`, newest segment first.
  func count(_ starts: [DoclistStart], upTo limit: Int = .max) throws(IndexError) -> Int {
    var cursors: [PostingCursor] = []
    for start in starts { cursors.append(try PostingCursor(start, nil, pages)) }
    guard var cursor = try TermCursor(cursors, ColumnWeights(weights: [])) else {
      return 0
    }
    var count = 0
    while cursor.row != PostingCursor.end {
      count += 1
      if count == limit { break }
      try cursor.next()
    }
    return count
  }

  private func isHeld(_ starts: [DoclistStart], isSeen: Bool) throws(IndexError) -> Bool {
    if isSeen { return true }
    return try count(starts, upTo: 1) > 0
  }

  /// Calls `body` with every term in `from..<to` that a segment holds, marked as there, and where
  /// its doclists begin, until it returns false.
  ///
  /// `isLive` is true where a glance at the only segment was enough to see a passage that holds the
  /// term; else it is for the caller to look.
  func scan(
    from: [UInt8], to: [UInt8]?,
    _ body: (_ key: [UInt8], _ starts: [DoclistStart], _ isLive: Bool) throws(IndexError) -> Bool
  ) throws(IndexError) {
    let end = to.map { [Self.mark] + $0 } ?? [Self.mark + 1]
    var segments: [SegmentTerms] = []
    for segment in state.structure.segments {
      segments.append(
        try SegmentTerms(from: [Self.mark] + from, in: segment, connection, pages))
    }
    if segments.count == 1 {
      while !segments[0].isAtEnd, segments[0].term.lexicographicallyPrecedes(end) {
        let isLive = segments[0].beginsWithLivePosting
        guard try body(segments[0].term, [segments[0].start], isLive) else { return }
        try segments[0].next()
      }
      return
    }
    while true {
      var least: [UInt8]?
      for walk in segments where !walk.isAtEnd {
        if let other = least, !walk.term.lexicographicallyPrecedes(other) { continue }
        least = walk.term
      }
      guard let least, least.lexicographicallyPrecedes(end) else { return }
      var starts: [DoclistStart] = []
      for walk in segments where !walk.isAtEnd && walk.term == least { starts.append(walk.start) }
      guard try body(least, starts, false) else { return }
      for index in segments.indices where !segments[index].isAtEnd {
        if segments[index].term == least { try segments[index].next() }
      }
    }
  }
}

extension SegmentTerms {
  /// Whether the first posting of the current doclist stands on this leaf and was not deleted.
  fileprivate var beginsWithLivePosting: Bool {
    var offset = doclist.lowerBound
    guard Varint.readInt(page.bytes, &offset, doclist.upperBound) != nil,
      let size = Varint.readInt(page.bytes, &offset, doclist.upperBound)
    else { return false }
    return size > 1
  }
}

extension [UInt8] {
  /// Whether `needle`, which is not empty, stands somewhere from `start` on.
  func holds(_ needle: [UInt8], from start: Int = 0) -> Bool {
    guard count - start >= needle.count else { return false }
    return withUnsafeBufferPointer { bytes in
      needle.withUnsafeBufferPointer { needle in
        var place = start
        let last = bytes.count - needle.count
        while place <= last {
          if bytes[place] == needle[0] {
            var length = 1
            while length < needle.count, bytes[place + length] == needle[length] { length += 1 }
            if length == needle.count { return true }
          }
          place += 1
        }
        return false
      }
    }
  }
}
