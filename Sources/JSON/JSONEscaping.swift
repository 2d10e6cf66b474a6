/// Escapes in JSON strings (RFC 8259).
package enum JSONEscaping {
  /// Appends a piece of a string, escaped for use between quotation marks.
  ///
  /// Bytes that are not UTF-8 become U+FFFD.
  package static func append(_ piece: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    guard String(validating: piece, as: UTF8.self) != nil else {
      let repaired = Array(String(decoding: piece, as: UTF8.self).utf8)
      return repaired.withUnsafeBytes { append($0, to: &bytes) }
    }
    var written = 0
    for (index, byte) in piece.enumerated()
    where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
      bytes.append(contentsOf: piece[written..<index])
      written = index + 1
      appendEscape(of: byte, to: &bytes)
    }
    bytes.append(contentsOf: piece[written...])
  }

  /// Appends without an array for each byte: a damaged text can consist of control characters.
  @inline(__always)
  private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
    let letter: UInt8
    switch byte {
    case 0x08: letter = UInt8(ascii: "b")
    case 0x09: letter = UInt8(ascii: "t")
    case 0x0A: letter = UInt8(ascii: "n")
    case 0x0C: letter = UInt8(ascii: "f")
    case 0x0D: letter = UInt8(ascii: "r")
    case ..<0x20: return appendUnicodeEscape(of: Int(byte), to: &bytes)
    default: letter = byte
    }
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(letter)
  }

  private static func appendUnicodeEscape(of code: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(UInt8(ascii: "u"))
    for shift in stride(from: 12, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: code >> shift & 0xF)
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }

  /// Returns `json` with DEL, C1 controls, line separators and bidirectional controls escaped.
  ///
  /// In JSON, these characters can occur only in strings, so escaping them does not change the
  /// value. Escaping keeps hostile text from controlling the terminal.
  package static func escapingControls(in json: [UInt8]) -> [UInt8] {
    var escaped: [UInt8] = []
    var copied = 0
    var index = 0
    while index < json.count {
      // Nearly all bytes are ASCII.
      guard json[index] >= 0x7F, let control = control(at: index, of: json) else {
        index += 1
        continue
      }
      escaped += json[copied..<index]
      appendUnicodeEscape(of: control.code, to: &escaped)
      index += control.length
      copied = index
    }
    return copied == 0 ? json : escaped + json[copied...]
  }

  /// Returns the control character at `index` and its length in bytes; nil if there is none.
  private static func control(at index: Int, of utf8: [UInt8]) -> (code: Int, length: Int)? {
    switch utf8[index] {
    case 0x7F: return (0x7F, 1)
    case 0xC2:
      guard index + 1 < utf8.count, utf8[index + 1] < 0xA0 else { return nil }
      return (Int(utf8[index + 1]), 2)
    case 0xE2:
      guard index + 2 < utf8.count else { return nil }
      switch (utf8[index + 1], utf8[index + 2]) {
      case (0x80, 0xA8...0xAE): return (0x2000 + Int(utf8[index + 2]) - 0x80, 3)
      case (0x81, 0xA6...0xA9): return (0x2040 + Int(utf8[index + 2]) - 0x80, 3)
      default: return nil
      }
    default: return nil
    }
  }
}
