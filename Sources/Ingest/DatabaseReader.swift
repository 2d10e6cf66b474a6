/// Reads the rows of a table or view of a SQLite database.
enum DatabaseReader {
  static func read(
    path: String, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    throw ReaderError.notText
  }
}
