internal import FoundationEssentials

/// How JSON is laid out.
enum JSONLayout {
  /// An object over many lines, for one answer.
  case pretty
  /// An object on one line.
  case line
}

/// `value` as JSON and a line end, in ASCII where a terminal might obey it.
///
/// Control characters and bidirectional controls can only stand in strings; there, `\u0085` means
/// the same. So a hostile text is harmless on a terminal, and nothing of it is lost.
func json(_ value: some Encodable, _ layout: JSONLayout) throws -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  if layout == .pretty { encoder.outputFormatting.insert(.prettyPrinted) }
  return withoutControls([UInt8](try encoder.encode(value))) + [0x0A]
}

/// `json` with DEL, C1 controls, line separators and bidirectional controls as escapes.
private func withoutControls(_ json: [UInt8]) -> [UInt8] {
  var clean: [UInt8] = []
  // What comes before has been copied.
  var copied = 0
  var index = 0
  while index < json.count {
    // Nearly all bytes are of ASCII.
    guard json[index] >= 0x7F, let control = control(at: index, of: json) else {
      index += 1
      continue
    }
    clean += json[copied..<index]
    let digits = String(control.code, radix: 16)
    clean += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
    index += control.length
    copied = index
  }
  return copied == 0 ? json : clean + json[copied...]
}

/// The control character at a place in UTF-8, if one is there, and how many bytes it takes.
private func control(at index: Int, of utf8: [UInt8]) -> (code: Int, length: Int)? {
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

/// `text` as it stands between the quotes of a JSON string, with all controls as escapes.
func jsonEscaped(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x22, 0x5C:
      escaped += "\\"
      escaped.unicodeScalars.append(scalar)
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069:
      let digits = String(scalar.value, radix: 16)
      escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}
