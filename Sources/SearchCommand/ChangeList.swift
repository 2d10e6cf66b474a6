internal import Ingest

/// The changes of a run for people: a line for each file that is an article, or holds some.
struct ChangeList {
  private struct Changes {
    var added = 0
    var updated = 0
    var removed = 0
    /// The only article's location.
    var location = ""

    var count: Int { added + updated + removed }
  }

  private var file = ""
  private var changes = Changes()

  /// Takes what became of an article or file; returns the lines that are complete.
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

  /// The line of the last file.
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
