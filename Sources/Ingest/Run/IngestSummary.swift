public import Archive

/// What a run has done so far.
public struct IngestSummary: Equatable, Sendable {
  /// A root of which so much is gone that it was not pruned.
  public struct RefusedPrune: Equatable, Sendable {
    /// The root's path, as it was given.
    public var path: String
    /// How many of its files are gone.
    public var gone: Int
    /// How many files it had.
    public var files: Int
  }

  /// What was counted, as it is kept on record.
  public var counts = RunCounts()
  /// The files that were read: new ones, and those that changed.
  public var filesRead = 0
  /// The bytes of the files that were read, or skipped because they did not change.
  public var bytes: Int64 = 0
  /// What `bytes` will be in the end, where it is known.
  public var totalBytes: Int64?
  /// The bytes of text of all articles that were read.
  public var textBytes = 0
  /// The passages of articles that were added or updated.
  public var storedPassages = 0
  /// Records that could not be read in an earlier run, of files that did not change.
  public var knownFailures = 0
  /// Articles with a date of publication that cannot be read.
  public var unreadableDates = 0
  /// Files that are gone, and whose articles were kept.
  public var gone = 0
  /// The roots of which too much is gone to be pruned.
  public var refusedPrunes: [RefusedPrune] = []
  /// True if the run was stopped before its end.
  public var isStopped = false

  /// The articles that were read.
  public var articles: Int { counts.added + counts.updated + counts.unchanged }
}
