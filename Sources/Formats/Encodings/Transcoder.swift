internal import Glibc

/// Converts text into UTF-8, piece by piece.
final class Transcoder {
  /// The way to handle bytes that are not valid.
  enum Faults {
    /// Invalid bytes are an error, and this error is thrown.
    case refused(ReadError)
    /// Invalid bytes become U+FFFD. If more than one byte in a thousand is invalid, this error is
    /// thrown.
    case few(otherwise: ReadError)
    /// Invalid bytes become U+FFFD.
    case replaced
  }

  private let converter: iconv_t
  private let faults: Faults
  /// The minimum size of a character in bytes.
  ///
  /// At a fault, as many bytes are skipped.
  private let width: Int
  /// The start of a character that ends in the next piece.
  private var pending: [UInt8] = []
  private var bytes = 0
  private var faultCount = 0

  init(from encoding: TextEncoding, _ faults: Faults) throws(ReadError) {
    guard let converter = iconv_open("UTF-8", encoding.name), Int(bitPattern: converter) != -1
    else {
      throw .unknownEncoding(encoding.name)
    }
    self.converter = converter
    self.faults = faults
    width = encoding.name.hasPrefix("UTF-16") ? 2 : encoding.name.hasPrefix("UTF-32") ? 4 : 1
  }

  deinit { iconv_close(converter) }

  /// Converts the next bytes and appends them to `output`.
  ///
  /// `isEnd` is true for the last bytes.
  func convert(
    _ input: ArraySlice<UInt8>, isEnd: Bool, into output: inout [UInt8]
  ) throws(ReadError) {
    bytes += input.count
    var rest = pending.isEmpty ? input : (pending + input)[...]
    pending = []
    while !rest.isEmpty {
      let (converted, code) = step(rest, into: &output)
      rest = rest.dropFirst(converted)
      switch code {
      case E2BIG, 0: continue
      case EINVAL where !isEnd:
        pending = Array(rest)
        return
      default:
        try replaceFault(&output)
        // At the end of the text, an incomplete character counts as one error.
        rest = code == EINVAL ? [] : rest.dropFirst(width)
      }
    }
  }

  /// Converts as much as one call to iconv does.
  ///
  /// Returns the number of bytes and the reason why iconv stopped.
  private func step(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8]
  ) -> (converted: Int, code: Int32) {
    var converted = 0
    var code: Int32 = 0
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 16) { room in
      input.withUnsafeBufferPointer { input in
        input.withMemoryRebound(to: CChar.self) { input in
          // iconv does not write to its input, although the parameter's type says so.
          var from = UnsafeMutablePointer(mutating: input.baseAddress)
          var left = input.count
          var to = room.baseAddress
          var free = room.count
          if iconv(converter, &from, &left, &to, &free) == -1 { code = errno }
          converted = input.count - left
          output.append(
            contentsOf: UnsafeRawBufferPointer(room).prefix(room.count - free))
        }
      }
    }
    return (converted, code)
  }

  private func replaceFault(_ output: inout [UInt8]) throws(ReadError) {
    faultCount += 1
    switch faults {
    case .refused(let error): throw error
    case .few(let error) where faultCount > 1 + bytes / 1_000: throw error
    default: output += [0xEF, 0xBF, 0xBD]
    }
  }
}
