internal import TextAnalysis

/// A file, or a member of a container, that is passed to a reader.
struct Source {
  let stream: ByteStream
  /// The name whose extension is used to recognize the format.
  let name: String
  /// The file's path; nil for standard input and for members of containers.
  let path: String?
  let settings: ReaderSettings
  let services: ReaderServices
  /// Called with what is found in the whole file.
  let handlers: ReadHandlers
  /// The path inside containers, such as `/letters.zip/a.txt`; empty for a file.
  var member = ""
  /// The containers around the source.
  var nesting = Nesting()

  /// Called with each record of the source, in order.
  var onRecord: RecordHandler {
    { [member, handlers, settings] record in
      var record = record
      record.member = member
      record.complete(with: settings.values)
      try handlers.onRecord(record)
    }
  }

  /// Returns the bytes converted to UTF-8.
  func text() throws(ReadError) -> ByteStream {
    try TextDecoding.utf8(stream, encoding: settings.encoding)
  }

  /// Reads all bytes as one article.
  ///
  /// - Parameter draft: Builds the article, on any thread. An article with neither a title nor a
  ///   text is an error.
  /// - Throws: `ReadError`, and any error that `onRecord` throws.
  func readAsOneArticle(
    _ draft: @escaping @Sendable ([UInt8], ReaderSettings) throws(ReadError) -> ArticleDraft
  ) throws {
    let bytes = try stream.readAll()
    let settings = settings
    try onRecord(
      FileRecord(bytes: bytes.count) { () throws(ReadError) in
        var bytes = bytes
        let repair = ZeroBytes.remove(fromFile: &bytes, encoding: settings.encoding)
        var article: ArticleDraft
        do throws(ReadError) {
          article = try draft(bytes, settings)
        } catch {
          throw error == .noText ? .empty : error
        }
        guard article.hasText || normalizedLine(article.title) != nil else { throw .empty }
        article.notes.repair = repair
        return article
      })
  }

  /// Finds the records in the source, whatever its format.
  func readRecords() throws {
    guard try !isBlank() else {
      return try onRecord(FileRecord(bytes: 0) { () throws(ReadError) in throw .blank })
    }
    let head = try Array(stream.peek(Format.headBytes))
    try Format.of(name: name, head: head).read(self)
  }

  /// True if there are no bytes but white space and a byte order mark.
  private func isBlank() throws(ReadError) -> Bool {
    var count = Format.headBytes
    while true {
      let head = try stream.peek(count)
      let isSpace = head.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) || $0 >= 0xBB }
      guard isSpace, Format.textStart(of: Array(head)).isEmpty else { return false }
      if head.count < count { return true }
      guard count < ReaderLimits.articleBytes else { return false }
      count *= 4
    }
  }
}
