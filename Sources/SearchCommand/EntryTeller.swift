internal import Ingest

/// Tells people what becomes of articles and files while a run goes on, and counts what is told in
/// the end.
final class EntryTeller {
  /// So many failures are listed, unless all are to be.
  static let mostFailures = 20
  /// So many failures are remembered, not to be told twice.
  private static let mostRemembered = 10_000

  /// Files that are not read, by why.
  private(set) var skipped: [IngestEntry.SkipReason: Int] = [:]
  /// The failures that were not listed.
  private(set) var hiddenFailures = 0
  /// The first article with a date that cannot be read.
  private(set) var firstUnreadableDate: IngestEntry?

  private let listsAllFailures: Bool
  /// Takes the lines of what changed; nothing where they are not wanted.
  private let onChange: ((String) -> Void)?
  private let onFailure: (String) -> Void
  private var changes = ChangeList()
  private var failures = 0
  /// What was told in runs before this one.
  private var told: Set<String>?

  /// - Parameters:
  ///   - listsAllFailures: Whether more than the first failures are listed.
  ///   - isOneOfMany: Whether runs follow each other, in which a failure is told once.
  ///   - onChange: Takes a line for each file that changed, where they are wanted.
  ///   - onFailure: Takes a sentence for each failure.
  init(
    listsAllFailures: Bool, isOneOfMany: Bool = false, onChange: ((String) -> Void)?,
    onFailure: @escaping (String) -> Void
  ) {
    self.listsAllFailures = listsAllFailures
    self.onChange = onChange
    self.onFailure = onFailure
    told = isOneOfMany ? [] : nil
  }

  /// Begins to count anew.
  func beginRun() {
    skipped = [:]
    hiddenFailures = 0
    firstUnreadableDate = nil
    failures = 0
  }

  /// Takes what became of an article or a file.
  func take(_ entry: IngestEntry) {
    if let onChange { changes.take(entry).forEach(onChange) }
    if entry.unreadableDate != nil, firstUnreadableDate == nil { firstUnreadableDate = entry }
    switch entry.outcome {
    case .skipped(let reason): skipped[reason, default: 0] += 1
    case .failed: if let error = entry.error { fail(error.sentence) }
    default: break
    }
  }

  /// Tells what is left to be told of a run.
  func endRun() {
    if let onChange { changes.finish().forEach(onChange) }
  }

  private func fail(_ sentence: String) {
    if told?.contains(sentence) == true { return }
    if let count = told?.count, count < Self.mostRemembered { told?.insert(sentence) }
    failures += 1
    guard listsAllFailures || failures <= Self.mostFailures else {
      hiddenFailures += 1
      return
    }
    onFailure(sentence)
  }
}
