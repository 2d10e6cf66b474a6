/// A written word in the table `written_forms`.
///
/// The words with the same stem form a group. One of them, the dominant form, is usually the most
/// frequent one. No postings are stored for it: they are those of the stem without those of the
/// other forms.
enum FormRole: Equatable {
  /// The only form of its stem.
  case only
  /// The dominant form of a group of `others` other forms, whose postings start at `offset` and have
  /// `size` bytes.
  case dominant(others: Int, offset: Int, size: Int)
  /// Another form of the group whose postings start at `offset`.
  case other(offset: Int)
}

/// A chunk of the table `written_forms`: consecutive words, front-coded, with their stems.
///
///     chunk = version:1 start:varint { entry } checksum:4 bytes
///     entry = shared:varint length:varint bytes code:varint [length:varint bytes] role
///     role  =                                        if the form is the only one of its stem
///           | others:varint size:varint              for the dominant form of a group
///           | distance:varint                        for another form
///
/// `shared` is the number of bytes that a word has in common with the previous one. The stem is the
/// word without its last `code / 8` bytes, followed by the bytes after `code` if bit 2 is set. The
/// low two bits of `code` are the role. The groups are stored in the order of their dominant forms,
/// so `start` is the offset of the first group of the chunk, and each further one follows the
/// previous one. `distance` is that from the group which would come next to the form's own group:
/// 2d, or 2d - 1 if the group is d bytes earlier. Version 1 has no checksum.
struct FormChunk {
  static let version: UInt8 = 2
  /// The size in bytes at which a chunk is full: SQLite stores a row of this size on its page and
  /// one overflow page, and fills both.
  static let fullSize = 4_600

  private(set) var bytes: [UInt8] = [FormChunk.version]
  private(set) var first: [UInt8] = []
  private var last: [UInt8] = []
  private var nextGroup: Int

  /// Creates an empty chunk, after groups of `nextGroup` bytes.
  init(nextGroup: Int) {
    self.nextGroup = nextGroup
    Varint.append(UInt64(nextGroup), to: &bytes)
    first = []
  }

  /// The chunk with its checksum, as it is stored.
  var sealed: [UInt8] { Checksum.seal(bytes, key: Checksum.key(first)) }

  var isEmpty: Bool { last.isEmpty }
  var isFull: Bool { bytes.count >= Self.fullSize }

  /// Appends a word, which must be greater than all previous ones and not empty.
  mutating func append(_ form: [UInt8], stem: [UInt8], _ role: FormRole) {
    if isEmpty { first = form }
    Self.append(form, after: last, to: &bytes)
    let kept = Self.shared(form, stem)
    let code: UInt64 =
      switch role {
      case .only: 0
      case .dominant: 1
      case .other: 2
      }
    let hasSuffix = kept < stem.count
    Varint.append(UInt64(form.count - kept) << 3 | (hasSuffix ? 4 : 0) | code, to: &bytes)
    if hasSuffix {
      Varint.append(UInt64(stem.count - kept), to: &bytes)
      bytes += stem[kept...]
    }
    switch role {
    case .only: break
    case .dominant(let others, let offset, let size):
      precondition(offset == nextGroup, "a group that does not follow the previous one")
      Varint.append(UInt64(others), to: &bytes)
      Varint.append(UInt64(size), to: &bytes)
      nextGroup += size
    case .other(let offset):
      let distance = offset - nextGroup
      Varint.append(UInt64(distance < 0 ? -2 * distance - 1 : 2 * distance), to: &bytes)
    }
    last = form
  }

  /// Appends a front-coded word.
  static func append(_ word: [UInt8], after before: [UInt8], to bytes: inout [UInt8]) {
    let shared = shared(word, before)
    Varint.append(UInt64(shared), to: &bytes)
    Varint.append(UInt64(word.count - shared), to: &bytes)
    bytes += word[shared...]
  }

  /// Returns the number of bytes that two words have in common at their start.
  private static func shared(_ word: [UInt8], _ other: [UInt8]) -> Int {
    var shared = 0
    while shared < min(word.count, other.count), word[shared] == other[shared] { shared += 1 }
    return shared
  }
}

/// Reads the words of a chunk one after another.
struct FormChunkReader {
  private let bytes: [UInt8]
  /// The offset at which the entries end.
  private let end: Int
  private var offset = 1
  private var nextGroup = 0
  private var removed = 0
  private var suffix = 0..<0

  /// The current word.
  private(set) var form: [UInt8] = []
  private(set) var role = FormRole.only

  /// Creates a reader of a stored chunk, before the first word, which is `first`.
  init(_ bytes: [UInt8], first: [UInt8]) throws(IndexError) {
    self.bytes = bytes
    if bytes.first == 1 {
      end = bytes.count
    } else {
      guard bytes.first == FormChunk.version, Checksum.isRight(bytes, key: Checksum.key(first))
      else { throw .corrupt(.writtenForms) }
      end = bytes.count - Checksum.byteCount
    }
    nextGroup = try number()
  }

  /// The stem of the current word.
  var stem: [UInt8] { Array(form.dropLast(removed) + bytes[suffix]) }

  /// Moves to the next word; returns false after the last one.
  mutating func next() throws(IndexError) -> Bool {
    guard offset < end else { return false }
    try readForm()
    let code = try number()
    removed = code >> 3
    guard removed <= form.count else { throw .corrupt(.writtenForms) }
    suffix = 0..<0
    if code & 4 != 0 {
      let length = try number()
      guard length <= end - offset else { throw .corrupt(.writtenForms) }
      suffix = offset..<offset + length
      offset += length
    }
    switch code & 3 {
    case 0: role = .only
    case 1:
      let (others, size) = (try number(), try number())
      role = .dominant(others: others, offset: nextGroup, size: size)
      nextGroup += size
    case 2:
      let code = try number()
      let distance = code & 1 == 0 ? code / 2 : -(code / 2) - 1
      guard nextGroup + distance >= 0 else { throw .corrupt(.writtenForms) }
      role = .other(offset: nextGroup + distance)
    default: throw .corrupt(.writtenForms)
    }
    return true
  }

  /// Reads a front-coded word, which must be greater than the previous one.
  private mutating func readForm() throws(IndexError) {
    let (shared, length) = (try number(), try number())
    guard shared <= form.count, length > 0, length <= end - offset,
      shared == form.count || bytes[offset] > form[shared]
    else { throw .corrupt(.writtenForms) }
    form.removeLast(form.count - shared)
    form.append(contentsOf: bytes[offset..<offset + length])
    offset += length
  }

  private mutating func number() throws(IndexError) -> Int {
    guard let number = Varint.readInt(bytes, &offset, end) else {
      throw .corrupt(.writtenForms)
    }
    return number
  }
}
