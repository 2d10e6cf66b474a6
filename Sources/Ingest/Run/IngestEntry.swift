public import Formats

/// What became of an article, a file, or something that could not be read: a line of the report.
public struct IngestEntry: Equatable, Sendable {
  /// What became of it.
  public enum Outcome: Equatable, Sendable {
    /// An article that was not in the archive.
    case added
    /// One that was, with another text or other metadata.
    case updated
    /// An article, or a whole file, that is in the archive just so.
    case unchanged
    /// An article that is no longer in its file, or whose file is gone.
    case removed
    /// A file that has another name than before; its articles are kept.
    case renamed(from: String)
    /// A file that is not read, for this reason.
    case skipped(SkipReason)
    /// Something that could not be ingested.
    case failed(ReadError)
  }

  /// Why a file, or a member of a container, is not read.
  public enum SkipReason: Sendable, CaseIterable {
    /// It is of a kind that is not known.
    case otherKind
    /// It is a README, which describes its folder.
    case describesFolder
    /// It is a Pressmark archive.
    case archive
    /// The run itself writes it.
    case ownFile
  }

  /// The location of the article or the file.
  public var location: String
  /// The file it is in, or is.
  public var file: String
  /// The line, or the number of the record, from 1, in a file of many articles.
  public var line: Int?
  /// What became of it.
  public var outcome: Outcome
  /// The article's date of publication, where it is none that can be read.
  public var unreadableDate: String?

  init(
    _ location: String, file: String, line: Int? = nil, _ outcome: Outcome,
    unreadableDate: String? = nil
  ) {
    self.location = location
    self.file = file
    self.line = line
    self.outcome = outcome
    self.unreadableDate = unreadableDate
  }

  /// What could not be ingested, where that is what happened.
  public var error: IngestError? {
    guard case .failed(let reason) = outcome else { return nil }
    return IngestError(location: location, line: line, reason: reason)
  }
}
