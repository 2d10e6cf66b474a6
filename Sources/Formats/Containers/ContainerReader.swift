/// Opens what holds other files: .zip and .tar, and files compressed by gzip, zstd, bzip2 or xz.
///
/// Members are read one after the other, as streams, and nothing is unpacked to disk. A container
/// can stand inside of another one.
enum ContainerReader {
  /// The most members of a container.
  static let maxMembers = 1_000_000

  /// Calls `handle` with each file in the container, in its order.
  ///
  /// A member's name is tidied, so that it cannot lead out of the container; it is nil where
  /// the container is one compressed file, which has the container's own name without `.gz`.
  ///
  /// What `handle` throws of `ReadError` is a fault of this member alone: `failed` is called with
  /// each member that could not be read, and why. A fault that ends the container is thrown in its
  /// place: it is reported once.
  ///
  /// - Throws: `ReadError`, where the container cannot be read to its end.
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
