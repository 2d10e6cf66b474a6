/// Opens files that hold other files, such as .zip and .tar.
///
/// Members are read one after the other as streams; none is unpacked to disk. A container can be
/// inside another one.
enum ContainerReader {
  /// The maximum number of members in a container.
  static let maxMembers = 1_000_000

  /// Calls `handle` with each file in the container, in order.
  ///
  /// A member's name is normalized, so that it cannot lead out of the container.
  ///
  /// - Parameters:
  ///   - stream: The bytes of the container.
  ///   - expansion: Counts the bytes that come out.
  ///   - services: What the reader cannot do itself.
  ///   - begin: Called before each member; returns false to leave it out.
  ///   - handle: Called with each member that is not left out. If it throws a `ReadError`, the error
  ///     concerns this member alone.
  ///   - failed: Called with such an error, and with errors in the member itself.
  ///   - end: Called after each member for which `begin` was called.
  /// - Throws: `ReadError` if the container cannot be read to its end. An error that ends the
  ///   container is thrown instead of being passed to `failed`, so that it is reported once.
  static func read(
    _ stream: ByteStream, _ expansion: Expansion = Expansion(outermost: nil),
    _ services: ReaderServices = .own,
    begin: (_ member: String) throws -> Bool = { _ in true },
    _ handle: (_ member: String, ByteStream) throws -> Void,
    failed: (_ member: String, ReadError) throws -> Void, end: () throws -> Void = {}
  ) throws {
    let container = try Container(stream, expansion, services)
    var names = MemberNames()
    var count = 0
    while let entry = try container.next() {
      count += 1
      guard count <= maxMembers else { throw ReadError.tooComplex }
      guard entry.isFile else { continue }
      let name = names.next(entry.name)
      guard try begin(name) else {
        try end()
        continue
      }
      var problem: ReadError? = entry.isEncrypted ? .encrypted : nil
      var goesOn = true
      if problem == nil {
        do {
          try handle(name, container.member())
        } catch let error as ReadError {
          problem = error
        }
        goesOn = try container.endMember(hasFailed: problem != nil)
      }
      if let problem { try failed(name, problem) }
      try end()
      guard goesOn else { return }
    }
    if count == 0 { throw ReadError.empty }
    try container.checkEnd(members: count)
  }
}
