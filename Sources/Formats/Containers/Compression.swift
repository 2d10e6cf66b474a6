internal import CDecompression

/// The compression of a single file.
///
/// Sources: RFC 1952 (gzip), RFC 8878 (zstd), the .xz file format 1.2.0, the manual of bzip2, the
/// LZ4 frame format 1.6.4.
enum Compression {
  case gzip, bzip2, xz, zstandard, lz4

  /// Returns the compression of a file that starts with these bytes; nil if it is not compressed.
  init?(_ head: some Collection<UInt8>) {
    if head.starts(with: [0x1F, 0x8B, 0x08]) {
      self = .gzip
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstandard
    } else if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
      self = .xz
    } else if head.starts(with: [0x04, 0x22, 0x4D, 0x18]) {
      self = .lz4
    } else if Self.isBzip2(Array(head.prefix(10))) {
      self = .bzip2
    } else {
      return nil
    }
  }

  /// True if the data starts with `BZh`, the block size, and then a block or the end of the file.
  ///
  /// A block starts with the digits of pi. The end of the file starts with the digits of the square
  /// root of pi.
  private static func isBzip2(_ head: [UInt8]) -> Bool {
    guard head.starts(with: "BZh".utf8), head.count >= 10, (0x31...0x39).contains(head[3]) else {
      return false
    }
    return head[4...] == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
      || head[4...] == [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
  }

  /// True if another part of a file can start with these bytes.
  ///
  /// Zstandard also has parts that are skipped.
  fileprivate func continues(with head: some Collection<UInt8>) -> Bool {
    if Compression(head) == self { return true }
    guard self == .zstandard || self == .lz4, let first = head.first else { return false }
    return first & 0xF0 == 0x50 && head.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
  }

  fileprivate var kind: cdecompression_kind {
    switch self {
    case .gzip: CDECOMPRESSION_GZIP
    case .bzip2: CDECOMPRESSION_BZIP2
    case .xz: CDECOMPRESSION_XZ
    case .zstandard: CDECOMPRESSION_ZSTD
    case .lz4: CDECOMPRESSION_LZ4
    }
  }

  /// The Debian package with the library; nil if it is part of the program.
  fileprivate var package: String? {
    switch self {
    case .gzip: nil
    case .bzip2: "libbz2-1.0"
    case .xz: "liblzma5"
    case .zstandard: "libzstd1"
    case .lz4: "liblz4-1"
    }
  }
}

/// A file that is being decompressed.
final class CompressedFile {
  /// The error that ended the content.
  private(set) var fault: ReadError?

  private let compression: Compression
  private let stream: ByteStream
  private let expansion: Expansion
  private let decompressor: OpaquePointer
  private let memory: Int
  private var input: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// Opens a file whose bytes are in `stream`, and are counted by `expansion`.
  ///
  /// `memory` is the maximum size of the dictionary, a power of 2.
  init(
    _ stream: ByteStream, _ compression: Compression, memory: Int, _ expansion: Expansion
  ) throws(ReadError) {
    self.compression = compression
    self.stream = stream
    self.memory = memory
    self.expansion = expansion
    guard let decompressor = cdecompression_open(compression.kind, memory) else {
      throw compression.package.map { .libraryMissing($0) }
        ?? .damagedContainer(detail: "no memory to open it")
    }
    self.decompressor = decompressor
  }

  deinit { cdecompression_close(decompressor) }

  /// The content of the file.
  var content: ByteStream {
    ByteStream { [self] bytes, count throws(ReadError) in
      if let fault { throw fault }
      do throws(ReadError) {
        return try read(into: &bytes, count)
      } catch {
        fault = error
        throw error
      }
    }
  }

  /// Reads the rest of the file.
  ///
  /// - Throws: `ReadError` unless the file ends where its content ends. Zeros are padding.
  func readRest() throws(ReadError) {
    var bytes: [UInt8] = []
    while try read(into: &bytes, ReaderLimits.chunkBytes) { bytes.removeAll(keepingCapacity: true) }
    repeat {
      guard input[position...].allSatisfy({ $0 == 0 }) else {
        throw .damagedContainer(detail: "other data after its end")
      }
    } while try fill()
  }

  private func read(into bytes: inout [UInt8], _ count: Int) throws(ReadError) -> Bool {
    while !isAtEnd {
      let start = bytes.count
      switch try decompress(into: &bytes, count) {
      case CDECOMPRESSION_OK:
        break
      case CDECOMPRESSION_END:
        isAtEnd = try !startNextPart()
        guard isAtEnd || cdecompression_restart(decompressor) != 0 else {
          throw .damagedContainer(detail: "no memory to go on")
        }
      case CDECOMPRESSION_TOO_LARGE:
        throw .damagedContainer(
          detail: "it takes more than \(memory >> 20) MiB of memory to decompress")
      default: throw .damagedContainer(detail: "its compressed data is not valid")
      }
      let produced = bytes.count - start
      try expansion.add(produced)
      if produced > 0 { return true }
      if !isAtEnd && position == input.count, try !fill() {
        throw .damagedContainer(detail: "it is cut short")
      }
    }
    return false
  }

  private func decompress(
    into bytes: inout [UInt8], _ count: Int
  ) throws(ReadError) -> cdecompression_result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { space in
      input.withUnsafeBufferPointer { input in
        var next = input.baseAddress.map { $0 + position }
        var (left, target, free) = (input.count - position, space.baseAddress, space.count)
        let result = cdecompression_run(decompressor, &next, &left, &target, &free)
        expansion.bytesIn += input.count - position - left
        position = input.count - left
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: space[..<(space.count - free)]))
        return result
      }
    }
  }

  /// Moves to the next part of a file that consists of several.
  ///
  /// Returns false if there is none.
  private func startNextPart() throws(ReadError) -> Bool {
    while true {
      while position < input.count && input[position] == 0 { position += 1 }
      if input.count - position >= 10 { break }
      guard try fill() else { break }
    }
    return compression.continues(with: input[position...])
  }

  /// Reads more bytes.
  ///
  /// Returns false at the end of the file.
  private func fill() throws(ReadError) -> Bool {
    input.removeSubrange(..<position)
    position = 0
    return try stream.read(into: &input)
  }
}
