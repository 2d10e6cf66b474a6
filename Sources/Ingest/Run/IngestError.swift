public import Formats

/// A file or record that could not be ingested, with the reason.
///
/// The readable records of the same file were still ingested.
public struct IngestError: Error, Equatable, Sendable {
  /// The path as the user gave it, or `-` for standard input.
  ///
  /// For a member of a container, the member's name follows.
  public var location: String
  /// The line or the number of the record, from 1; nil if the file is not one of many articles.
  public var line: Int?
  /// The reason why it could not be ingested.
  public var reason: ReadError

  init(location: String, line: Int? = nil, reason: ReadError) {
    self.location = location
    self.line = line
    self.reason = reason
  }
}
