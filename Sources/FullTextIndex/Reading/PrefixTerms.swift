package import SQLite

/// A term of the index with the starts of its doclists, newest segment first.
package struct FoundTerm {
  package var bytes: [UInt8]
  package var starts: [DoclistStart]
}

/// Finds all terms that start with a prefix.
///
/// These terms are consecutive in each segment. `passages_fts_idx` lists the leaves on which terms
/// begin, so leaves that only continue a doclist are skipped.
package struct PrefixTerms {
  private let connection: Connection
  private let pages: PageStore

  package init(connection: Connection, pages: PageStore) {
    self.connection = connection
    self.pages = pages
  }

  /// Returns the terms that start with `prefix` in any of `segments`, in ascending order.
  ///
  /// - Precondition: `segments` are ordered from newest to oldest.
  package func terms(_ prefix: [UInt8], in segments: [Segment]) throws(IndexError) -> [FoundTerm] {
    var streams: [[FoundTerm]] = []
    for segment in segments {
      let found = try terms(prefix, in: segment)
      if !found.isEmpty { streams.append(found) }
    }
    if streams.count <= 1 { return streams.first ?? [] }
    return Self.merged(streams)
  }

  /// Merges the terms of all streams.
  private static func merged(_ streams: [[FoundTerm]]) -> [FoundTerm] {
    var merged: [FoundTerm] = []
    var indices = Array(repeating: 0, count: streams.count)
    while true {
      var smallest: [UInt8]?
      for (stream, index) in zip(streams, indices) where index < stream.count {
        if let bytes = smallest, !stream[index].bytes.lexicographicallyPrecedes(bytes) { continue }
        smallest = stream[index].bytes
      }
      guard let smallest else { return merged }
      var term = FoundTerm(bytes: smallest, starts: [])
      for index in streams.indices where indices[index] < streams[index].count {
        guard streams[index][indices[index]].bytes == smallest else { continue }
        term.starts += streams[index][indices[index]].starts
        indices[index] += 1
      }
      merged.append(term)
    }
  }

  private func terms(_ prefix: [UInt8], in segment: Segment) throws(IndexError) -> [FoundTerm] {
    let key = [UInt8(ascii: "0")] + prefix
    let directory = TermDirectory(segment: segment, connection: connection, pages: pages)
    var found: [FoundTerm] = []
    for entry in try leaves(key, directory) {
      let page = try directory.page(of: entry)
      var isPast = false
      let isReadable = page.forEachTerm { term, range in
        if term.starts(with: key) {
          let start = DoclistStart(
            segment: segment, leaf: entry.leaf, range: range,
            hasIndex: entry.hasIndex && range.upperBound == page.footer)
          found.append(FoundTerm(bytes: Array(term.dropFirst()), starts: [start]))
          return true
        }
        isPast = !term.lexicographicallyPrecedes(key)
        return !isPast
      }
      guard isReadable else {
        throw .corrupt(.leaf(PageStore.id(segment: segment.id, leaf: entry.leaf)))
      }
      if isPast { break }
    }
    // Terms are front-coded, so damaged bytes can decode to terms in any order, but callers rely on
    // ascending order.
    for index in found.indices.dropFirst()
    where !found[index - 1].bytes.lexicographicallyPrecedes(found[index].bytes) {
      throw .corrupt(.leaf(PageStore.id(segment: segment.id, leaf: segment.firstLeaf)))
    }
    return found
  }

  /// Returns the leaves on which terms that start with `key` may begin, in ascending order.
  private func leaves(
    _ key: [UInt8], _ directory: TermDirectory
  ) throws(IndexError) -> [TermDirectory.Entry] {
    var leaves = [try directory.last(upTo: key)]
    for entry in try directory.entries(after: key, before: Self.successor(of: key)) {
      if leaves.count == 1, entry.leaf == leaves[0].leaf {
        leaves[0] = entry
        continue
      }
      guard leaves[leaves.count - 1].leaf < entry.leaf else { throw .corrupt(.structure) }
      leaves.append(entry)
    }
    return leaves
  }

  /// Returns the smallest key that follows all keys that start with `key`.
  private static func successor(of key: [UInt8]) -> [UInt8] {
    var key = key
    while let last = key.popLast() {
      if last < 0xff { return key + [last + 1] }
    }
    return [0xff]
  }
}
