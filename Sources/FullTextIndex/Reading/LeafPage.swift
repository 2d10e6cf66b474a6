/// A page of a segment: terms, each followed by its doclist, which may run on over later pages.
///
///     leaf   = firstRow:2 bytes  footer:2 bytes  { entry }  { termOffset:varint }
///     entry  = term doclist                    or the rest of a doclist begun on an earlier page
///     term   = length:varint bytes             the first on the page
///            | shared:varint length:varint bytes      a later one: its start is the last one's
///
/// `firstRow` is the offset of the first row id on the page that does not follow a term on it, or 0.
/// `footer` is where the entries end and the offsets of the terms begin: the first as it is, then
/// the distance from each to the next. Numbers of two bytes are big-endian.
struct LeafPage {
  /// All bytes of the page.
  let bytes: [UInt8]
  /// Where the entries end.
  let footer: Int
  /// The offset of the first row id that belongs to a term of an earlier page, or 0.
  let firstRow: Int
  /// The offset of the first term, or 0.
  let firstTerm: Int

  /// Reads the head of the page, or nothing where it contradicts itself.
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

  /// Where the doclist that runs into this page from an earlier one ends on it.
  @inline(__always)
  var endOfFirstDoclist: Int { firstTerm == 0 ? footer : firstTerm }

  /// The range of the doclist of `key` on this page, or nothing where the page lacks the term.
  ///
  /// Each term says how many bytes it shares with the one before: most are passed over by that
  /// alone, without a look at their own bytes.
  func doclist(of key: [UInt8], _ id: Int64) throws(IndexError) -> Range<Int>? {
    guard firstTerm > 0 else { return nil }
    var footerOffset = footer
    var offset = 0
    var next = firstTerm
    var isFirst = true
    // How many bytes of the key the term before begins with; what follows there is smaller.
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
      if shared < matched { return nil }
      if shared == matched {
        let end = offset + count
        var place = offset
        while place < end, matched < key.count, bytes[place] == key[matched] {
          place += 1
          matched += 1
        }
        if matched == key.count {
          return place == end ? end..<next : nil
        }
        if place < end, bytes[place] > key[matched] { return nil }
      }
      isFirst = false
      if isLast { return nil }
    }
  }

  /// Calls `body` with each term of the page and the range of its doclist on this page, in order,
  /// until it returns false.
  ///
  /// - Returns: Whether the page could be read.
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
