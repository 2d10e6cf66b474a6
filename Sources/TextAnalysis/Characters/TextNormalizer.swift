/// Returns text in the form in which it is stored and indexed.
///
/// - Unicode Normalization Form C, so that one spelling is one sequence of bytes.
/// - Lines end in LF. Paragraphs are separated by exactly one empty line.
/// - Runs of spaces, tabs and other white space become one space; lines neither start nor end with
///   one.
/// - Control characters, soft hyphens, zero-width spaces and bidirectional controls are removed:
///   they split words, or do harm in a terminal. A soft hyphen at the end of a line becomes a hyphen,
///   which is what readers see there.
/// - The variation selectors that choose a shape for a letter are removed: a word is found whatever
///   its shape. Those that choose between an emoji and a plain sign are kept.
/// - More than 30 combining marks in a row are separated by U+034F, as in Unicode's stream-safe
///   format (UAX #15): composing takes quadratic time in the length of such a row.
///
/// - Complexity: O(n) in the bytes of `text`.
package func normalize(_ text: String) -> String {
  var normalizer = TextNormalizer(capacity: text.utf8.count)
  var text = text
  text.withUTF8 { utf8 in normalizer.append(utf8) }
  let clean = String(decoding: normalizer.output, as: UTF8.self)
  return normalizer.mayNeedComposing ? composed(clean) : clean
}

/// Returns a text in Unicode Normalization Form C.
package func composed(_ text: String) -> String {
  // This is the standard library's own normalizer, which Foundation uses too; it is public, but
  // underscored.
  String(decoding: text._nfcCodeUnits, as: UTF8.self)
}

/// Returns normalized text on one line, for titles, names and other short fields; nil if blank.
package func normalizedLine(_ text: String?) -> String? {
  guard let text else { return nil }
  var line = normalize(text)
  // In a normalized text, LF is the only line end.
  if line.utf8.contains(0x0A) {
    line = line.split(separator: "\n").joined(separator: " ")
  }
  return line.isEmpty ? nil : line
}

private struct TextNormalizer {
  var output: [UInt8] = []
  /// True if a character was found that form C may change.
  var mayNeedComposing = false

  private var pendingSpace = false
  private var pendingNewlines = 0
  /// True if the last letter is followed by a soft hyphen, which is visible if a line ends there.
  private var pendingHyphen = false
  /// The number of combining marks at the end of `output`.
  private var marks = 0

  init(capacity: Int) { output.reserveCapacity(capacity) }

  mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < utf8.count {
      let lead = utf8[index]
      if (0x21...0x7E).contains(lead) {
        let end = Self.endOfPlainRun(utf8, index)
        appendPendingSpace()
        output.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[index..<end]))
        marks = 0
        index = end
      } else if lead < 0x80 {
        appendASCII(lead, followedByNewline: index + 1 < utf8.count && utf8[index + 1] == 0x0A)
        index += 1
      } else {
        let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        appendMultibyte(UnsafeBufferPointer(rebasing: utf8[index..<min(index + count, utf8.count)]))
        index += count
      }
    }
  }

  /// Returns the end of the run at `start` that needs no change: ASCII letters, digits and
  /// punctuation, with single spaces between them.
  private static func endOfPlainRun(
    _ utf8: UnsafeBufferPointer<UInt8>, _ start: Int
  ) -> Int {
    var index = start
    var endsInSpace: UInt64 = 0
    while index + 8 <= utf8.count {
      let eight = EightBytes(utf8, at: index)
      let spaces = eight.equal(to: 0x20)
      guard eight.areASCII, eight.controls | eight.equal(to: 0x7F) == 0,
        spaces & (spaces << 8 | endsInSpace) == 0
      else { break }
      endsInSpace = spaces >> 56
      index += 8
    }
    while index < utf8.count, (0x20...0x7E).contains(utf8[index]),
      utf8[index] > 0x20 || utf8[index - 1] > 0x20
    {
      index += 1
    }
    // A space at the end is kept or dropped depending on the next character.
    return utf8[index - 1] == 0x20 ? index - 1 : index
  }

  private mutating func appendASCII(_ byte: UInt8, followedByNewline: Bool) {
    switch byte {
    case 0x0A, 0x0B: pendingNewlines += 1
    case 0x0C: pendingNewlines += 2
    case 0x0D where !followedByNewline: pendingNewlines += 1
    case 0x09, 0x20: pendingSpace = true
    default: break  // a control; letters are in runs
    }
  }

  private mutating func appendMultibyte(_ bytes: UnsafeBufferPointer<UInt8>) {
    switch Self.kind(of: bytes) {
    case .space: pendingSpace = true
    case .newline: pendingNewlines += 1
    case .paragraph: pendingNewlines += 2
    case .dropped: break
    case .softHyphen: pendingHyphen = pendingHyphen || (!pendingSpace && pendingNewlines == 0)
    case .kept(let mayNeedComposing):
      appendPendingSpace()
      if mayNeedComposing {
        self.mayNeedComposing = true
        partMarks(before: bytes)
      } else {
        marks = 0
      }
      output.append(contentsOf: bytes)
    }
  }

  private mutating func partMarks(before bytes: UnsafeBufferPointer<UInt8>) {
    let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first
    marks = scalar?.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
    guard marks > 30 else { return }
    output.append(contentsOf: [0xCD, 0x8F])
    marks = 1
  }

  private mutating func appendPendingSpace() {
    if !output.isEmpty {
      if pendingNewlines > 0 {
        if pendingHyphen, output.last != 0x2D { output.append(0x2D) }
        output.append(0x0A)
        if pendingNewlines > 1 { output.append(0x0A) }
      } else if pendingSpace {
        output.append(0x20)
      }
    }
    pendingNewlines = 0
    pendingSpace = false
    pendingHyphen = false
  }

  private enum Kind {
    case space
    case newline
    case paragraph
    case dropped
    case softHyphen
    case kept(mayNeedComposing: Bool)
  }

  private static func kind(of bytes: UnsafeBufferPointer<UInt8>) -> Kind {
    switch (bytes[0], bytes.count > 1 ? bytes[1] : 0, bytes.count > 2 ? bytes[2] : 0) {
    case (0xC2, 0x85, _): .newline  // U+0085 next line
    case (0xC2, 0x80..<0xA0, _): .dropped  // C1 controls
    case (0xC2, 0xA0, _): .space  // no-break space
    case (0xC2, 0xAD, _): .softHyphen
    case (0xE1, 0x9A, 0x80): .space  // U+1680
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F): .space
    case (0xE2, 0x80, 0x8B), (0xE2, 0x81, 0xA0): .dropped  // zero-width space, word joiner
    case (0xE2, 0x80, 0xA8): .newline
    case (0xE2, 0x80, 0xA9): .paragraph
    // Bidirectional controls.
    case (0xD8, 0x9C, _), (0xE2, 0x80, 0x8E...0x8F), (0xE2, 0x80, 0xAA...0xAE): .dropped
    case (0xE2, 0x81, 0xA6...0xA9): .dropped
    case (0xE3, 0x80, 0x80): .space  // ideographic space
    case (0xEF, 0xBB, 0xBF): .dropped  // byte order mark
    case (0xEF, 0xB8, 0x80...0x8D): .dropped  // variation selectors
    case (0xF3, 0xA0, 0x84...0x86): .dropped  // ideographic variation selectors
    case (0xF3, 0xA0, 0x87) where bytes.count > 3 && bytes[3] <= 0xAF: .dropped
    // Whole blocks whose characters form C never changes: Latin, Cyrillic, general punctuation, CJK
    // ideographs. If there is any other character, the text is passed to the normalizer.
    case (0xC2...0xCB, _, _), (0xD0, _, _), (0xE2, 0x80, _), (0xE4...0xE9, _, _):
      .kept(mayNeedComposing: false)
    default: .kept(mayNeedComposing: true)
    }
  }
}
