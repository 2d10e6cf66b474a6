internal import Glibc

/// The bytes of a file, of standard input, or of a container's member, as a stream.
///
/// The first bytes can be examined before they are read, so that the format can be recognized.
package final class ByteStream {
  /// Appends up to `count` bytes to `bytes`.
  ///
  /// Returns false at the end.
  package typealias Source = (_ bytes: inout [UInt8], _ count: Int) throws(ReadError) -> Bool

  private let source: Source
  /// The bytes that have been peeked at but not read yet.
  private var ahead: [UInt8] = []
  private var isAtEnd = false
  /// The error that occurred while peeking.
  private var fault: ReadError?

  /// Creates a stream of the bytes that `source` returns.
  package init(_ source: @escaping Source) { self.source = source }

  /// Creates a stream of `bytes`.
  package convenience init(_ bytes: [UInt8]) {
    self.init { _, _ throws(ReadError) in false }
    ahead = bytes
  }

  /// Creates a stream of `bytes` and then of the rest of another stream.
  convenience init(_ bytes: [UInt8], then rest: ByteStream) {
    self.init { bytes, _ throws(ReadError) in try rest.read(into: &bytes) }
    ahead = bytes
  }

  /// Returns the next `count` bytes without consuming them.
  ///
  /// If fewer bytes remain, returns all of them.
  ///
  /// If the source fails, the bytes before the error can still be peeked at and read. The error is
  /// thrown after these bytes.
  package func peek(_ count: Int) throws(ReadError) -> ArraySlice<UInt8> {
    while ahead.count < count && !isAtEnd && fault == nil {
      do throws(ReadError) {
        isAtEnd = try !source(&ahead, ReaderLimits.chunkBytes)
      } catch {
        fault = error
      }
    }
    if let fault, ahead.isEmpty { throw fault }
    return ahead.prefix(count)
  }

  /// Appends the next chunk of the stream to `bytes`.
  ///
  /// - Returns: False if the stream has ended and nothing was appended.
  package func read(into bytes: inout [UInt8]) throws(ReadError) -> Bool {
    guard ahead.isEmpty else {
      if bytes.isEmpty { swap(&bytes, &ahead) } else { bytes += ahead }
      ahead = []
      return true
    }
    if let fault { throw fault }
    guard !isAtEnd else { return false }
    isAtEnd = try !source(&bytes, ReaderLimits.chunkBytes)
    return !isAtEnd
  }

  /// Reads all bytes.
  ///
  /// - Throws: `ReadError.tooLarge`, if there are more than `limit` bytes.
  func readAll(limit: Int = ReaderLimits.articleBytes) throws(ReadError) -> [UInt8] {
    var bytes: [UInt8] = []
    while try read(into: &bytes) {
      if bytes.count > limit { throw .tooLarge(limit: limit) }
    }
    return bytes
  }
}

/// Size limits that bound the memory one article can take.
enum ReaderLimits {
  /// The maximum size of a file with one article, or of a record in a file with many articles.
  static let articleBytes = 32 << 20
  /// The maximum size of a file that another program converts.
  static let convertedBytes = 256 << 20
  /// The maximum size of a database in a container or from standard input.
  static let databaseBytes = 1 << 30
  /// The number of bytes that are read at a time.
  static let chunkBytes = 64 << 10
}
