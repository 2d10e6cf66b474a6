internal import Archive
internal import FoundationEssentials

/// The layout of JSON.
enum JSONLayout {
  /// An object over many lines, for one answer.
  case pretty
  /// An object on one line.
  case line
}

/// `value` as JSON with a line end; nothing in it is a command to a terminal.
func json(_ value: some Encodable, _ layout: JSONLayout) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  if layout == .pretty { encoder.outputFormatting.insert(.prettyPrinted) }
  let bytes = JSONEscaping.escapingControls(in: [UInt8](try encoder.encode(value)))
  return String(decoding: bytes, as: UTF8.self) + "\n"
}
