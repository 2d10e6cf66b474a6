internal import FoundationEssentials
internal import JSON

/// The layout of JSON.
enum JSONLayout {
  /// An indented object on several lines, for a single answer.
  case pretty
  /// An object on one line.
  case line
}

/// Returns `value` as JSON with a line end, and with terminal controls escaped.
func json(_ value: some Encodable, _ layout: JSONLayout) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  if layout == .pretty { encoder.outputFormatting.insert(.prettyPrinted) }
  let bytes = JSONEscaping.escapingControls(in: [UInt8](try encoder.encode(value)))
  return String(decoding: bytes, as: UTF8.self) + "\n"
}
