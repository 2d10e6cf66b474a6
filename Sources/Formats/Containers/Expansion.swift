/// The number of bytes that come out of a container, compared with the bytes that go in.
///
/// For a container in a container, the bytes also count for the outermost one. The levels of a
/// nested file can therefore not multiply.
final class Expansion {
  /// The maximum number of bytes that may come out of one file.
  static let maxBytes = 16 << 30
  /// Beyond this many bytes, the output may be at most `maxRatio` times as large as the input.
  static let unsuspectedBytes = 64 << 20
  static let maxRatio = 500

  /// The number of bytes that have been read.
  var bytesIn = 0
  private var bytesOut = 0
  private let outermost: Expansion?

  init(outermost: Expansion?) { self.outermost = outermost }

  /// Counts bytes that came out.
  ///
  /// - Throws: `ReadError.expandsTooMuch` if there are too many.
  func add(_ count: Int) throws(ReadError) {
    bytesOut += count
    if bytesOut > Self.maxBytes { throw .expandsTooMuch(limit: Self.maxBytes) }
    if bytesOut > Self.unsuspectedBytes && bytesOut / Self.maxRatio > max(1, bytesIn) {
      throw .expandsTooMuch(limit: Self.unsuspectedBytes)
    }
    try outermost?.add(count)
  }
}

/// The containers around a source.
struct Nesting {
  /// The maximum number of containers inside each other.
  static let maxDepth = 4
  /// The maximum size of a dictionary: twice as much as the highest preset of xz needs.
  static let maxMemory = 128 << 20

  private var depth = 0
  /// The number of files around the source that need a dictionary.
  private var dictionaries = 0
  /// True directly inside a compressed file.
  private var isCompressed = false
  private(set) var outermost: Expansion?

  /// The maximum size of a dictionary here.
  ///
  /// It is half as large at each level, so that the sum is bounded.
  var memory: Int { Self.maxMemory >> dictionaries }

  /// Returns the nesting inside a container whose bytes `expansion` counts.
  ///
  /// `compression` is nil for a container with members. A compressed tar counts as one container.
  func inside(_ compression: Compression?, _ expansion: Expansion) -> Nesting {
    var inner = self
    if compression != nil || !isCompressed { inner.depth += 1 }
    if compression == .xz || compression == .zstandard { inner.dictionaries += 1 }
    inner.isCompressed = compression != nil
    inner.outermost = outermost ?? expansion
    return inner
  }

  var isTooDeep: Bool { depth > Self.maxDepth }
}
