import Formats
import Archive
import Foundation
import TestSupport
import Testing

@testable import Ingest
@testable import Output
@testable import SearchCommand

/// The report at the end of a run.
struct IngestSummaryTextTests {
  private func summary(
    files: Int, read: Int = 0, added: Int = 0, updated: Int = 0, unchanged: Int = 0,
    removed: Int = 0, renamed: Int = 0, failed: Int = 0
  ) -> IngestSummary {
    var summary = IngestSummary()
    summary.counts.files = files
    summary.filesRead = read
    summary.counts.added = added
    summary.counts.updated = updated
    summary.counts.unchanged = unchanged
    summary.counts.removed = removed
    summary.counts.renamed = renamed
    summary.counts.failed = failed
    return summary
  }

  @Test func `a run is summarized in one sentence`() {
    func work(_ summary: IngestSummary, isDryRun: Bool = false) -> String {
      IngestSummaryText(summary: summary, isDryRun: isDryRun).work
    }
    #expect(work(summary(files: 15, read: 15, added: 33)) == "15 files read: 33 articles added")
    #expect(
      work(summary(files: 15, read: 1, added: 1, updated: 2, unchanged: 4, removed: 1_000))
        == "1 file read, 14 unchanged: 1 article added, 2 updated, 4 unchanged, 1,000 removed")
    #expect(work(summary(files: 3, removed: 2)) == "3 files unchanged: 2 articles removed")
    #expect(
      work(summary(files: 3, renamed: 1))
        == "2 files unchanged: 1 file renamed, keeping the articles")
    #expect(work(summary(files: 1, read: 1)) == "1 file read: no articles")
    #expect(work(summary(files: 0, failed: 1)) == "no files read")
    #expect(
      work(summary(files: 9, read: 2, added: 1, updated: 1, removed: 3, renamed: 2), isDryRun: true)
        == "2 files read, 5 unchanged: 1 article to add, 1 to update, 3 to remove, "
        + "2 files to rename, keeping the articles")
  }

  @Test func `a run without changes is one line, followed by what is left to do`() {
    var sentences = IngestSummaryText(summary: summary(files: 15), skipped: [.otherKind: 3])
    #expect(
      sentences.lines(holding: "a.db holds 33 articles")
        == ["nothing to do, 15 files unchanged: a.db holds 33 articles"])
    sentences.summary.knownFailures = 2
    sentences.summary.gone = 1
    #expect(
      sentences.lines(holding: "H").dropFirst() == [
        "2 failures of earlier runs in unchanged files; --reread tries again",
        "1 file is missing, but its articles are still in the archive; --prune removes them",
      ])
    // There is a separate sentence if pruning was refused.
    sentences.summary.gone = 8
    sentences.summary.refusedPrunes = [.init(path: "in", gone: 8, files: 9)]
    #expect(sentences.lines(holding: "H").count == 2)
    #expect(
      sentences.summary.refusedPrunes.first?.sentence
        == "in: 8 of 9 files are missing, so nothing was removed; --force removes their articles"
    )
  }

  @Test func `a summary can report everything at once`() {
    var summary = summary(files: 9, read: 9, added: 5, failed: 134)
    summary.unreadableDates = 2
    summary.isStopped = true
    let first = IngestEntry(
      "in/a.jsonl#7", file: "in/a.jsonl", line: 7, .added, unreadableDate: "31 Febuary\u{1B}[31m")
    let sentences = IngestSummaryText(
      summary: summary, skipped: [.otherKind: 3, .describesFolder: 1, .archive: 2, .ownFile: 1],
      hiddenFailures: 114, firstUnreadableDate: first)
    #expect(
      sentences.lines(holding: "H") == [
        "9 files read: 5 articles added",
        "7 files skipped: 3 of other kinds, 1 README, 2 Pressmark archives, "
          + "1 written by this run",
        "134 failures, the first 20 listed above; --verbose lists all, --report FILE writes them "
          + "to a file",
        "2 articles with an unreadable date, first in/a.jsonl#7: \"31 Febuary[31m\"",
        "stopped; the articles read so far are stored; run the same command again to continue", "H",
      ])
  }

  @Test func `verbose output lists changes by file`() {
    var list = ChangeList()
    var lines: [String] = []
    func take(_ location: String, _ file: String, _ outcome: IngestEntry.Outcome) {
      lines += list.take(IngestEntry(location, file: file, outcome))
    }
    take("a.txt", "a.txt", .added)
    take("b.txt", "b.txt", .unchanged)
    take("m.jsonl#1", "m.jsonl", .added)
    take("m.jsonl#2", "m.jsonl", .unchanged)
    take("m.jsonl#3", "m.jsonl", .added)
    take("m.jsonl#4", "m.jsonl", .updated)
    take("m.jsonl#5", "m.jsonl", .removed)
    take("new\u{1B}.txt", "new\u{1B}.txt", .renamed(from: "old.txt"))
    take("one.jsonl#1", "one.jsonl", .updated)
    take("-", "-", .added)
    lines += list.finish()
    #expect(
      lines == [
        "added a.txt", "m.jsonl: 2 added, 1 updated, 1 removed", "renamed old.txt -> new.txt",
        "one.jsonl: 1 updated", "standard input: 1 added",
      ])
  }

  @Test func `lines of a report have their members in order and leave out unknown ones`()
    throws
  {
    func line(_ entry: IngestEntry) throws -> String {
      let text = ReportLine(entry).text
      #expect((try JSONSerialization.jsonObject(with: Data(text.utf8))) is [String: Any])
      #expect(text.hasSuffix("}\n") && text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
      return String(text.dropLast())
    }
    #expect(
      try line(IngestEntry("a", file: "a", .unchanged))
        == #"{"version":1,"location":"a","outcome":"unchanged"}"#)
    #expect(
      try line(IngestEntry("a", file: "a", line: 3, .failed(.empty)))
        == #"{"version":1,"location":"a","outcome":"failed","reason":"there is no text in it","#
        + #""line":3}"#)
    #expect(
      try line(IngestEntry("b", file: "b", .renamed(from: "a")))
        == #"{"version":1,"location":"b","outcome":"renamed","from":"a"}"#)
    let hostile = "\u{1B}[31m \"\\ \u{7}\n\u{202E}\u{85}\u{2028} ö\u{1F600}"
    let escaped = try line(IngestEntry(hostile, file: "x", .added, unreadableDate: hostile))
    let object = try JSONSerialization.jsonObject(with: Data(escaped.utf8)) as? [String: Any]
    #expect(object?["location"] as? String == hostile)
    #expect(object?["unreadable_date"] as? String == hostile)
    #expect(!escaped.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0x85 })
  }
}
