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
  clean.reserveCapacity(json.count + 1)
  var index = 0
  while index < json.count {
    let rest = json[index...].prefix(3)
    let escaped: (code: Int, length: Int)? =
      switch (rest.first, rest.dropFirst().first, rest.dropFirst(2).first) {
      case (0x7F, _, _): (0x7F, 1)
      case (0xC2, let second?, _) where second < 0xA0: (Int(second), 2)
      case (0xE2, 0x80, let third?) where (0xA8...0xAE).contains(third):
        (0x2000 + Int(third) - 0x80, 3)
      case (0xE2, 0x81, let third?) where (0xA6...0xA9).contains(third):
        (0x2040 + Int(third) - 0x80, 3)
      default: nil
      }
    if let escaped {
      let digits = String(escaped.code, radix: 16)
      clean += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      index += escaped.length
    } else {
      clean.append(json[index])
      index += 1
    }
  }
  return clean
}
