/// Opens what holds other files: .zip, .tar, .gz, .zst and whatever else libarchive knows.
enum ContainerReader {
  /// Calls `handle` with each file in the container, in its order.
  ///
  /// A member's name is tidied, so that it cannot lead out of the container; it is nothing where
  /// the container is one compressed file, which has the container's own name without `.gz`.
  static func read(
    _ stream: ByteStream, _ handle: (_ member: String?, ByteStream) throws -> Void
  ) throws {
    throw ReaderError.libraryMissing("libarchive13")
  }
}
