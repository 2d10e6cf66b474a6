/// Reads the response records of a WARC file.
enum WARCReader {
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    throw ReaderError.notText
  }
}
