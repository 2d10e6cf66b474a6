internal import CLibArchive
internal import Glibc

/// A container that is being read with libarchive.
final class Container {
  /// A member of a container.
  struct Entry {
    /// The name in the container; empty if it is not known.
    var name: [UInt8]
    /// False for the content of a single compressed file.
    var isNamed: Bool
    /// False for a folder, a link or a device.
    var isFile: Bool
    var isEncrypted: Bool
  }

  /// The maximum number of bytes that may come out of one container.
  static let maxBytes = 16 << 30
  /// Beyond this many bytes, the output may be at most `maxExpansion` times as large as the input.
  static let unsuspectedBytes = 64 << 20
  static let maxExpansion = 500

  private var archive: OpaquePointer?
  private let source: ContainerSource
  private let isZip: Bool
  private var current = clibarchive_member()
  /// The number of the current member.
  ///
  /// The stream of an earlier member returns no more bytes.
  private var memberNumber = 0
  private var bytesOut = 0
  /// The number of bytes that were used before the library was last restarted.
  private var bytesBefore = 0
  /// True if nothing more can be read.
  ///
  /// The reader of the current member has received the error.
  private var isOver = false
  private var isAtEnd = false
  private var reportedFault: ReadError?
  /// The first damage that was skipped.
  ///
  /// It is reported after everything readable has been read.
  private var damage: ReadError?

  /// Opens the container whose bytes are in `stream`.
  init(_ stream: ByteStream) throws(ReadError) {
    guard clibarchive_is_installed() != 0 else { throw .libraryMissing("libarchive13") }
    // Without this check the library would allocate up to 1 GiB.
    if let needed = try XZHeader.dictionaryBytes(stream.peek(64)), needed > XZHeader.maxBytes {
      throw .damagedContainer(detail: "it takes \(needed >> 20) MiB of memory to decompress")
    }
    source = ContainerSource(stream)
    isZip = try stream.peek(2).elementsEqual("PK".utf8)
    archive = Self.open(source, isZip: isZip)
    if let fault = source.fault { throw fault }
    guard archive != nil else { throw .damagedContainer(detail: "no memory to open it") }
  }

  private static func open(_ source: ContainerSource, isZip: Bool) -> OpaquePointer? {
    clibarchive_open(
      { context, bytes in
        guard let context else { return -1 }
        return Unmanaged<ContainerSource>.fromOpaque(context).takeUnretainedValue().pull(bytes)
      }, Unmanaged.passUnretained(source).toOpaque(), isZip ? 1 : 0)
  }

  deinit { if let archive { clibarchive_close(archive) } }

  /// Moves to the next member.
  ///
  /// Returns nil at the end.
  func next() throws(ReadError) -> Entry? {
    guard !isAtEnd else { return nil }
    memberNumber += 1
    while true {
      switch clibarchive_next(archive, &current) {
      case CLIBARCHIVE_OK:
        let isNamed = current.format != CLIBARCHIVE_RAW
        guard isNamed || clibarchive_is_compressed(archive) != 0 else {
          throw .damagedContainer(detail: "unknown format")
        }
        return Entry(
          name: current.name.map(bytes(of:)) ?? [], isNamed: isNamed, isFile: current.is_file != 0,
          isEncrypted: current.is_encrypted != 0)
      case CLIBARCHIVE_END: return nil
      case CLIBARCHIVE_DAMAGED: damage = damage ?? fault
      default: throw fault
      }
    }
  }

  /// Returns the bytes of the current member.
  func member() -> ByteStream {
    let number = memberNumber
    return ByteStream { [self] bytes, count throws(ReadError) in
      guard number == memberNumber else { return false }
      if let reportedFault { throw reportedFault }
      do throws(ReadError) {
        return try read(into: &bytes, count)
      } catch {
        if isOver { reportedFault = error }
        throw error
      }
    }
  }

