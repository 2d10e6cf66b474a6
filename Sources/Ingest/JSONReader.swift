/// Reads a JSON file: one article, a list of articles, or a JSON Feed.
enum JSONReader {
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    throw ReaderError.notText
  }
}
