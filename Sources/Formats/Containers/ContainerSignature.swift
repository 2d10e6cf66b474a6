internal import CLibArchive

/// The bytes that containers start with.
///
/// Sources: POSIX.1 (pax, cpio), APPNOTE.TXT (zip), 7zFormat.txt, the RAR 5.0 archive format, ECMA-119
/// (ISO 9660).
enum ContainerSignature {
  static func isKnown(_ head: [UInt8]) -> Bool {
    Compression(head) != nil || signatures.contains { head.starts(with: $0) } || isTar(head)
      || isCPIO(head) || isISO(head)
  }

  /// Returns the format of the container in a stream; a tar if no signature shows another one.
  static func format(of stream: ByteStream) throws(ReadError) -> clibarchive_format {
    let head = try Array(stream.peek(Format.headBytes))
    if head.starts(with: "PK".utf8) { return CLIBARCHIVE_ZIP }
    if head.starts(with: sevenZip) { return CLIBARCHIVE_7ZIP }
    if head.starts(with: rar) { return CLIBARCHIVE_RAR }
    if isCPIO(head) { return CLIBARCHIVE_CPIO }
    if isTar(head) { return CLIBARCHIVE_TAR }
    return isISO(try stream.peek(isoBytes)) ? CLIBARCHIVE_ISO : CLIBARCHIVE_TAR
  }

  private static let sevenZip: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]
  private static let rar = Array("Rar!\u{1A}\u{7}".utf8)
  private static let signatures: [[UInt8]] = [
    ZipSignature.bytes, Array("PK\u{5}\u{6}".utf8), sevenZip, rar,
  ]

  /// The number of bytes up to the end of the mark in the first descriptor of a disc.
  private static let isoBytes = 16 * 2_048 + 6

  private static func isISO(_ head: some Collection<UInt8>) -> Bool {
    head.dropFirst(isoBytes - 5).starts(with: "CD001".utf8)
  }

  /// True if the data starts with a header of cpio, which consists of digits.
  private static func isCPIO(_ head: [UInt8]) -> Bool {
    guard head.starts(with: "0707".utf8), head.count >= 76 else { return false }
    let isHex = head[4] == UInt8(ascii: "0") && [0x31, 0x32].contains(head[5])
    return head[4..<76].allSatisfy {
      (0x30...0x39).contains($0) || isHex && (0x61...0x66).contains($0 | 0x20)
    }
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
