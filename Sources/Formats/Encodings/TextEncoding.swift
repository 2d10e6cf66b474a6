internal import CUchardet
internal import Glibc

/// The encoding that text is in.
struct TextEncoding: Equatable {
  /// The name that iconv knows it by.
  var name: String
  /// How many bytes at the beginning only say which encoding it is.
  var markBytes = 0
  /// The name that a person gave it; nil if it was recognised.
  var declared: String?

  static let utf8 = TextEncoding(name: "UTF-8")
  /// The fallback, which is that of browsers.
  static let western = TextEncoding(name: "WINDOWS-1252")

  var isUTF8: Bool { name == "UTF-8" }

  /// What wrong bytes mean: where it was found out, many say that it was something else.
  var faults: Transcoder.Faults {
    declared.map { .refused(.wrongEncoding($0)) } ?? .few(otherwise: .notText)
  }

  init(name: String, markBytes: Int = 0, declared: String? = nil) {
    (self.name, self.markBytes, self.declared) = (name, markBytes, declared)
  }

  /// The encoding of text: what a person says; else what its first bytes say; UTF-8, if it is that;
  /// else what it looks like.
  ///
  /// `head` is the text, or the beginning of it, where it `isCut`.
  ///
  /// - Throws: `ReadError.unknownEncoding`, and `notText` where the bytes are none in any encoding.
  init(
    of head: ArraySlice<UInt8>, declared: String? = nil, isCut: Bool = false
  ) throws(ReadError) {
    if let declared {
      guard let name = Self.name(of: declared) else { throw .unknownEncoding(declared) }
      self = Self.declared(name, head)
      self.declared = declared
    } else if let marked = Self.marked(head) {
      self = marked
    } else {
      self = try Self.detected(isCut ? Self.withoutCutCharacter(head) : head)
    }
  }

  /// The encoding of what comes after much ASCII, and so is not UTF-16, nor has a mark; UTF-8 also
  /// where it is no text, so that a reader says on which line.
  init(behindASCII part: ArraySlice<UInt8>, isCut: Bool) {
    let part = isCut ? Self.withoutCutCharacter(part) : part
    let isOther =
      String(validating: part, as: UTF8.self) == nil && !Self.isDamagedUTF8(part)
      && !Self.hasControls(part)
    guard isOther else {
      self = .utf8
      return
    }
    self = EncodingGuess(of: part).map { TextEncoding(name: $0.name) } ?? .western
  }

  /// An encoding by its name; the byte order of UTF-16 and UTF-32 is in the bytes.
  private static func declared(_ name: String, _ head: ArraySlice<UInt8>) -> TextEncoding {
    let marked = marked(head)
    if let marked, marked.name.hasPrefix(name) { return marked }
    switch name {
    case "UTF-16": return utf16(head) ?? TextEncoding(name: "UTF-16LE")
    case "UTF-32": return TextEncoding(name: "UTF-32LE")
    default: return TextEncoding(name: name)
    }
  }

  /// The encoding that a byte order mark names.
  static func marked(_ head: ArraySlice<UInt8>) -> TextEncoding? {
    let marks: [(bytes: [UInt8], name: String)] = [
      ([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE, 0, 0], "UTF-32LE"),
      ([0, 0, 0xFE, 0xFF], "UTF-32BE"), ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"),
    ]
    return marks.first { head.starts(with: $0.bytes) }
      .map { TextEncoding(name: $0.name, markBytes: $0.bytes.count) }
  }

  private static func detected(_ head: ArraySlice<UInt8>) throws(ReadError) -> TextEncoding {
    if head.contains(0) {
      guard let found = utf16(head) else { throw .notText }
      return found
    }
    if String(validating: head, as: UTF8.self) != nil {
      // The escapes of ISO-2022 are ASCII.
      let name = head.contains(0x1B) ? EncodingGuess.name(of: head) : nil
      return name.flatMap { $0.hasPrefix("ISO-2022") ? TextEncoding(name: $0) : nil } ?? utf8
    }
    if isDamagedUTF8(head) { return utf8 }
    if hasControls(head) { throw .notText }
    return EncodingGuess(of: head).map { TextEncoding(name: $0.name) } ?? western
  }

  /// UTF-16 without a mark: ASCII characters, of which one byte is zero, are among all text.
  private static func utf16(_ head: ArraySlice<UInt8>) -> TextEncoding? {
    var zeros = [0, 0]
    var controls = 0
    var index = head.startIndex
    while index + 1 < head.endIndex {
      let (first, second) = (head[index], head[index + 1])
      if first == 0 { zeros[0] += 1 }
      if second == 0 { zeros[1] += 1 }
      let unit = first == 0 ? second : second == 0 ? first : 0xFF
      if unit < 0x09 || (0x0E..<0x20).contains(unit) { controls += 1 }
      index += 2
    }
    let units = head.count / 2
    guard head.count % 2 == 0 || units > 1_000, controls <= units / 100 else { return nil }
    // Spaces, signs and line ends are an eighth of most texts. Of other characters, few have a zero.
    func isLow(_ side: Int) -> Bool {
      zeros[side] > max(2, units / 8) && zeros[1 - side] <= zeros[side] / 20
    }
    return isLow(1)
      ? TextEncoding(name: "UTF-16LE") : isLow(0) ? TextEncoding(name: "UTF-16BE") : nil
  }

  /// True if there are more control characters than a text has.
  private static func hasControls(_ head: ArraySlice<UInt8>) -> Bool {
    let controls = head.count { $0 < 0x09 || (0x0E..<0x20).contains($0) || $0 == 0x7F }
    return controls > head.count / 100
  }

  /// True if most of what is not ASCII is UTF-8: text with a damaged spot, not of another encoding.
  private static func isDamagedUTF8(_ head: ArraySlice<UInt8>) -> Bool {
    var decoder = UTF8()
    var iterator = head.makeIterator()
    var (valid, invalid) = (0, 0)
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): if scalar.value >= 0x80 { valid += 1 }
      case .error: invalid += 1
      case .emptyInput: return valid >= 8 * invalid
      }
    }
  }

  /// Without the first bytes of a character whose last ones are not there.
  private static func withoutCutCharacter(_ head: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let lead = head.suffix(4).lastIndex { $0 & 0xC0 != 0x80 } ?? head.endIndex
    guard lead < head.endIndex else { return head }
    let width = head[lead] < 0xC0 ? 1 : head[lead] < 0xE0 ? 2 : head[lead] < 0xF0 ? 3 : 4
    return lead + width > head.endIndex ? head[..<lead] : head
  }
}
