/// Counts words byte by byte.
///
/// A word is a run of bytes between white space; two ideographs also count as one.
struct WordCounter {
  private var runs = 0
  private var ideographs = 0
  private var isInRun = false

  var total: Int { runs + ideographs / 2 }

  @inline(__always)
  mutating func count(_ byte: UInt8) {
    if byte == 0x20 || byte == 0x0A {
      isInRun = false
    } else if leadsIdeograph(byte) {
      ideographs += 1
    } else if !isInRun && !(0x80..<0xC2).contains(byte) {
      isInRun = true
      runs += 1
    }
  }

  /// Counts eight bytes that are ASCII.
  @inline(__always)
  mutating func count(_ eight: EightBytes) {
    let separators = eight.equal(to: 0x20) | eight.equal(to: 0x0A)
    let before = separators << 8 | (isInRun ? 0 : 0x80)
    runs += (~separators & before).nonzeroBitCount
    isInRun = separators >> 63 == 0
  }
}

/// True if a character that starts with this byte is likely to be in a script without spaces.
///
/// These are the characters from U+3000 to U+D7FF. The estimate is good enough to measure passages;
/// searches use the exact definition in `CJK`.
@inline(__always)
func leadsIdeograph(_ byte: UInt8) -> Bool { (0xE3...0xED).contains(byte) }

/// Returns the number of words in `bytes`.
func wordCount(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
  let bytes = UnsafeBufferPointer(rebasing: bytes)
  var counter = WordCounter()
  var index = 0
  while index < bytes.count {
    if index + 8 <= bytes.count {
      let eight = EightBytes(bytes, at: index)
      if eight.areASCII {
        counter.count(eight)
        index += 8
        continue
      }
    }
    counter.count(bytes[index])
    index += 1
  }
  return counter.total
}
