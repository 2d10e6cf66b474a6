internal import Glibc

/// Bytes that are read piece by piece: of a file, of standard input, or of what a container holds.
///
/// The first bytes can be looked at before they are read, to tell a format by.
package final class ByteStream {
  /// Appends up to so many bytes to what is there; says whether there were any.
  package typealias Source = (_ bytes: inout [UInt8], _ count: Int) throws(ReadError) -> Bool

  private let source: Source
  /// What was looked at and not read yet.
  private var ahead: [UInt8] = []
  private var isAtEnd = false
  /// Why no more can be read, where that was met while looking ahead.
  private var fault: ReadError?

  /// Creates a stream of what `source` gives.
  package init(_ source: @escaping Source) { self.source = source }

  /// Creates a stream of bytes that are there.
  package convenience init(_ bytes: [UInt8]) {
    self.init { _, _ throws(ReadError) in false }
    ahead = bytes
  }

  /// Creates a stream of bytes that are there, and of what comes behind them in another stream.
  convenience init(_ bytes: [UInt8], then rest: ByteStream) {
    self.init { bytes, _ throws(ReadError) in try rest.read(into: &bytes) }
    ahead = bytes
  }

  /// The first `count` bytes that come next, or all there are, without reading them.
  ///
  /// Where no more can be read, that is thrown once what is there was read.
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

  /// Reads some bytes, as many as there are at hand, behind those in `bytes`.
  ///
  /// - Returns: Whether there were any.
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

  /// Reads all there is.
  ///
  /// - Throws: `ReadError.tooLarge`, if there is more than `limit`.
  func readAll(limit: Int = ReaderLimits.articleBytes) throws(ReadError) -> [UInt8] {
    var bytes: [UInt8] = []
    while try read(into: &bytes) {
      if bytes.count > limit { throw .tooLarge(limit: limit) }
    }
    return bytes
  }
}

/// The sizes that bound the memory that one article can take.
enum ReaderLimits {
  /// The most bytes that a file, or a record of a file of many articles, may have.
  static let articleBytes = 32 << 20
  /// The most bytes of a file that another program converts.
  static let convertedBytes = 256 << 20
  /// The most bytes of a database that is inside of a container, or comes from standard input.
  static let databaseBytes = 1 << 30
  /// How much is read at a time.
  static let chunkBytes = 64 << 10
}
