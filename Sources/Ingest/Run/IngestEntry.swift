public import Formats

/// A line of the report: the outcome for an article, a file, or something that could not be read.
public struct IngestEntry: Equatable, Sendable {
  /// The outcome for an article or a file.
  public enum Outcome: Equatable, Sendable {
    /// An article that was not in the archive before.
    case added
    /// An article that was in the archive with another text or other metadata.
    case updated
    /// An article, or a whole file, that is the same as in the archive.
    case unchanged
    /// An article that is no longer in its file, or whose file is gone.
    case removed
    /// A file that has a new name; its articles are kept.
    case renamed(from: String)
    /// A file that was not read, for this reason.
    case skipped(SkipReason)
    /// Something that could not be ingested.
    case failed(ReadError)
  }

  /// The reason why a file, or a member of a container, was not read.
  public enum SkipReason: Sendable, CaseIterable {
    /// Its format is not known.
    case otherKind
    /// It is a README, which describes its folder.
    case describesFolder
    /// It is a Pressmark archive.
    case archive
    /// The run itself writes the file.
    case ownFile
    /// It is empty, or has only white space.
    case empty
    /// It is of a kind that holds no articles, such as a list of feeds.
    case withoutArticles
  }

  /// The location of the article or the file.
  public var location: String
  /// The path of the file.
  public var file: String
  /// The line or the number of the record, from 1; nil if the file is not one of many articles.
  public var line: Int?
  /// The outcome for the article or the file.
  public var outcome: Outcome
  /// The article's date of publication, if it could not be parsed.
  public var unreadableDate: String?
  /// False for an article without a text.
  public var hasText: Bool
  /// The remarks of the article's reader.
  public var notes: ReaderNotes

  init(
    _ location: String, file: String, line: Int? = nil, _ outcome: Outcome,
    unreadableDate: String? = nil, hasText: Bool = true, notes: ReaderNotes = ReaderNotes()
  ) {
    self.location = location
    self.file = file
    self.line = line
    self.outcome = outcome
    self.unreadableDate = unreadableDate
    self.hasText = hasText
    self.notes = notes
  }

  /// The error, if the outcome is a failure.
  public var error: IngestError? {
    guard case .failed(let reason) = outcome else { return nil }
    return IngestError(location: location, line: line, reason: reason)
  }
}
