internal import Archive
internal import Ingest
internal import Output

/// The summary of a run, for people.
struct IngestSummaryText {
  /// The counts of the run.
  var summary: IngestSummary
  var skipped = SkippedFiles()
  var remarks = ArticleRemarks()
  /// The number of failures that were not listed.
  var hiddenFailures = 0
  /// The first article with an unreadable date.
  var firstUnreadableDate: IngestEntry?
  /// True if nothing was written.
  var isDryRun = false

  /// True if the archive has not changed and no file had to be read.
  private var isUnchanged: Bool {
    !summary.counts.hasChanges && summary.filesRead == 0 && !summary.isStopped
      && summary.counts.files > 0
  }

  /// `15 files read, 3 unchanged: 33 articles added, 2 updated`.
  var work: String {
    let counts = summary.counts
    let read = summary.filesRead
    let unchanged = max(0, counts.files - read - counts.renamed)
    let files =
      read > 0
      ? "\(counted(read, "file")) read" + (unchanged > 0 ? ", \(grouped(unchanged)) unchanged" : "")
      : unchanged > 0 ? "\(counted(unchanged, "file")) unchanged" : "no files read"
    let verbs =
      isDryRun
      ? ["to add", "to update", "unchanged", "to remove"]
      : ["added", "updated", "unchanged", "removed"]
    let numbers = [counts.added, counts.updated, counts.unchanged, counts.removed]
    var parts = zip(numbers, verbs).filter { $0.0 > 0 }.enumerated().map { index, part in
      (index == 0 ? counted(part.0, "article") : grouped(part.0)) + " " + part.1
    }
    if counts.renamed > 0 {
      let verb = isDryRun ? "to rename" : "renamed"
      parts.append("\(counted(counts.renamed, "file")) \(verb), keeping the articles")
    }
    guard !parts.isEmpty else { return read > 0 ? files + ": no articles" : files }
    return files + ": " + parts.joined(separator: ", ")
  }

  /// All sentences, one per line; `holding` describes the archive.
  func lines(holding: String?) -> [String] {
    var lines: [String] = []
    if isUnchanged {
      let files = "\(counted(summary.counts.files, "file")) unchanged"
      lines.append(holding.map { "nothing to do, \(files): \($0)" } ?? "nothing to do, \(files)")
    } else {
      lines.append(work)
      if let sentence = skipped.sentence { lines.append(sentence) }
    }
    lines += troubles + remarks.sentences
    if summary.isStopped {
      lines.append(
        "stopped; the articles read so far are stored; run the same command again to continue")
    }
    if !isUnchanged, let holding { lines.append(holding) }
    return lines
  }

  private var troubles: [String] {
    var lines: [String] = []
    let failed = summary.counts.failed
    if hiddenFailures > 0 {
      lines.append(
        "\(counted(failed, "failure")), the first \(IngestReporter.maxFailures) listed above; "
          + "--verbose lists all, --report FILE writes them to a file")
    } else if failed > 0 {
      lines.append("\(counted(failed, "failure")), listed above")
    }
    if summary.knownFailures > 0 {
      lines.append(
        "\(counted(summary.knownFailures, "failure")) of earlier runs in unchanged files; "
          + "--reread tries again")
    }
    if let first = firstUnreadableDate, let date = first.unreadableDate {
      lines.append(
        "\(counted(summary.unreadableDates, "article")) with an unreadable date, first "
          + "\(printableLine(first.location)): \"\(printableLine(DisplayWidth.cut(date, to: 40)))\""
      )
    }
    let refused = summary.refusedPrunes.reduce(0) { $0 + $1.gone }
    if let sentence = Self.goneFiles(summary.gone - refused) { lines.append(sentence) }
    lines += summary.goneRoots.map { path in
      "\(printableLine(path)) is gone; to stop tracking it: "
        + shellCommand(["search", "ingest", "--forget", path])
    }
    lines += summary.emptyRoots.map { "\(printableLine($0)) gave no article and is not tracked" }
    return lines
  }

  /// A sentence about files that are gone; nil if there are none.
  private static func goneFiles(_ count: Int) -> String? {
    switch count {
    case ...0: nil
    case 1: "1 file is missing, but its articles are still in the archive; --prune removes them"
    default:
      "\(grouped(count)) files are missing, but their articles are still in the archive; --prune "
        + "removes them"
    }
  }

  /// The lines about a run that followed a change to watched files: what changed, and which files
  /// are gone for the first time.
  func changes(newlyGone: [String]) -> [String] {
    let counts = summary.counts
    let hasChanged = counts.added + counts.updated + counts.removed + counts.renamed > 0
    var lines = hasChanged ? [work] : []
    if newlyGone.count == 1, let file = newlyGone.first {
      lines.append(
        "\(printableLine(file)) is gone, but its articles are still in the archive; --prune removes "
          + "them")
    } else if let sentence = Self.goneFiles(newlyGone.count) {
      lines.append(sentence)
    }
    return lines
  }
}

extension IngestSummary.RefusedPrune {
  /// The sentence that tells a person why nothing was removed.
  var sentence: String {
    "\(printable(path)): \(grouped(gone)) of \(counted(files, "file")) "
      + "\(gone == 1 ? "is" : "are") missing, so nothing was removed; --force removes their articles"
  }
}
