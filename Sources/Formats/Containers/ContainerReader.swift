/// Opens files that hold other files: .zip and .tar, and files compressed by gzip, zstd, bzip2 or
/// xz.
///
/// Members are read one after the other as streams; nothing is unpacked to disk. A container can be
/// inside another one.
enum ContainerReader {
  /// The maximum number of members in a container.
  static let maxMembers = 1_000_000

  /// Calls `handle` with each file in the container, in order.
  ///
  /// A member's name is normalized, so that it cannot lead out of the container. If the container
  /// is a single compressed file, the member's name is nil; the caller uses the container's name
  /// without `.gz`.
  ///
  /// If `handle` throws a `ReadError`, the error concerns this member alone, and `failed` is called
  /// with the member and the error. An error that ends the container is thrown instead, so that it
  /// is reported once.
  ///
  /// - Throws: `ReadError` if the container cannot be read to its end.
  static func read(
    _ stream: ByteStream, _ handle: (_ member: String?, ByteStream) throws -> Void,
    failed: (_ member: String?, ReadError) throws -> Void
  ) throws {
    let container = try Container(stream)
    var names = MemberNames()
    var count = 0
    while let entry = try container.next() {
      count += 1
      guard count <= maxMembers else { throw ReadError.tooComplex }
      guard entry.isFile else { continue }
      let name = entry.isNamed ? names.next(entry.name) : nil
      guard !entry.isEncrypted else {
        try failed(name, .encrypted)
        continue
      }
      var problem: ReadError?
      do {
        try handle(name, container.member())
      } catch let error as ReadError {
        problem = error
      }
      let goesOn = try container.endMember(hasFailed: problem != nil)
      if let problem { try failed(name, problem) }
      guard goesOn else { return }
    }
    if count == 0 { throw ReadError.empty }
    try container.checkEnd(members: count)
  }
}
