/// Returns the index of the first byte that is not valid UTF-8; nil if all bytes are valid.
///
/// - Complexity: O(n), where n is the number of bytes.
package func firstInvalidUTF8(in bytes: ArraySlice<UInt8>) -> Int? {
  do throws(UTF8.ValidationError) {
    _ = try UTF8Span(validating: bytes.span)
    return nil
  } catch {
    return error.byteOffsets.lowerBound
  }
}

/// Returns the index of the first byte that is not valid UTF-8; nil if all bytes are valid.
package func firstInvalidUTF8(in bytes: [UInt8]) -> Int? { firstInvalidUTF8(in: bytes[...]) }

/// Returns the index of the first byte from `start` on that is not ASCII, or the number of bytes.
///
/// - Complexity: O(n), eight bytes at a time.
package func endOfASCII(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int {
  var index = start
  while index + 8 <= bytes.count && EightBytes(bytes, at: index).areASCII { index += 8 }
  while index < bytes.count && bytes[index] < 0x80 { index += 1 }
  return index
}
