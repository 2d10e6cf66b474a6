/// A piece of the side table `vocabulary`: consecutive terms, front-coded, with their frequencies.
///
///     chunk = version:1 { entry }
///     entry = shared:varint length:varint bytes documentFrequency:varint
///
/// `shared` is how many bytes a term has in common with the one before it, 0 for the first. Terms
/// ascend by their bytes. A term that would make the chunk longer than `fullSize` begins another.
struct VocabularyChunk {
  static let version: UInt8 = 1
  /// From how many bytes on a chunk is full.
  static let fullSize = 4_000

  /// The bytes so far.
  private(set) var bytes: [UInt8] = [VocabularyChunk.version]
  /// The first term.
  private(set) var first: [UInt8] = []
  private var last: [UInt8] = []

  var isEmpty: Bool { bytes.count == 1 }
  var isFull: Bool { bytes.count >= Self.fullSize }

  /// Adds a term that is greater than all before it.
  mutating func append(_ term: [UInt8], documentFrequency: Int) {
    var shared = 0
    if isEmpty {
      first = term
    } else {
      while shared < min(term.count, last.count), term[shared] == last[shared] { shared += 1 }
    }
    Varint.append(UInt64(shared), to: &bytes)
    Varint.append(UInt64(term.count - shared), to: &bytes)
    bytes.append(contentsOf: term[shared...])
    Varint.append(UInt64(documentFrequency), to: &bytes)
    last = term
  }
}
