internal import Formats
internal import Ingest
internal import Output

/// Reports failures and changes during a run, and collects for the summary everything that was not
/// reported.
final class IngestReporter {
  /// The maximum number of failures that are listed by default.
  static let maxFailures = 20
  /// The maximum number of failures that are remembered so that they are not reported twice.
  private static let maxRemembered = 10_000

  private(set) var skipped = SkippedFiles()
  private(set) var remarks = ArticleRemarks()
  /// The number of failures that were not listed.
  private(set) var hiddenFailures = 0
  /// The first article with an unreadable date.
  private(set) var firstUnreadableDate: IngestEntry?

  private let listsAllFailures: Bool
  /// Prints a line for a change; nil to print none.
  private let onChange: ((String) -> Void)?
  private let onFailure: (String) -> Void
  private var changes = ChangeList()
  private var failures = 0
  /// The failures found so far in a series of runs; nil if there is only one run.
  private var reported: Set<String>?

  /// - Parameters:
  ///   - listsAllFailures: True to list all failures, and not only the first ones.
  ///   - isOneOfMany: True to report each failure once in a series of runs.
  ///   - onChange: Prints a line for each file that changed; nil to print none.
  ///   - onFailure: Prints a sentence for each failure.
  init(
    listsAllFailures: Bool, isOneOfMany: Bool = false, onChange: ((String) -> Void)?,
    onFailure: @escaping (String) -> Void
  ) {
    self.listsAllFailures = listsAllFailures
    self.onChange = onChange
    self.onFailure = onFailure
    reported = isOneOfMany ? [] : nil
  }

  /// Resets the counts.
  func beginRun() {
    skipped = SkippedFiles()
    remarks = ArticleRemarks()
    hiddenFailures = 0
    firstUnreadableDate = nil
    failures = 0
  }

  /// Reports the outcome for an article or a file.
  func report(_ entry: IngestEntry) {
    if let onChange { changes.take(entry).forEach(onChange) }
    if entry.unreadableDate != nil, firstUnreadableDate == nil { firstUnreadableDate = entry }
    remarks.add(entry)
    if listsAllFailures, let repair = entry.notes.repair {
      onChange?("repaired \(printableLine(entry.location)): \(repair.words)")
    }
    switch entry.outcome {
    case .skipped(let reason): skipped.add(entry.location, reason)
    case .failed: if let error = entry.error { fail(error.sentence) }
    default: break
    }
  }

  /// Reports the remaining changes of a run.
  func endRun() {
    if let onChange { changes.finish().forEach(onChange) }
  }

  private func fail(_ sentence: String) {
    if reported?.contains(sentence) == true { return }
    if let count = reported?.count, count < Self.maxRemembered { reported?.insert(sentence) }
    failures += 1
    guard listsAllFailures || failures <= Self.maxFailures else {
      hiddenFailures += 1
      return
    }
    onFailure(sentence)
  }
}

/// The changes of a run, for people: a line for each file.
struct ChangeList {
  private struct Changes {
    var added = 0
    var updated = 0
    var removed = 0
    /// The location of the last article.
    var location = ""

    var count: Int { added + updated + removed }
  }

  private var file = ""
  private var changes = Changes()

  /// Adds the outcome for an article or file, and returns the lines that are complete.
  mutating func take(_ entry: IngestEntry) -> [String] {
    var lines = entry.file == file ? [] : finish()
    file = entry.file
    switch entry.outcome {
    case .added: changes.added += 1
    case .updated: changes.updated += 1
    case .removed: changes.removed += 1
    case .renamed(let old):
      lines.append("renamed \(printableLine(old)) -> \(printableLine(entry.location))")
      return lines
    case .unchanged, .skipped, .failed: return lines
    }
    changes.location = entry.location
    return lines
  }

  /// Returns the line of the last file.
  mutating func finish() -> [String] {
    defer { changes = Changes() }
    let parts = [
      (changes.added, "added"), (changes.updated, "updated"), (changes.removed, "removed"),
    ].filter { $0.0 > 0 }
    guard let first = parts.first else { return [] }
    let name = printableLine(file == "-" ? "standard input" : file)
    if changes.count == 1, changes.location == file, file != "-" { return ["\(first.1) \(name)"] }
    return [name + ": " + parts.map { "\(grouped($0.0)) \($0.1)" }.joined(separator: ", ")]
  }
}
