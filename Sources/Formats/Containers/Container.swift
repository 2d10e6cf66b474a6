internal import CLibArchive
internal import Glibc

/// A container that is being read with libarchive.
final class Container {
  /// A member of a container.
  struct Entry {
    /// The name in the container; empty if it is not known.
    var name: [UInt8]
    /// False for a folder, a link or a device.
    var isFile: Bool
    var isEncrypted: Bool
  }

  /// The maximum size of the headers before a member of a tar, which the library holds in memory.
  private static let maxHeaderBytes = 1 << 19
  /// The maximum sum of the squares of the sizes of large headers.
  ///
  /// The library compares each access rule in a header with those before it. This many comparisons
  /// take 5 s.
  private static let maxHeaderWork = 1 << 38
  /// The size up to which a header is not large.
  private static let smallHeaderBytes = 8 << 10
  /// The maximum size of a member whose compression may need a large dictionary.
  private static let maxUnusualBytes = 64 << 20

  private var archive: OpaquePointer?
  private let source: ContainerSource
  private let format: clibarchive_format
  /// The file with the container's bytes, if they cannot be read in order.
  private let file: ContainerFile?
  private var isZip: Bool { format == CLIBARCHIVE_ZIP }
  private var current = clibarchive_member()
  /// The number of the current member.
  ///
  /// The stream of an earlier member returns no more bytes.
  private var memberNumber = 0
  private let expansion: Expansion
  /// The number of bytes that came out of the current member.
  private var memberBytes = 0
  private var headerWork = 0
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
  init(
    _ stream: ByteStream, _ expansion: Expansion, _ services: ReaderServices = .own
  ) throws(ReadError) {
    guard clibarchive_is_installed() != 0 else { throw .libraryMissing("libarchive13") }
    self.expansion = expansion
    format = try ContainerSignature.format(of: stream)
    file = format == CLIBARCHIVE_7ZIP ? try ContainerFile(of: stream, services) : nil
    source = ContainerSource(stream)
    archive = Self.open(source, file, format)
    if let fault = source.fault { throw fault }
    guard archive != nil else { throw .damagedContainer(detail: "no memory to open it") }
  }

  private static func open(
    _ source: ContainerSource, _ file: ContainerFile?, _ format: clibarchive_format
  ) -> OpaquePointer? {
    clibarchive_open(
      { context, bytes in
        guard let context else { return -1 }
        return Unmanaged<ContainerSource>.fromOpaque(context).takeUnretainedValue().pull(bytes)
      }, Unmanaged.passUnretained(source).toOpaque(), file?.descriptor ?? -1, format)
  }

  deinit { if let archive { clibarchive_close(archive) } }

  /// Moves to the next member.
  ///
  /// Returns nil at the end.
  func next() throws(ReadError) -> Entry? {
    guard !isAtEnd else { return nil }
    memberNumber += 1
    memberBytes = 0
    source.allowance = hasSmallHeaders ? Self.maxHeaderBytes : .max
    defer { source.allowance = .max }
    while true {
      let start = position
      let result = clibarchive_next(archive, &current)
      try countHeader(position - start)
      switch result {
      case CLIBARCHIVE_OK:
        return Entry(
          name: current.name.map(bytes(of:)) ?? [], isFile: current.is_file != 0,
          isEncrypted: current.is_encrypted != 0)
      case CLIBARCHIVE_END: return nil
      case CLIBARCHIVE_DAMAGED: damage = damage ?? fault
      default: throw fault
      }
    }
  }

  /// True if only headers are between the end of a member and the next one.
  private var hasSmallHeaders: Bool { format == CLIBARCHIVE_TAR || format == CLIBARCHIVE_CPIO }

  private func countHeader(_ bytes: Int) throws(ReadError) {
    guard hasSmallHeaders, bytes > Self.smallHeaderBytes else { return }
    headerWork += bytes * bytes
    guard headerWork <= Self.maxHeaderWork else {
      throw .damagedContainer(detail: "its headers are too large")
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
    expansion.bytesIn = bytesBefore + position
    memberBytes += result
    do throws(ReadError) {
      try expansion.add(result)
      if current.is_unusual != 0 && memberBytes > Self.maxUnusualBytes {
        throw .expandsTooMuch(limit: Self.maxUnusualBytes)
      }
    } catch {
      isOver = true
      throw error
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
    archive = Self.open(source, nil, CLIBARCHIVE_ZIP)
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
    guard current.format == CLIBARCHIVE_ZIP else { return }
    // A damaged member can look like the end of the container.
    try source.readRest()
    guard let listed = source.tail.listedMembers else {
      throw .damagedContainer(detail: "its directory is missing")
    }
    guard members >= listed else {
      throw .damagedContainer(detail: "\(members) of \(listed) members found")
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
