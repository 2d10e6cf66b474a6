/// Reads an mbox file, message by message, or one message in a file of its own (.eml).
enum MailboxReader {
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    throw ReaderError.notText
  }
}
