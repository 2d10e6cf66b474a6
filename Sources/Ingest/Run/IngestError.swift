public import Formats

/// Something that could not be ingested, and why.
///
/// What could be read beside it was ingested.
public struct IngestError: Error, Equatable, Sendable {
  /// The path as it was given, `-` for standard input, with the member's name inside a container.
  public var location: String
  /// The line, or the number of the record, from 1, in a file of many articles.
  public var line: Int?
  /// Why it could not be ingested.
  public var reason: ReadError

  init(location: String, line: Int? = nil, reason: ReadError) {
    self.location = location
    self.line = line
    self.reason = reason
  }
}
