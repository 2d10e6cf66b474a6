extension Format {
  /// Zip, tar and other containers, and compressed files such as .gz.
  static let container = Format(
    "container", title: nil,
    extensions: [
      "zip", "gz", "zst", "bz2", "xz", "lz4", "tar", "tgz", "tzst", "tbz", "tbz2", "txz", "tlz4",
      "7z", "rar", "cpio", "iso", "wacz",
    ],
    hasSignature: ContainerSignature.isKnown,
    read: { try $0.readMembers() })
}

extension Source {
  /// Reads the members of the container, or the content of a compressed file.
  fileprivate func readMembers() throws {
    let head = try Array(stream.peek(Format.headBytes))
    if let compression = Compression(head) { return try readContent(compression) }
    if !ContainerSignature.isKnown(head), ContainerSignature.isText(head) {
      // The stream was already decompressed, but its name still has the extension of the
      // compression.
      return try inside(stream, name: Self.withoutCompression(name), nesting).readRecords()
    }
    let expansion = Expansion(outermost: nesting.outermost)
    let inner = nesting.inside(nil, expansion)
    guard !inner.isTooDeep else { throw ReadError.tooComplex }
    try ContainerReader.read(
      stream, expansion, services, begin: { try handlers.onMember(path(of: $0)) },
      { member, stream in
        let head = { (try? stream.peek(Format.headBytes)).map { Array($0) } ?? [] }
        guard Self.isWanted(member, of: name), Format.isKnown(name: member, head: head()) else {
          return try handlers.onSkipped(path(of: member))
        }
        var source = inside(stream, name: member, inner)
        source.member = path(of: member)
        try source.readRecords()
      },
      failed: { member, error in
        // The error concerns only this member. Report the error, and go on with the next member.
        try report(error, member: path(of: member))
      }, end: handlers.onMemberEnd)
  }

  private func readContent(_ compression: Compression) throws {
    let expansion = Expansion(outermost: nesting.outermost)
    let inner = nesting.inside(compression, expansion)
    guard !inner.isTooDeep else { throw ReadError.tooComplex }
    let file = try CompressedFile(stream, compression, memory: nesting.memory, expansion)
    do {
      try inside(file.content, name: Self.withoutCompression(name), inner).readRecords()
    } catch let error as ReadError {
      if let fault = file.fault { throw fault }
      return try report(error, member: member)
    }
    try file.readRest()
  }

  private func inside(_ stream: ByteStream, name: String, _ nesting: Nesting) -> Source {
    Source(
      stream: stream, name: name, path: nil, settings: settings, services: services,
      handlers: handlers, member: member, nesting: nesting)
  }

  func report(_ error: ReadError, member: String) throws {
    var record = FileRecord(bytes: 0) { () throws(ReadError) in throw error }
    record.member = member
    try handlers.onRecord(record)
  }

  private func path(of member: String) -> String { self.member + "/" + member }

  /// True if a member is to be read.
  ///
  /// As in a folder, a member must not be hidden or a README. In a collection of web archives
  /// (WACZ), the other members only describe the pages in the folder `archive`.
  private static func isWanted(_ member: String, of container: String) -> Bool {
    if container.lowercased().hasSuffix(".wacz"), !member.hasPrefix("archive/") { return false }
    return !FileNames.isReadme(member)
      && !member.utf8.split(separator: UInt8(ascii: "/")).contains(where: FileNames.isHidden)
  }

  /// Returns `letters.jsonl` for `letters.jsonl.gz`, and `letters.tar` for `letters.tgz`.
  static func withoutCompression(_ name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return name }
    let inner = String(name[..<dot])
    let isTar = ["tgz", "tzst", "tbz", "tbz2", "txz", "tlz4"].contains(
      name[dot...].dropFirst().lowercased())
    return isTar ? inner + ".tar" : inner
  }
}
