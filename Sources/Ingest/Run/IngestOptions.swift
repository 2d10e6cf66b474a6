public import Formats

/// What a run of the ingester is to do beside reading what is new or changed.
public struct IngestOptions: Sendable {
  /// How the files of what is named are read; as the last time where it is `nil`.
  public var settings: ReaderSettings?
  /// True if articles are removed whose files are gone.
  public var prunes = false
  /// True if that is done even where a root is missing or more than half of it is gone.
  public var isForced = false
  /// True if nothing is written and changes are only reported.
  public var isDryRun = false
  /// True if files are read that did not change.
  public var rereads = false
  /// Files that belong to the run, such as its report, and are not to be read.
  public var ownFiles: [String] = []
  /// True if the bytes that are to be looked at are counted, beside a run that takes longer than a
  /// second.
  public var countsBytes = false
  /// True if a run that changes nothing leaves no note of itself.
  public var notesOnlyChanges = false

  /// Creates the options of a plain run.
  public init() {}
}
