/// A file, or a member of a container, that is passed to a reader.
struct Source {
  let stream: ByteStream
  /// The name whose extension is used to recognize the format.
  let name: String
  /// The file's path; nil for standard input and for members of containers.
  let path: String?
  let settings: ReaderSettings
  /// Called with each record of the whole file, after the record's `member` has been set.
  let handler: RecordHandler
  /// Called with each member of a container whose format is not known.
  let onSkipped: (_ member: String) throws -> Void
  /// The path inside containers, such as `/letters.zip/a.txt`; empty for a file.
  var member = ""
  /// The number of containers around the source.
  var depth = 0

  /// Called with each record of the source, in order.
  var onRecord: RecordHandler {
    { [member, handler] record in
      var record = record
      record.member = member
      try handler(record)
    }
  }

  /// Returns the bytes converted to UTF-8.
  func text() throws(ReadError) -> ByteStream {
    try TextDecoding.utf8(stream, encoding: settings.encoding)
  }

  /// Reads all bytes as one article.
  ///
  /// - Parameter draft: Builds the article, on any thread. An article without a text is an error
  ///   here, because a title alone is enough only in a file of many articles.
  /// - Throws: `ReadError`, and any error that `onRecord` throws.
  func readAsOneArticle(
    _ draft: @escaping @Sendable ([UInt8], ReaderSettings) throws(ReadError) -> ArticleDraft
  ) throws {
    let bytes = try stream.readAll()
    let settings = settings
    try onRecord(
      FileRecord(bytes: bytes.count) { () throws(ReadError) in
        let article: ArticleDraft
        do throws(ReadError) {
          article = try draft(bytes, settings)
        } catch {
          throw error == .noText ? .empty : error
        }
        guard article.text.contains(where: { !$0.isWhitespace }) else { throw .empty }
        return article
      })
  }

  /// Finds the records in the source, whatever its format.
  func readRecords() throws {
    let head = try Array(stream.peek(Format.headBytes))
    try Format.of(name: name, head: head).read(self)
  }
}
