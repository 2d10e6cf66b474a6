public import Formats

/// A file or record that could not be ingested, with the reason.
///
/// The readable records around it were ingested.
public struct IngestError: Error, Equatable, Sendable {
  /// The path as the user gave it, `-` for standard input, followed by the member's name inside a
  /// container.
  public var location: String
  /// The line, or the number of the record, from 1, in a file of many articles.
  public var line: Int?
  /// The reason why it could not be ingested.
  public var reason: ReadError

  init(location: String, line: Int? = nil, reason: ReadError) {
    self.location = location
    self.line = line
    self.reason = reason
  }
}
