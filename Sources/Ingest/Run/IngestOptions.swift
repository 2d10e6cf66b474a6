public import Formats

/// The options of a run of the ingester.
public struct IngestOptions: Sendable {
  /// The settings for reading the named files; nil for those of the last run.
  public var settings: ReaderSettings?
  /// True to remove the articles of files that are gone.
  public var prunes = false
  /// True to remove them even if a root is missing or more than half of its files are gone.
  public var isForced = false
  /// True to report changes without writing anything.
  public var isDryRun = false
  /// True to read unchanged files again.
  public var rereads = false
  /// Files that belong to the run, such as its report, and must not be read.
  public var ownFiles: [String] = []
  /// True to count the total number of bytes, in parallel, if the run takes longer than a second.
  public var countsBytes = false
  /// True to keep no record of a run that changes nothing.
  public var notesOnlyChanges = false

  /// Creates the default options.
  public init() {}
}
