/// Why a reader could make no article of what it was given.
enum ReaderError: Error, Equatable {
  case notHTML
  case libraryMissing(String)
  case invalidUTF8(offset: Int)
  case notText
  case invalidJSON(detail: String)
  case notAnObject
  case noText
}

/// Something that could not be ingested, and why.
///
/// What could be read beside it was ingested.
public struct IngestError: Error, Equatable, Sendable {
  /// Why it could not be ingested.
  public enum Reason: Equatable, Sendable {
    /// There is nothing at the path.
    case missing
    /// The operating system does not let the file be read, for this reason.
    case unreadable(String)
    /// A device, a pipe or a socket.
    case notAFile
    /// A link that leads back to a folder above it.
    case loop
    /// The file, or the line, has no text.
    case empty
    /// The file, or the line, is larger than what is taken in as one article.
    case tooLarge(limit: Int)
    /// The bytes are no text.
    case notText
    /// The bytes are not UTF-8, from this offset in the file or line.
    case invalidUTF8(offset: Int)
    /// The line is not JSON.
    case invalidJSON(detail: String)
    /// The line is JSON, but not an object.
    case notAnObject
    /// The object has neither a title nor a text.
    case noText
    /// The page could not be parsed, or nests too deep to be parsed whole.
    case notHTML
    /// A library that reads the format is not installed.
    case libraryMissing(String)
  }

  /// The path as it was given, `-` for standard input.
  public var location: String
  /// The line, from 1, in a file of many articles.
  public var line: Int?
  /// Why it could not be ingested.
  public var reason: Reason

  init(location: String, line: Int? = nil, reason: Reason) {
    self.location = location
    self.line = line
    self.reason = reason
  }

  init(location: String, line: Int? = nil, _ error: ReaderError) {
    let reason: Reason =
      switch error {
      case .notHTML: .notHTML
      case .libraryMissing(let name): .libraryMissing(name)
      case .invalidUTF8(let offset): .invalidUTF8(offset: offset)
      case .notText: .notText
      case .invalidJSON(let detail): .invalidJSON(detail: detail)
      case .notAnObject: .notAnObject
      case .noText: .noText
      }
    self.init(location: location, line: line, reason: reason)
  }
}
