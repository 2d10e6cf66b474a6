/// The content transfer encodings of mail (RFC 2045, section 6).
enum TransferEncoding {
  /// Decodes quoted-printable; invalid escapes are left unchanged.
  static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 0x0A)
      var line = rest[..<(end ?? rest.endIndex)]
      rest = rest[((end ?? rest.endIndex - 1) + 1)...]
      // White space at the end of a line was added in transit.
      while let last = line.last, last <= 0x20 { line.removeLast() }
      let isSoft = line.last == UInt8(ascii: "=")
      appendUnescaped(isSoft ? line.dropLast() : line, to: &result)
      if !isSoft && end != nil { result.append(0x0A) }
    }
    return result
  }

  /// Decodes the Q encoding of header fields (RFC 2047, section 4.2).
  static func q(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    appendUnescaped(bytes.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }[...], to: &result)
    return result
  }

  /// Decodes the percent encoding of parameters (RFC 2231, section 4).
  static func percent(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    appendUnescaped(bytes, mark: UInt8(ascii: "%"), to: &result)
    return result
  }

  private static func appendUnescaped(
    _ bytes: ArraySlice<UInt8>, mark: UInt8 = UInt8(ascii: "="), to result: inout [UInt8]
  ) {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == mark, index + 2 < bytes.endIndex,
        let high = hexadecimal(bytes[index + 1]), let low = hexadecimal(bytes[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
  }

  /// Decodes base64; other characters, such as line ends, are ignored.
  static func base64(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      if byte == UInt8(ascii: "=") {
        // Padding ends the encoded data, but more data may follow.
        bits = 0
        count = 0
      }
      guard let value = sextet(byte) else { continue }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return result
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  private static func sextet(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
