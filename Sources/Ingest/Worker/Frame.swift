/// A message between two processes: a type and fields, in the byte order of the machine.
///
/// On the socket, the number of bytes of the fields (32 bits) and the type (8 bits) come first.
struct Frame {
  static let headerBytes = 5
  /// The maximum number of bytes of the fields; the largest articles take about half of it.
  static let maxBytes = 128 << 20

  let type: UInt8
  private(set) var bytes: [UInt8]

  /// Creates a message without fields.
  init(_ type: UInt8) {
    self.type = type
    bytes = [0, 0, 0, 0, type]
  }

  /// The message as it is sent.
  var encoded: [UInt8] {
    var encoded = bytes
    withUnsafeBytes(of: UInt32(encoded.count - Self.headerBytes)) { length in
      encoded.withUnsafeMutableBytes { $0.copyMemory(from: length) }
    }
    return encoded
  }

  mutating func append(_ number: Int) {
    withUnsafeBytes(of: Int64(number)) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func append(_ value: [UInt8]) {
    append(value.count)
    bytes += value
  }

  mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Appends a text that may be nil.
  mutating func append(_ text: String?) {
    append(text != nil)
    if let text { append(text) }
  }
}

/// The fields of a message from another process, which need not be what this one expects.
struct FrameFields {
  /// A message does not have the fields of its type.
  struct Malformed: Error {}

  let type: UInt8
  private var rest: ArraySlice<UInt8>

  init(type: UInt8, _ bytes: ArraySlice<UInt8>) {
    self.type = type
    rest = bytes
  }

  mutating func number() throws(Malformed) -> Int {
    let bytes = try take(8)
    return bytes.withUnsafeBytes { Int($0.loadUnaligned(as: Int64.self)) }
  }

  mutating func flag() throws(Malformed) -> Bool { try take(1).first != 0 }

  mutating func bytes() throws(Malformed) -> ArraySlice<UInt8> { try take(try number()) }

  /// Returns a text; invalid UTF-8 is repaired.
  mutating func text() throws(Malformed) -> String {
    String(decoding: try bytes(), as: UTF8.self)
  }

  mutating func optionalText() throws(Malformed) -> String? { try flag() ? try text() : nil }

  private mutating func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
    guard count >= 0, count <= rest.count else { throw Malformed() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
