/// A fault of a file, or of one record in it.
public enum ReadError: Error, Equatable, Sendable {
  /// There is nothing at the path.
  case missing
  /// The operating system does not let the file be read, for this reason.
  case unreadable(String)
  /// A device, a pipe or a socket.
  case notAFile
  /// A link that leads back to a folder above it.
  case loop
  /// The file changed while it was read; it is read again the next time.
  case changedWhileRead
  /// The file, or the record, has no text.
  case empty
  /// The file, or the record, is larger than what is taken in as one article.
  case tooLarge(limit: Int)
  /// The file, or the record, nests deeper or has more parts than are taken apart.
  case tooComplex
  /// The bytes are no text.
  case notText
  /// The bytes are not UTF-8, from this offset in the file or line.
  case invalidUTF8(offset: Int)
  /// The text is in an encoding that is not known by this name.
  case unknownEncoding(String)
  /// The bytes are not in the encoding that they are said to be in.
  case wrongEncoding(String)
  /// The line is not JSON.
  case invalidJSON(detail: String)
  /// The line is JSON, but not an object.
  case notAnObject
  /// The object has neither a title nor a text.
  case noText
  /// None of the columns, which are these, goes by a known name for a title or a text.
  case noKnownField(existing: [String])
  /// The page could not be parsed, or nests too deep to be parsed whole.
  case notHTML
  /// The file is not well-formed XML, or of a kind of XML that holds no articles.
  case invalidXML(detail: String)
  /// The file, or the record, is not as its format demands: CSV, mail, WARC and others.
  case malformed(format: String, detail: String)
  /// The file is a container, such as a zip, and it is damaged or cut short.
  case damagedContainer(detail: String)
  /// What the container holds is far larger than the container: a bomb, or no archive of articles.
  case expandsTooMuch(limit: Int)
  /// The container, or a member of it, is encrypted.
  case encrypted
  /// The database has no table or view of this name; it has these.
  case noTable(String, existing: [String])
  /// The database has several tables, and none was named.
  case tableNotNamed(existing: [String])
  /// Files of this kind are read with the help of a program that is not installed.
  case converterMissing(program: String)
  /// The program that converts files of this kind failed, and says this.
  case converterFailed(program: String, detail: String)
  /// The program that converts files of this kind took longer, or wrote more, than it may.
  case converterOverLimit(program: String)
  /// A library that reads the format is not installed.
  case libraryMissing(String)

  /// True if it is this machine rather than the file: with another program, or other settings, the
  /// same file can be read.
  package var isOfMachine: Bool {
    switch self {
    case .converterMissing, .converterFailed, .converterOverLimit, .libraryMissing: true
    case .malformed(format: ConverterList.name, _): true
    default: false
    }
  }
}
