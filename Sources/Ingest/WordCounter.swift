/// Counts words as they are read: runs between white space, and two ideographs for one word.
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
}

/// Whether a character that begins with this byte is of a script that puts no spaces between words.
///
/// These are the characters from U+3000 to U+D7FF, most of them Chinese, Japanese and Korean.
@inline(__always)
func leadsIdeograph(_ byte: UInt8) -> Bool { (0xE3...0xED).contains(byte) }

/// How many words `bytes` has.
func wordCount(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
  var counter = WordCounter()
  for byte in bytes { counter.count(byte) }
  return counter.total
}
