internal import CLibXML2

/// Decodes the text of an XML document, and repairs the characters that XML does not allow.
///
/// - A byte that is not UTF-8 becomes its character in windows-1252, because the text around such a
///   byte was usually pasted into the document from a text in that encoding.
/// - Control characters are removed, also if they are written as references: `&#3;`.
/// - An `&` that starts no reference stands for itself, and so does an unknown entity. HTML's
///   entities are known, although XML requires a declaration.
/// - `]]>` stands for itself.
///
/// - Complexity: O(n) in the bytes of the text.
struct XMLText {
  /// The form of the text.
  enum Form {
    /// The text between tags, or the value of an attribute.
    case escaped
    /// The text in a CDATA section, in which `&` has no meaning.
    case literal
  }

  /// The current line, from 1.
  var line = 1
  /// The faults since the last call to `takeRepair`.
  private(set) var repair: Repair?
  /// True if U+FFFD stands for bytes that were invalid before the text was converted to UTF-8.
  let isConverted: Bool

  init(isConverted: Bool = false) { self.isConverted = isConverted }

  /// Counts a fault on the current line.
  mutating func note(_ fault: Repair.Fault) { Repair.add(fault, line: line, to: &repair) }

  /// Returns the faults so far, and starts to count again.
  mutating func takeRepair() -> Repair? {
    defer { repair = nil }
    return repair
  }

  /// The maximum length of a reference.
  private static let maxReference = 40

  /// Decodes text and appends it to `output`.
  ///
  /// `isEnd` is false if the text continues after `input`. A character or a reference that may
  /// continue is then left.
  ///
  /// - Returns: The number of bytes of `input` that were decoded.
  mutating func decode(
    _ input: UnsafeBufferPointer<UInt8>, _ form: Form, isEnd: Bool, into output: inout [UInt8]
  ) -> Int {
    var index = 0
    while index < input.count {
      let run = Self.plainRun(input, from: index, lines: &line)
      output.append(contentsOf: UnsafeBufferPointer(rebasing: input[index..<run]))
      index = run
      guard index < input.count else { break }
      let byte = input[index]
      let rest = UnsafeBufferPointer(rebasing: input[index...])
      let count: Int?
      switch byte {
      case UInt8(ascii: "&") where form == .escaped:
        count = reference(rest, isEnd: isEnd, into: &output)
      case UInt8(ascii: "]") where form == .escaped:
        count = bracket(rest, isEnd: isEnd, into: &output)
      case UInt8(ascii: "&"), UInt8(ascii: "]"):
        output.append(byte)
        count = 1
      case 0x80...: count = multibyte(rest, isEnd: isEnd, into: &output)
      default:
        control(byte, into: &output)
        count = 1
      }
      guard let count else { break }
      index += count
    }
    return index
  }

