public import Archive

/// The results of a run so far.
public struct IngestSummary: Equatable, Sendable {
  /// A root that was not pruned because too many of its files are gone.
  public struct RefusedPrune: Equatable, Sendable {
    /// The root's path, as the user gave it.
    public var path: String
    /// The number of the root's files that are gone.
    public var gone: Int
    /// The number of the root's files that the archive knows.
    public var files: Int
  }

  /// The counts that are recorded in the archive.
  public var counts = RunCounts()
  /// The number of files that were read: new and changed ones.
  public var filesRead = 0
  /// The number of bytes in files that were read, or skipped because they did not change.
  public var bytes: Int64 = 0
  /// The final value of `bytes`, if it is known.
  public var totalBytes: Int64?
  /// The shortage that the run will probably meet, as far as that is known.
  public var shortage: SpaceShortage?
  /// The number of bytes of text in all articles that were read.
  public var textBytes = 0
  /// The number of passages in articles that were added or updated.
  public var storedPassages = 0
  /// The number of records in unchanged files that could not be read in an earlier run.
  public var knownFailures = 0
  /// The number of articles whose date of publication could not be parsed.
  public var unreadableDates = 0
  /// The number of files that are gone and whose articles were kept.
  public var gone = 0
  /// The paths of these files, at most `maxGoneFiles`.
  public var goneFiles: [String] = []
  /// The paths of remembered roots that are gone.
  public var goneRoots: [String] = []
  /// The paths of new roots that are not remembered, because they gave no article.
  public var emptyRoots: [String] = []
  /// The roots that were not pruned because too many of their files are gone.
  public var refusedPrunes: [RefusedPrune] = []
  /// True if the run was stopped before its end.
  public var isStopped = false

  /// The maximum number of files that `goneFiles` lists.
  static let maxGoneFiles = 1_000

  /// The number of articles that were read.
  public var articles: Int { counts.added + counts.updated + counts.unchanged }
}
