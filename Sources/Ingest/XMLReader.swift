/// Reads XML: RSS 2.0, RSS 1.0, Atom, and WordPress exports.
enum XMLReader {
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    throw ReaderError.notText
  }
}