  /// Returns the end of the run at `start` of ASCII without a meaning, and counts its lines.
  private static func plainRun(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, lines: inout Int
  ) -> Int {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0A {
        lines += 1
      } else if byte < 0x20
        ? byte != 0x09 && byte != 0x0D
        : byte >= 0x80 || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "]")
      {
        break
      }
      index += 1
    }
    return index
  }

  private mutating func bracket(
    _ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool, into output: inout [UInt8]
  ) -> Int? {
    let mark = Array("]]>".utf8)
    if !isEnd, bytes.count < mark.count, mark.starts(with: bytes) { return nil }
    if bytes.starts(with: mark) { note(.sectionEnd) }
    output.append(bytes[0])
    return 1
  }

  private mutating func control(_ byte: UInt8, into output: inout [UInt8]) {
    note(byte == 0 ? .zeroByte : .controlCharacter)
    // A vertical tab and a form feed separate lines.
    if byte == 0x0B || byte == 0x0C { output.append(0x0A) }
  }

  // MARK: Characters outside ASCII

  /// Appends the character at the start of `bytes`.
  ///
  /// Returns its length, or nil if it may continue.
  private mutating func multibyte(
    _ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool, into output: inout [UInt8]
  ) -> Int? {
    let (length, isWhole) = Self.character(bytes)
    if !isWhole && length == bytes.count && !isEnd && bytes[0] >= 0xC2 { return nil }
    let character = bytes.prefix(length)
    guard isWhole else {
      note(.invalidBytes)
      // The start of a longer character was cut off; a single byte is in another encoding.
      let scalar = length == 1 ? Self.western(bytes[0]) : "\u{FFFD}"
      output += String(scalar).utf8
      return length
    }
    // U+FFFE and U+FFFF are not characters.
    if length == 3, bytes[0] == 0xEF, bytes[1] == 0xBF, bytes[2] >= 0xBE {
      note(.controlCharacter)
      return length
    }
    if isConverted, character.elementsEqual([0xEF, 0xBF, 0xBD]) { note(.invalidBytes) }
    output.append(contentsOf: character)
    return length
  }

  /// Returns the length of the longest start of a UTF-8 character at the start of `bytes`, at least
  /// 1, and true if it is a whole character (Unicode, table 3-7).
  private static func character(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (length: Int, isWhole: Bool) {
    let second: ClosedRange<UInt8>
    let count: Int
    switch bytes[0] {
    case 0xC2...0xDF: (count, second) = (2, 0x80...0xBF)
    case 0xE0: (count, second) = (3, 0xA0...0xBF)
    case 0xED: (count, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (count, second) = (3, 0x80...0xBF)
    case 0xF0: (count, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (count, second) = (4, 0x80...0xBF)
    case 0xF4: (count, second) = (4, 0x80...0x8F)
    default: return (1, false)
    }
    guard bytes.count > 1, second.contains(bytes[1]) else { return (1, false) }
    var length = 2
    while length < min(count, bytes.count), bytes[length] & 0xC0 == 0x80 { length += 1 }
    return (length, length == count)
  }

  /// Returns the character that windows-1252 has for a byte from 0x80 on.
  private static func western(_ byte: UInt8) -> Unicode.Scalar {
    guard byte < 0xA0 else { return Unicode.Scalar(byte) }
    return westernMarks[Int(byte) - 0x80]
  }

  /// The characters 0x80 to 0x9F of windows-1252.
  private static let westernMarks = Array(
    "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars)

  // MARK: References

  /// Appends the character that the reference at the start of `bytes` stands for.
  ///
  /// Returns the length of the reference, or nil if it may continue.
  private mutating func reference(
    _ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool, into output: inout [UInt8]
  ) -> Int? {
    let name = bytes.dropFirst().prefix(Self.maxReference).prefix(while: Self.isOfReference)
    let end = 1 + name.count
    guard end < bytes.count || isEnd || name.count == Self.maxReference else { return nil }
    guard end < bytes.count, bytes[end] == UInt8(ascii: ";"), !name.isEmpty else {
      note(.ampersand)
      output.append(UInt8(ascii: "&"))
      return 1
    }
    guard name.first == UInt8(ascii: "#") else {
      if let known = Self.entity(name) {
        output += String(known).utf8
        return end + 1
      }
      note(.unknownEntity)
      output.append(UInt8(ascii: "&"))
      return 1
    }
    guard let value = Self.number(name.dropFirst()) else {
      note(.ampersand)
      output.append(UInt8(ascii: "&"))
      return 1
    }
    switch value {
    case 0x09, 0x0A, 0x0D, 0x20..<0x80, 0xA0..<0xD800, 0xE000..<0xFFFE, 0x10000...0x10FFFF:
      if let scalar = Unicode.Scalar(value) { output += String(scalar).utf8 }
    // Some programs write a character beyond U+FFFF as two references, for its halves in UTF-16.
    case 0xD800..<0xDC00:
      let rest = bytes.dropFirst(end + 1).prefix(Self.maxReference)
      guard rest.count == Self.maxReference || isEnd else { return nil }
      note(.characterReference)
      let digits = rest.dropFirst(2).prefix(while: Self.isOfReference)
      guard rest.starts(with: "&#".utf8), let low = Self.number(digits), low >> 10 == 0x37,
        rest.dropFirst(2 + digits.count).first == UInt8(ascii: ";"),
        let scalar = Unicode.Scalar(0x10000 + (value & 0x3FF) << 10 + low & 0x3FF)
      else { break }
      output += String(scalar).utf8
      return end + digits.count + 4
    // As in HTML, these numbers are those of windows-1252.
    case 0x80..<0xA0: output += String(Self.western(UInt8(value))).utf8
    default:
      note(.characterReference)
      if value == 0x0B || value == 0x0C { output.append(0x0A) }
    }
    return end + 1
  }

  private static func isOfReference(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
      || byte == UInt8(ascii: "#")
  }

  /// Returns the number in a reference: decimal digits, or `x` and hexadecimal digits.
  private static func number(_ digits: some Collection<UInt8>) -> UInt32? {
    let text = String(decoding: digits, as: UTF8.self)
    let isHex = text.hasPrefix("x") || text.hasPrefix("X")
    let figures = isHex ? text.dropFirst() : text[...]
    guard !figures.isEmpty, figures.allSatisfy({ isHex ? $0.isHexDigit : $0.isNumber }) else {
      return nil
    }
    // A larger number is no character either.
    return UInt32(figures, radix: isHex ? 16 : 10) ?? .max
  }

  /// Returns the character with this name in XML or HTML.
  private static func entity(_ name: some Collection<UInt8>) -> Unicode.Scalar? {
    switch String(decoding: name, as: UTF8.self) {
    case "amp": "&"
    case "lt": "<"
    case "gt": ">"
    case "quot": "\""
    case "apos": "'"
    case let name: Unicode.Scalar(clibxml2_html_entity(name)).flatMap { $0.value == 0 ? nil : $0 }
    }
  }
}
