/// Counts words byte by byte.
///
/// A word is a run of bytes between white space; two characters of a script without spaces also
/// count as one.
struct WordCounter {
  private var runs = 0
  private var ideographs = 0
  private var isInRun = false
  /// The last byte, if only the next one shows the script; otherwise 0.
  private var lead: UInt8 = 0

  var total: Int { runs + ideographs / 2 }

  @inline(__always)
  mutating func count(_ byte: UInt8) {
    if byte == 0x20 || byte == 0x0A {
      isInRun = false
    } else if leadsIdeograph(byte) {
      ideographs += 1
    } else if byte == 0xE0 || byte == 0xE1 {
      lead = byte
    } else if !(0x80..<0xC2).contains(byte) {
      startRun()
    } else if lead != 0 {
      if leadUnspaced(lead, byte) { ideographs += 1 } else { startRun() }
      lead = 0
    }
  }

  @inline(__always)
  private mutating func startRun() {
    if !isInRun { runs += 1 }
    isInRun = true
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

/// True if a character that starts with this byte is likely to be Chinese, Japanese or Korean.
///
/// These are the characters from U+3000 to U+D7FF. The estimate is good enough to measure passages;
/// searches use the exact definition in `UnspacedScript`.
@inline(__always)
func leadsIdeograph(_ byte: UInt8) -> Bool { (0xE3...0xED).contains(byte) }

/// True if a character that starts with these bytes is Thai, Lao, Burmese or Khmer.
@inline(__always)
func leadUnspaced(_ first: UInt8, _ second: UInt8) -> Bool {
  switch (first, second) {
  case (0xE0, 0xB8...0xBB), (0xE1, 0x80...0x82), (0xE1, 0x9E...0x9F): true
  default: false
  }
}

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
