/// An error in reading a file, or one record in it.
public enum ReadError: Error, Equatable, Sendable, Codable {
  /// There is nothing at the path.
  case missing
  /// The operating system refuses to read the file, for this reason.
  case unreadable(String)
  /// A device, a pipe or a socket.
  case notAFile
  /// A symbolic link that leads back to a folder above it.
  case loop
  /// The file changed while it was being read. The next run reads the file again.
  case changedWhileRead
  /// The file has no text, or no articles.
  case empty
  /// The file has no bytes but white space.
  case blank
  /// The file is of a kind that holds no articles, such as a list of feeds, or pictures alone.
  case noArticles
  /// The file, or the record, is too large for one article.
  case tooLarge(limit: Int)
  /// The file, or the record, nests too deep or has too many parts.
  case tooComplex
  /// The bytes are not text.
  case notText
  /// The bytes are not UTF-8, from this offset in the file or line.
  case invalidUTF8(offset: Int)
  /// There is no known encoding of this name.
  case unknownEncoding(String)
  /// The bytes are not valid in the encoding that was specified.
  case wrongEncoding(String)
  /// The line is not JSON.
  case invalidJSON(detail: String)
  /// The line is JSON, but not an object.
  case notAnObject
  /// The object has neither a title nor a text.
  case noText
  /// None of these columns has a known name for a title or a text.
  case noKnownField(existing: [String])
  /// The page could not be parsed, or nests too deep.
  case notHTML
  /// The file is not well-formed XML, or its kind of XML holds no articles.
  case invalidXML(detail: String)
  /// The file, or the record, does not follow its format: CSV, mail, WARC and others.
  case malformed(format: String, detail: String)
  /// The file is a container, such as a zip, and is damaged or incomplete.
  case damagedContainer(detail: String)
  /// The content of the container is far larger than the container: a decompression bomb.
  case expandsTooMuch(limit: Int)
  /// The container, or a member of it, is encrypted.
  case encrypted
  /// The database has no table or view with the first name; `existing` lists its tables and views.
  case noTable(String, existing: [String])
  /// The database has several tables, and the settings do not name one.
  case tableNotNamed(existing: [String])
  /// The program that converts files of this kind is not installed.
  case converterMissing(program: String)
  /// The program that converts files of this kind failed with this message.
  case converterFailed(program: String, detail: String)
  /// The program that converts files of this kind exceeded its time or output limit.
  case converterOverLimit(program: String)
  /// A library that reads the format is not installed.
  case libraryMissing(String)
  /// Reading takes longer than a file of this size may take.
  case tooSlow
  /// The process that read the file ended: it ran out of memory, or a library failed.
  case readerStopped
  /// The process that reads files cannot be started, for this reason.
  case readerNotStarted(String)

  /// True if the cause is this machine and not the file.
  ///
  /// With another program or other settings, the same file could be read.
  package var isOfMachine: Bool {
    switch self {
    case .converterMissing, .converterFailed, .converterOverLimit, .libraryMissing,
      .readerNotStarted:
      true
    case .malformed(format: ConverterList.name, _): true
    default: false
    }
  }
}
