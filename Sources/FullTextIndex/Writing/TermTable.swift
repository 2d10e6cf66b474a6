internal import Glibc
internal import SQLite

/// A hash table with open addressing that numbers terms from 0, in order of first occurrence.
struct TermTable {
  private struct Entry {
    /// The first eight bytes of the term in big-endian order, padded with zeros.
    ///
    /// Heads, compared as numbers, have the order of their terms. Two terms of the same length, at
    /// most eight bytes, are equal if their heads are.
    var head: UInt64
    var start: Int
    var count: Int
  }

  private var entries: [Entry] = []
  /// For each slot, the number of its term plus 1, or 0 if the slot is free; at least half of the
  /// slots are free.
  private var slots: [Int32]
  /// The bytes of all terms, one after the other.
  private(set) var bytes: [UInt8] = []

  init() { slots = Array(repeating: 0, count: 1 << 12) }

  /// The number of terms.
  var count: Int { entries.count }

  /// The bytes of a term.
  subscript(number: Int) -> ArraySlice<UInt8> {
    let entry = entries[number]
    return bytes[entry.start..<entry.start + entry.count]
  }

  /// Returns the number of `term`, and adds the term if it is new.
  mutating func number(of term: UnsafeRawBufferPointer) -> Int {
    let head = Self.head(of: term)
    var slot = Self.hash(head, term) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      let entry = entries[number]
      if entry.head == head, entry.count == term.count, hasRest(of: term, at: entry.start) {
        return number
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    entries.append(Entry(head: head, start: bytes.count, count: term.count))
    bytes.append(contentsOf: term)
    slots[slot] = Int32(entries.count)
    if entries.count * 2 > slots.count { grow() }
    return entries.count - 1
  }

  /// True if the term of the same length at `start` has the same bytes after its head.
  private func hasRest(of term: UnsafeRawBufferPointer, at start: Int) -> Bool {
    guard term.count > 8 else { return true }
    // Unlike the array, its span is not retained; this runs for each word of a text.
    return bytes.span.bytes.withUnsafeBytes { bytes in
      guard let one = bytes.baseAddress, let other = term.baseAddress else { return false }
      return memcmp(one + start + 8, other + 8, term.count - 8) == 0
    }
  }

  private mutating func grow() {
    var larger = [Int32](repeating: 0, count: slots.count * 4)
    bytes.withUnsafeBytes { bytes in
      for (number, entry) in entries.enumerated() {
        let term = UnsafeRawBufferPointer(rebasing: bytes[entry.start..<entry.start + entry.count])
        var slot = Self.hash(entry.head, term) & (larger.count - 1)
        while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
        larger[slot] = Int32(number + 1)
      }
    }
    slots = larger
  }

  private static func head(of term: UnsafeRawBufferPointer) -> UInt64 {
    if term.count >= 8 {
      return UInt64(bigEndian: term.loadUnaligned(as: UInt64.self))
    }
    var head: UInt64 = 0
    for byte in term { head = head << 8 | UInt64(byte) }
    return term.isEmpty ? 0 : head << (UInt64(8 - term.count) * 8)
  }

  /// A multiplicative hash: Knuth, The Art of Computer Programming, 6.4.
  private static func hash(_ head: UInt64, _ term: UnsafeRawBufferPointer) -> Int {
    var value = (head ^ UInt64(term.count)) &* 0x9E37_79B9_7F4A_7C15
    var offset = 8
    while offset < term.count {
      // If fewer than eight bytes are left, the last word overlaps the one before.
      let start = min(offset, term.count - 8)
      let word = term.loadUnaligned(fromByteOffset: start, as: UInt64.self)
      value = ((value ^ (value >> 29)) ^ word) &* 0xBF58_476D_1CE4_E5B9
      offset += 8
    }
    return Int(truncatingIfNeeded: (value ^ (value >> 32)) >> 8)
  }

  /// Returns the numbers of all terms, in ascending order of the terms' bytes.
  ///
  /// - Complexity: O(n log n) in the terms.
  func sorted() -> [Int] {
    var keys = entries.enumerated().map { (head: $1.head, number: $0) }
    bytes.withUnsafeBytes { bytes in
      keys.sort { one, other in
        if one.head != other.head { return one.head < other.head }
        let (one, other) = (entries[one.number], entries[other.number])
        let shared = min(one.count, other.count)
        guard shared > 8, let base = bytes.baseAddress else { return one.count < other.count }
        let order = memcmp(base + one.start + 8, base + other.start + 8, shared - 8)
        return order == 0 ? one.count < other.count : order < 0
      }
    }
    return keys.map(\.number)
  }
}

extension TokenizedText {
  /// Calls `body` with each term, in order.
  @inline(__always)
  func forEachTerm(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 2 <= bytes.count {
        let count = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
        let end = min(offset + 2 + count, bytes.count)
        body(UnsafeRawBufferPointer(rebasing: bytes[offset + 2..<end]))
        offset = end
      }
    }
  }
}
