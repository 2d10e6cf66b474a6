/// Reads CSV and TSV with a header.
enum SeparatedValuesReader {
  static func read(
    _ stream: ByteStream, separator: UInt8, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    throw ReaderError.notText
  }
}
