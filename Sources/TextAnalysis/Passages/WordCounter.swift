/// Counts words byte by byte: runs between white space; two ideographs count as one word.
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

/// True if a character that starts with this byte is of a script without spaces between words.
///
/// These are the characters from U+3000 to U+D7FF. This is not a second definition of `CJK`, but an
/// estimate from the first byte alone: it only measures passages, and no search depends on it.
@inline(__always)
func leadsIdeograph(_ byte: UInt8) -> Bool { (0xE3...0xED).contains(byte) }

/// The number of words in `bytes`.
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
