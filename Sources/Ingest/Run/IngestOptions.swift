public import Formats

/// The options of a run of the ingester.
public struct IngestOptions: Sendable {
  /// The settings for reading the named files; nil to use the settings of the last run.
  public var settings: ReaderSettings?
  /// True to remove the articles of files that are gone.
  public var prunes = false
  /// True to remove these articles even if a root is missing, or more than half of its files are
  /// gone.
  public var isForced = false
  /// True to report changes without writing anything.
  public var isDryRun = false
  /// True to read unchanged files again.
  public var rereads = false
  /// Files that belong to the run, such as its report, and must not be read.
  public var ownFiles: [String] = []
  /// True to count the total number of bytes in the background if the run takes longer than a
  /// second.
  public var countsBytes = false
  /// True to record the run only if it changes the archive or something fails.
  public var notesOnlyChanges = false

  /// The program that reads files, in a process of its own and within limits: see `ReadingWorker`.
  ///
  /// If it is nil, this process reads them, without these limits.
  public var readingProgram: String?

  /// Creates the default options.
  public init() {}
}
