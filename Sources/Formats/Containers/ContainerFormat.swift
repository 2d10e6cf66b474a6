extension Format {
  /// Everything that libarchive opens: .zip, .tar, and compressed files such as .gz.
  static let container = Format(
    "container", title: nil,
    extensions: ["zip", "gz", "zst", "bz2", "xz", "tar", "tgz", "tzst", "tbz", "tbz2", "txz"],
    hasSignature: ContainerSignature.isKnown,
    read: { try $0.readMembers() })
}

extension Source {
  /// The maximum number of containers inside each other: a tar in a gzip in a zip.
  private static let maxDepth = 4

  /// Reads the members of the container.
  fileprivate func readMembers() throws {
    let head = try Array(stream.peek(Format.headBytes))
    if !ContainerSignature.isKnown(head), ContainerSignature.isText(head) {
      // The stream was already decompressed, but its name still has the extension of the
      // compression.
      return try inside(stream, name: Self.withoutCompression(name)).readRecords()
    }
    guard depth < Self.maxDepth else { throw ReadError.tooComplex }
    try ContainerReader.read(stream) { member, stream in
      if let member, !Self.isWanted(member) { return try onSkipped(path(of: member)) }
      var source = inside(stream, name: member ?? Self.withoutCompression(name))
      source.member = path(of: member)
      source.depth = depth + 1
      try source.readRecords()
    } failed: { member, error in
      // The error concerns only this member. Report the error, and go on with the next member.
      var record = FileRecord(bytes: 0) { () throws(ReadError) in throw error }
      record.member = path(of: member)
      try handler(record)
    }
  }

  private func inside(_ stream: ByteStream, name: String) -> Source {
    Source(
      stream: stream, name: name, path: nil, settings: settings, handler: handler,
      onSkipped: onSkipped, member: member, depth: depth)
  }

  private func path(of member: String?) -> String {
    member.map { self.member + "/" + $0 } ?? self.member
  }

  /// True if a member is to be read.
  ///
  /// As in a folder, a member must have a known format, and must not be hidden or a README.
  private static func isWanted(_ member: String) -> Bool {
    Format(path: member) != nil && !FileNames.isReadme(member)
      && !member.utf8.split(separator: UInt8(ascii: "/")).contains(where: FileNames.isHidden)
  }

  /// Returns `letters.jsonl` for `letters.jsonl.gz`, and `letters.tar` for `letters.tgz`.
  static func withoutCompression(_ name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return name }
    let inner = String(name[..<dot])
    let isTar = ["tgz", "tzst", "tbz", "tbz2", "txz"].contains(
      name[dot...].dropFirst().lowercased())
    return isTar ? inner + ".tar" : inner
  }
}

/// The bytes that containers start with.
///
/// Sources: RFC 1952 (gzip), RFC 8878 (zstd), the .xz file format 1.2.0, the manual of bzip2,
/// POSIX.1 (pax), APPNOTE.TXT (zip).
private enum ContainerSignature {
  static func isKnown(_ head: [UInt8]) -> Bool {
    signatures.contains { head.starts(with: $0) } || isBzip2(head) || isTar(head)
  }

  private static let signatures: [[UInt8]] = [
    [0x1F, 0x8B, 0x08], [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00],
    ZipSignature.bytes, Array("PK\u{5}\u{6}".utf8),
  ]

  /// True if the data starts with `BZh`, the block size, and then a block or the end of the file.
  ///
  /// A block starts with the digits of pi. The end of the file starts with the digits of the square
  /// root of pi.
  private static func isBzip2(_ head: [UInt8]) -> Bool {
    guard head.starts(with: "BZh".utf8), head.count >= 10, (0x31...0x39).contains(head[3]) else {
      return false
    }
    return head[4..<10] == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
      || head[4..<10] == [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
  }

  /// True if the data has the magic of a tar header block.
  private static func isTar(_ head: [UInt8]) -> Bool {
    head.dropFirst(257).starts(with: "ustar".utf8)
  }

  /// True if the first bytes contain no control characters.
  static func isText(_ head: [UInt8]) -> Bool {
    !head.isEmpty && !head.contains { $0 < 0x09 || (0x0E..<0x20).contains($0) && $0 != 0x1B }
  }
}

/// The first bytes of a zip file, which are shared by all formats based on zip.
enum ZipSignature {
  static let bytes = Array("PK\u{3}\u{4}".utf8)

  /// Returns the name and the data of the first member, after its header of 30 bytes.
  ///
  /// Returns nil if this is no zip.
  static func firstMember(of head: [UInt8]) -> ArraySlice<UInt8>? {
    head.starts(with: bytes) ? head.dropFirst(30) : nil
  }
}