  private func read(into bytes: inout [UInt8], _ count: Int) throws(ReadError) -> Bool {
    var result = 0
    // The library returns at most this many bytes at a time.
    withUnsafeTemporaryAllocation(byteCount: min(count, 256 << 10), alignment: 16) { chunk in
      result = clibarchive_read(archive, chunk.baseAddress, chunk.count)
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[..<max(0, result)]))
    }
    guard result >= 0 else {
      isOver = -result == CLIBARCHIVE_FATAL.rawValue
      throw fault
    }
    bytesOut += result
    if bytesOut > Self.maxBytes {
      isOver = true
      throw .expandsTooMuch(limit: Self.maxBytes)
    }
    let bytesIn = max(1, bytesBefore + position)
    if bytesOut > Self.unsuspectedBytes && bytesOut / Self.maxExpansion > bytesIn {
      isOver = true
      throw .expandsTooMuch(limit: Self.unsuspectedBytes)
    }
    return result > 0
  }

  /// Skips the rest of a member.
  ///
  /// - Parameter hasFailed: True if the member's reader threw an error.
  /// - Returns: True if there may be more to read.
  /// - Throws: An error that concerns the container as a whole.
  func endMember(hasFailed: Bool) throws(ReadError) -> Bool {
    if let fault = reportedFault {
      guard hasFailed, try recover() else { throw fault }
      return true
    }
    // A raw stream has only one member.
    if current.format == CLIBARCHIVE_RAW && hasFailed { return false }
    // The library can skip this member without decompressing it.
    if current.is_cheap_to_skip != 0 { return true }
    var passed: [UInt8] = []
    do {
      while try read(into: &passed, ReaderLimits.chunkBytes) {
        passed.removeAll(keepingCapacity: true)
      }
    } catch {
      if isOver { throw error }
      damage = hasFailed ? damage : damage ?? error
    }
    return true
  }

  /// Restarts at the next member of a zip after damage that makes the library stop.
  ///
  /// - Returns: True if there is another member, or if the zip's directory shows that there is
  ///   none.
  private func recover() throws(ReadError) -> Bool {
    guard case .damagedContainer = reportedFault, current.format == CLIBARCHIVE_ZIP,
      source.fault == nil
    else { return false }
    bytesBefore += position
    guard try source.advance(to: Array("PK\u{3}\u{4}".utf8), from: position) else {
      isAtEnd = true
      return source.tail.listedMembers.map { memberNumber >= $0 } ?? false
    }
    if let archive { clibarchive_close(archive) }
    archive = Self.open(source, isZip: true)
    (reportedFault, isOver) = (nil, false)
    return archive != nil
  }

  /// The number of bytes of the source that have been used.
  private var position: Int { max(0, Int(clibarchive_position(archive))) }

  /// Throws an error unless the whole container was read.
  ///
  /// `members` is the number of members that were found, including folders and links.
  func checkEnd(members: Int) throws(ReadError) {
    if let damage { throw damage }
    switch current.format {
    case CLIBARCHIVE_ZIP:
      // A damaged member can look like the end of the container.
      try source.readRest()
      guard let listed = source.tail.listedMembers else {
        throw .damagedContainer(detail: "its directory is missing")
      }
      guard members >= listed else {
        throw .damagedContainer(detail: "\(members) of \(listed) members found")
      }
    case CLIBARCHIVE_RAW:
      // Trailing zeros are padding, which gzip ignores too.
      guard try source.isRestZero(from: position) else {
        throw .damagedContainer(detail: "other data after its end")
      }
    default: break
    }
  }

  /// The error to report: the source's error if the source failed, otherwise libarchive's error.
  private var fault: ReadError {
    source.fault ?? .damagedContainer(detail: String(cString: clibarchive_error(archive)))
  }
}

/// Returns the bytes of a C string, whatever its encoding is.
private func bytes(of string: UnsafePointer<CChar>) -> [UInt8] {
  UnsafeRawBufferPointer(start: string, count: strlen(string)).map { $0 }
}
