/// Passes the bytes of a container to libarchive.
final class ContainerSource {
  /// The error that stopped the reading.
  private(set) var fault: ReadError?
  /// The last bytes that were read from the stream.
  private(set) var tail = ZipTail()

  /// The number of bytes that may still be passed on.
  var allowance = Int.max

  private let stream: ByteStream
  private var chunk: [UInt8] = []
  private var position = 0
  /// The buffer for the bytes that one call passes on.
  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)
  /// The offset of the buffer's first byte in the whole source.
  private var pieceStart = 0
  private var pieceCount = 0
  /// Bytes that were read in a search for the next member, and that are passed on next.
  private var returned: [UInt8] = []

  init(_ stream: ByteStream) { self.stream = stream }

  deinit { piece.deallocate() }

  /// Passes on the next bytes, which stay valid until the next call.
  ///
  /// - Returns: The number of bytes, 0 at the end, or -1 after an error.
  func pull(_ bytes: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    do {
      guard allowance > 0 else { throw ReadError.damagedContainer(detail: "a header is too large") }
      guard try fillPiece() else { return 0 }
      allowance -= pieceCount
    } catch let error as ReadError {
      fault = error
      return -1
    } catch {
      return -1
    }
    bytes?.pointee = UnsafeRawPointer(piece.baseAddress)
    return pieceCount
  }

  private func fillPiece() throws(ReadError) -> Bool {
    guard returned.isEmpty else {
      let part = returned.prefix(piece.count)
      setPiece(part)
      returned.removeFirst(part.count)
      return true
    }
    if position == chunk.count {
      chunk.removeAll(keepingCapacity: true)
      position = 0
      guard try stream.read(into: &chunk) else { return false }
    }
    let part = chunk[position...].prefix(piece.count)
    setPiece(part)
    tail.append(part)
    position += part.count
    return true
  }

  private func setPiece(_ part: ArraySlice<UInt8>) {
    piece.copyBytes(from: part)
    pieceStart += pieceCount
    pieceCount = part.count
  }

  /// Moves to the next occurrence of `mark` at or after `offset`.
  ///
  /// If the bytes at `offset` are no longer in memory, the search starts at the first byte that is
  /// still in memory.
  ///
  /// - Returns: True if `mark` was found. The next bytes passed on then start with `mark`.
  func advance(to mark: [UInt8], from offset: Int) throws(ReadError) -> Bool {
    var window = Array(piece[min(max(0, offset - pieceStart), pieceCount)..<pieceCount])
    while true {
      if let found = window[...].firstBytes(of: mark) {
        returned = Array(window[found.lowerBound...]) + returned
        (pieceStart, pieceCount) = (0, 0)
        return true
      }
      window = window.suffix(mark.count - 1)
      guard try fillPiece() else { return false }
      window += piece[..<pieceCount]
    }
  }

  /// Reads and discards the rest of the source.
  func readRest() throws(ReadError) {
    while try fillPiece() {}
  }
}

/// The last bytes of a zip file, which contain the end of its directory.
///
/// PKWARE, APPNOTE.TXT, 4.3.16: end of central directory record.
struct ZipTail {
  private static let recordBytes = 22
  private static let keptBytes = recordBytes + 0xFFFF

  private var bytes: [UInt8] = []

  mutating func append(_ part: ArraySlice<UInt8>) {
    bytes += part
    if bytes.count > 4 * Self.keptBytes { bytes.removeFirst(bytes.count - Self.keptBytes) }
  }

  /// The number of members in the directory, at most 65,535; nil if there is no directory.
  var listedMembers: Int? {
    guard bytes.count >= Self.recordBytes else { return nil }
    var start = bytes.count - Self.recordBytes
    let first = max(0, bytes.count - Self.keptBytes)
    while start >= first {
      if bytes[start...].starts(with: [0x50, 0x4B, 0x05, 0x06]) {
        return Int(bytes[start + 10]) | Int(bytes[start + 11]) << 8
      }
      start -= 1
    }
    return nil
  }
}
