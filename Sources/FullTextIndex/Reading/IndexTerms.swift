package import SQLite

/// The terms of the index, read from the leaf pages of all segments.
///
/// It is valid only in the transaction in which `state` was read.
package struct IndexTerms {
  let connection: Connection
  let pages: PageStore
  let state: IndexState
  /// The byte that FTS5 stores before each term of the main index.
  private static let mark = UInt8(ascii: "0")

  package init(connection: Connection, pages: PageStore, state: IndexState) {
    self.connection = connection
    self.pages = pages
    self.state = state
  }

  /// Creates the terms of the index of `connection`.
  init(of connection: Connection) throws(IndexError) {
    self.init(
      connection: connection, pages: PageStore(connection), state: try IndexState(of: connection))
  }

  /// Calls `body` with every live term in `from..<to`, in ascending order of bytes, until `body`
  /// returns false.
  ///
  /// A term is live if a passage contains it. If `to` is nil, the range goes to the last term.
  ///
  /// - Complexity: O(log n + k) for k terms visited; doclists of several pages are skipped.
  package func forEachTerm(
    from: [UInt8] = [], to: [UInt8]? = nil,
    _ body: (_ term: [UInt8]) throws(IndexError) -> Bool
  ) throws(IndexError) {
    try scan(from: from, to: to) { key, starts, isLive throws(IndexError) in
      guard try hasLivePosting(starts, isKnown: isLive) else { return true }
      return try body(Array(key.dropFirst()))
    }
  }

  /// Returns the live terms in `from..<to` that contain `needle`, in ascending order of bytes.
  ///
  /// - Precondition: `needle` is not empty.
  /// - Complexity: O(n) in the bytes of the terms in that range.
  package func terms(
    containing needle: [UInt8], from: [UInt8], to: [UInt8]
  ) throws(IndexError) -> [[UInt8]] {
    precondition(!needle.isEmpty, "an empty needle is in every term")
    var found: [[UInt8]] = []
    try scan(from: from, to: to) { key, starts, isLive throws(IndexError) in
      if key.contains(needle, from: 1), try hasLivePosting(starts, isKnown: isLive) {
        found.append(Array(key.dropFirst()))
      }
      return true
    }
    return found
  }

  /// Returns the number of passages, at most `limit`, that contain the term whose doclists begin at
  /// `starts`, newest segment first.
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

  private func hasLivePosting(_ starts: [DoclistStart], isKnown: Bool) throws(IndexError) -> Bool {
    if isKnown { return true }
    return try count(starts, upTo: 1) > 0
  }

  /// Calls `body` with every term of any segment in `from..<to`, and the starts of its doclists,
  /// until `body` returns false.
  ///
  /// `key` is the term as stored, after its mark. `isLive` is true if the leaf that contains the
  /// term already shows that a passage contains it; otherwise the caller must read the doclists to
  /// find out.
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
      var smallest: [UInt8]?
      for walk in segments where !walk.isAtEnd {
        if let other = smallest, !walk.term.lexicographicallyPrecedes(other) { continue }
        smallest = walk.term
      }
      guard let smallest, smallest.lexicographicallyPrecedes(end) else { return }
      var starts: [DoclistStart] = []
      for walk in segments where !walk.isAtEnd && walk.term == smallest {
        starts.append(walk.start)
      }
      guard try body(smallest, starts, false) else { return }
      for index in segments.indices where !segments[index].isAtEnd {
        if segments[index].term == smallest { try segments[index].next() }
      }
    }
  }
}

extension SegmentTerms {
  /// True if the first posting of the current doclist is on this leaf and was not deleted.
  fileprivate var beginsWithLivePosting: Bool {
    var offset = doclist.lowerBound
    guard Varint.readInt(page.bytes, &offset, doclist.upperBound) != nil,
      let size = Varint.readInt(page.bytes, &offset, doclist.upperBound)
    else { return false }
    return size > 1
  }
}

extension [UInt8] {
  /// Returns true if the bytes from `start` on contain `needle`.
  ///
  /// - Precondition: `needle` is not empty.
  func contains(_ needle: [UInt8], from start: Int) -> Bool {
    guard count - start >= needle.count else { return false }
    return withUnsafeBufferPointer { bytes in
      needle.withUnsafeBufferPointer { needle in
        var offset = start
        let last = bytes.count - needle.count
        while offset <= last {
          if bytes[offset] == needle[0] {
            var length = 1
            while length < needle.count, bytes[offset + length] == needle[length] { length += 1 }
            if length == needle.count { return true }
          }
          offset += 1
        }
        return false
      }
    }
  }
}
