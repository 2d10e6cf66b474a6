internal import CUchardet
internal import Glibc

/// The encoding of a text.
struct TextEncoding: Equatable {
  /// The name of the encoding for iconv.
  var name: String
  /// The length of the byte order mark.
  var markBytes = 0
  /// The name that the user gave; nil if the encoding was detected.
  var declared: String?

  static let utf8 = TextEncoding(name: "UTF-8")
  /// The fallback encoding, the same as in browsers.
  static let western = TextEncoding(name: "WINDOWS-1252")

  var isUTF8: Bool { name == "UTF-8" }
  /// True if text in the encoding contains zero bytes.
  var isWide: Bool { name.hasPrefix("UTF-16") || name.hasPrefix("UTF-32") }

  /// The way to handle invalid bytes.
  ///
  /// If the encoding was detected, many invalid bytes show that the guess is wrong.
  var faults: Transcoder.Faults {
    declared.map { .refused(.wrongEncoding($0)) } ?? .few(otherwise: .notText)
  }

  init(name: String, markBytes: Int = 0, declared: String? = nil) {
    (self.name, self.markBytes, self.declared) = (name, markBytes, declared)
  }

  /// Determines the encoding of text: the one that the user declared, the one that a byte order
  /// mark shows, UTF-8 if the text is valid UTF-8, or a guess, in this order.
  ///
  /// `head` is the text, or the start of it if `isCut` is true.
  ///
  /// - Throws: `ReadError.unknownEncoding`; `notText` if the bytes are not text in any encoding.
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

  /// Determines the encoding of the part of a text that follows a long run of ASCII.
  ///
  /// Such a part cannot be UTF-16 or start with a byte order mark. Damaged text counts as UTF-8, so
  /// that a reader reports the damaged line.
  init(afterASCII part: ArraySlice<UInt8>, isCut: Bool) {
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

  /// Returns the encoding with this name.
  ///
  /// The byte order of UTF-16 and UTF-32 is taken from the bytes.
  private static func declared(_ name: String, _ head: ArraySlice<UInt8>) -> TextEncoding {
    let marked = marked(head)
    if let marked, marked.name.hasPrefix(name) { return marked }
    switch name {
    case "UTF-16": return utf16(head) ?? TextEncoding(name: "UTF-16LE")
    case "UTF-32": return TextEncoding(name: "UTF-32LE")
    default: return TextEncoding(name: name)
    }
  }

  /// Returns the encoding that the byte order mark shows; nil if there is none.
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
      if let found = utf16(head) { return found }
      if ZeroBytes.areBinary(head) { throw .notText }
      return try detected(head.filter { $0 != 0 }[...])
    }
    if String(validating: head, as: UTF8.self) != nil {
      // The escape sequences of ISO-2022 are ASCII.
      let name = head.contains(0x1B) ? EncodingGuess.name(of: head) : nil
      return name.flatMap { $0.hasPrefix("ISO-2022") ? TextEncoding(name: $0) : nil } ?? utf8
    }
    if isDamagedUTF8(head) { return utf8 }
    if hasControls(head) { throw .notText }
    return EncodingGuess(of: head).map { TextEncoding(name: $0.name) } ?? western
  }

  /// Detects UTF-16 without a byte order mark by its zero bytes: nearly all text contains ASCII
  /// characters, and in UTF-16 these have a zero byte.
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
    // Spaces, punctuation and line ends are an eighth of most texts. Few other characters have a
    // zero byte.
    func isLow(_ side: Int) -> Bool {
      zeros[side] > max(2, units / 8) && zeros[1 - side] <= zeros[side] / 20
    }
    return isLow(1)
      ? TextEncoding(name: "UTF-16LE") : isLow(0) ? TextEncoding(name: "UTF-16BE") : nil
  }

  /// True if there are more control characters than text usually contains.
  private static func hasControls(_ head: ArraySlice<UInt8>) -> Bool {
    let controls = head.count { $0 < 0x09 || (0x0E..<0x20).contains($0) || $0 == 0x7F }
    return controls > head.count / 100
  }

  /// True if most bytes outside ASCII are valid UTF-8, so that the text is damaged UTF-8 rather
  /// than another encoding.
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

  /// Returns the bytes without an incomplete character at the end.
  private static func withoutCutCharacter(_ head: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let lead = head.suffix(4).lastIndex { $0 & 0xC0 != 0x80 } ?? head.endIndex
    guard lead < head.endIndex else { return head }
    let width = head[lead] < 0xC0 ? 1 : head[lead] < 0xE0 ? 2 : head[lead] < 0xF0 ? 3 : 4
    return lead + width > head.endIndex ? head[..<lead] : head
  }
}
