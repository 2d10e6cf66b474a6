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
    var skipped = SkippedFiles()
    skipped.add("a.mht", .otherKind)
    var sentences = IngestSummaryText(summary: summary(files: 15), skipped: skipped)
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

  @Test func `gone roots are named with the command that forgets them`() {
    var summary = summary(files: 3)
    summary.goneRoots = ["a b"]
    summary.emptyRoots = ["photos\u{1B}"]
    #expect(
      IngestSummaryText(summary: summary).lines(holding: "H").dropFirst() == [
        "a b is gone; to stop tracking it: search ingest --forget 'a b'",
        "photos gave no article and is not tracked",
      ])
  }

  @Test func `a run after a change says what changed and what is gone`() {
    var summary = summary(files: 3, read: 1, updated: 1)
    #expect(
      IngestSummaryText(summary: summary).changes(newlyGone: []) == [
        "1 file read, 2 unchanged: 1 article updated"
      ])
    summary.counts.updated = 0
    let text = IngestSummaryText(summary: summary)
    #expect(
      text.changes(newlyGone: ["a"]) == [
        "a is gone, but its articles are still in the archive; --prune removes them"
      ])
    #expect(text.changes(newlyGone: ["a", "b"]).first?.hasPrefix("2 files are missing") == true)
  }

  @Test func `a summary can report everything at once`() {
    var summary = summary(files: 9, read: 9, added: 5, failed: 134)
    summary.unreadableDates = 2
    summary.isStopped = true
    let first = IngestEntry(
      "in/a.jsonl#7", file: "in/a.jsonl", line: 7, .added, unreadableDate: "31 Febuary\u{1B}[31m")
    var skipped = SkippedFiles()
    for (name, reason) in [
      ("a.mht", .otherKind), ("b.MHT", .otherKind), ("a.b/c", .otherKind),
      ("README", .describesFolder),
      ("a.db", .archive), ("b.db", .archive), ("r.jsonl", .ownFile), ("e.txt", .empty),
    ] as [(String, IngestEntry.SkipReason)] {
      skipped.add(name, reason)
    }
    let sentences = IngestSummaryText(
      summary: summary, skipped: skipped, hiddenFailures: 114, firstUnreadableDate: first)
    #expect(
      sentences.lines(holding: "H") == [
        "9 files read: 5 articles added",
        "8 files skipped: 2 .mht, 1 without an extension, 1 README, 2 Pressmark archives, "
          + "1 written by this run, 1 empty",
        "134 failures, the first 20 listed above; --verbose lists all, --report FILE writes them "
          + "to a file",
        "2 articles with an unreadable date, first in/a.jsonl#7: \"31 Febuary[31m\"",
        "stopped; the articles read so far are stored; run the same command again to continue", "H",
      ])
  }

  @Test func `skipped files are counted by extension, the most frequent first`() {
    var skipped = SkippedFiles()
    #expect(skipped.sentence == nil)
    let counts = ["mht": 12, "rtf": 9, "a": 4, "b": 4, "c": 3, "d": 2, "e": 2, "f": 1]
    for (name, count) in counts {
      for number in 0..<count { skipped.add("in/x.y/\(number).\(name)", .otherKind) }
    }
    for name in ["in/README.first draft", "in/noending", "in/.x", "in/x.\u{1B}[31m", "in/x."] {
      skipped.add(name, .otherKind)
    }
    #expect(
      skipped.sentence == "42 files skipped: 12 .mht, 9 .rtf, 4 .a, 4 .b, 3 .c, 2 .d, "
        + "3 of other kinds, 5 without an extension")
  }

  @Test func `repaired articles and articles without a text are counted`() {
    var remarks = ArticleRemarks()
    #expect(remarks.sentences.isEmpty)
    var notes = ReaderNotes()
    notes.repair = Repair(.ampersand, line: 1_200, count: 4)
    remarks.add(IngestEntry("a.rss#1", file: "a.rss", .added, notes: notes))
    #expect(
      remarks.sentences == [
        "1 article repaired: a.rss#1: line 1,200: an ampersand that is not &amp;, and 3 more faults"
      ])
    notes.repair = Repair(.zeroByte, line: nil)
    remarks.add(IngestEntry("b.txt", file: "b.txt", .added, hasText: false, notes: notes))
    #expect(
      remarks.sentences == [
        "2 articles repaired, --report FILE lists them; the first is a.rss#1: line 1,200: an "
          + "ampersand that is not &amp;, and 3 more faults",
        "1 article has no text",
      ])
    remarks = ArticleRemarks()
    for number in 0..<12 {
      notes = ReaderNotes()
      notes.unreadFields = number < 3 ? ["foo", "body_x"] : ["body_x"]
      remarks.add(IngestEntry("a#\(number)", file: "a", .added, hasText: false, notes: notes))
    }
    #expect(
      remarks.sentences == [
        "12 articles have no text; fields not read: body_x (12), foo (3); to read one as the text: "
          + "--map text=body_x"
      ])
  }

  @Test(arguments: Repair.Fault.allCases) func `every fault has words`(fault: Repair.Fault) throws {
    var notes = ReaderNotes()
    notes.repair = Repair(fault, line: 3)
    let line = ReportLine(IngestEntry("a", file: "a", .added, notes: notes)).text
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(object?["repaired"] as? String == "line 3: " + fault.words)
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
