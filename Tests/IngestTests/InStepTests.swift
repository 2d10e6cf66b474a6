import Archive
import Foundation
@testable import Formats
import Ingest
import TestSupport
import Testing

/// Runs on files that are new, changed, renamed or missing since the last run.
struct InStepTests {
  private let test: TestArchive
  private var folder: TemporaryFolder { test.folder }
  private var root: String { folder.path("in") }

  init() throws {
    test = try TestArchive()
    for name in ["a", "b", "c", "d"] {
      try folder.write("in/\(name).txt", "Title \(name)\n\nText.")
    }
    try folder.write("in/many.jsonl", lines(["x", "y", "z"]))
  }

  private func lines(_ names: [String], text: String = "Text") -> String {
    names.map { "{\"id\": \"\($0)\", \"title\": \"T\($0)\", \"text\": \"\(text) \($0).\"}\n" }
      .joined()
  }

  @discardableResult
  private func run(
    _ paths: [String]? = nil, _ change: (inout IngestOptions) -> Void = { _ in }
  ) throws -> (summary: IngestSummary, entries: [IngestEntry]) {
    var options = IngestOptions()
    change(&options)
    return try test.ingest(paths ?? [root], options)
  }

  @Test func `files that did not change are not opened`() throws {
    #expect(try run().summary.counts.added == 7)
    let rows = try test.rows()
    // An unreadable file would be reported if it were opened.
    let (summary, entries) = try run()
    #expect(summary.counts.files == 5 && summary.filesRead == 0 && summary.articles == 0)
    #expect(entries.map(\.outcome) == Array(repeating: .unchanged, count: 5))
    #expect(try test.rows() == rows)
  }

  @Test func `a file that was only touched is not stored again`() throws {
    try run()
    let past = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)]
    try FileManager.default.setAttributes(past, ofItemAtPath: folder.path("in/a.txt"))
    let (summary, _) = try run()
    #expect(summary.filesRead == 0 && summary.counts.files == 5)
  }

  @Test func `a change that leaves size and time unchanged is found`() throws {
    try run()
    let path = folder.path("in/a.txt")
    let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.write(contentsOf: Data("Other".utf8))
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: date as Any], ofItemAtPath: path)
    let (summary, _) = try run()
    #expect(summary.counts.updated == 1 && summary.filesRead == 1)
  }

  @Test func `a record that was removed from its file is removed from the archive`() throws {
    try run()
    try folder.write("in/many.jsonl", lines(["x", "z", "new"]))
    let (summary, entries) = try run()
    #expect(summary.counts.added == 1 && summary.counts.unchanged == 2)
    #expect(summary.counts.removed == 1 && summary.filesRead == 1)
    let removed = entries.filter { $0.outcome == .removed }.map { test.short($0.location) }
    #expect(removed == ["in/many.jsonl#y"])
    #expect(try test.articles().count == 7)
    try test.expectSound("a record is gone")
  }

  @Test func `a file that has become empty loses no articles`() throws {
    try run()
    try folder.write("in/many.jsonl", "")
    let (summary, _) = try run()
    #expect(summary.counts.failed == 0 && summary.counts.removed == 0)
    #expect(summary.counts.skipped == 1)
    #expect(try test.articles().count == 7)
  }

  @Test func `records that fail are reported once and only counted afterwards`() throws {
    try folder.write("in/many.jsonl", lines(["x"]) + "nonsense\n" + lines(["y"]))
    #expect(try run().summary.counts.failed == 1)
    let again = try run().summary
    #expect(again.counts.failed == 0 && again.knownFailures == 1)
    #expect(try run { $0.rereads = true }.summary.counts.failed == 1)
  }

  @Test func `renamed files and folders keep their articles`() throws {
    try folder.write("in/sub/e.txt", "Title e\n\nText.")
    try run()
    let ids = try test.passageIDs()
    try folder.move("in/a.txt", to: "in/renamed.txt")
    try folder.move("in/many.jsonl", to: "in/more.jsonl")
    try folder.move("in/sub", to: "in/other")
    let (summary, entries) = try run { $0.prunes = true }
    #expect(summary.counts.renamed == 3 && summary.filesRead == 0 && summary.counts.removed == 0)
    #expect(summary.counts.added == 0 && summary.gone == 0)
    let new = try test.passageIDs()
    #expect(new["in/renamed.txt"] == ids["in/a.txt"] && new["in/a.txt"] == nil)
    #expect(new["in/more.jsonl#y"] == ids["in/many.jsonl#y"])
    #expect(new["in/other/e.txt"] == ids["in/sub/e.txt"])
    let articles = try test.articles()
    #expect(articles["in/more.jsonl#y"]?.docno == "y")
    #expect(articles["in/renamed.txt"]?.docno == folder.path("in/renamed.txt"))
    let renamed = entries.first { test.short($0.location) == "in/renamed.txt" }
    #expect(renamed?.outcome == .renamed(from: folder.path("in/a.txt")))
    try test.expectSound("renamed")
    #expect(try run().summary.counts.renamed == 0)
  }

  @Test func `a renamed or moved root keeps its settings, files and articles`() throws {
    let settings = ReaderSettings(fieldNames: ["title": "kicker"])
    try folder.write("in/many.jsonl", "{\"id\": 1, \"kicker\": \"K\", \"text\": \"x\"}")
    try folder.write("in/sub/e.txt", "Title e\n\nText.")
    try run { $0.settings = settings }
    let ids = try test.passageIDs()
    for (old, new) in [("in", "renamed"), ("renamed", "elsewhere/deep")] {
      try folder.write("elsewhere/other.txt", "")
      try folder.move(old, to: new)
      let (summary, entries) = try run([folder.path(new)]) { $0.prunes = true }
      #expect(summary.counts.renamed == 6 && summary.filesRead == 0 && summary.counts.files == 6)
      #expect(summary.goneRoots == [] && summary.gone == 0 && summary.counts.removed == 0)
      #expect(entries.first?.outcome == .renamed(from: folder.path(old)))
      let moved = try test.passageIDs()
      #expect(Set(moved.keys) == Set(ids.keys.map { new + $0.dropFirst(2) }))
      #expect(moved["\(new)/sub/e.txt"] == ids["in/sub/e.txt"])
      let article = try test.articles()["\(new)/sub/e.txt"]
      #expect(article?.docno == folder.path("\(new)/sub/e.txt"))
      let roots = try test.archive.roots().map(\.root)
      #expect(roots.map(\.path) == [folder.path(new)] && roots[0].settings == settings.stored)
      try test.expectSound("moved to \(new)")
      #expect(try run([]).summary.counts.hasChanges == false)
    }
  }

  @Test func `a root copied to another disk is recognized by its bytes`() throws {
    try run()
    for name in ["a.txt", "b.txt", "c.txt", "d.txt", "many.jsonl"] {
      try folder.write("copy/\(name)", folder.bytes("in/\(name)"))
    }
    try folder.remove("in")
    let (summary, _) = try run([folder.path("copy")])
    #expect(summary.filesRead == 0 && summary.counts.renamed == 5 && summary.counts.added == 0)
    #expect(try test.archive.roots().map { test.short($0.root.path) } == ["copy"])
  }

  @Test func `another folder is not taken for a root that is gone`() throws {
    try run()
    try folder.move("in", to: "gone")
    try folder.write("new/a.txt", "Title new\n\nText.")
    try folder.write("new/b.txt", "Title b\n\nText.")
    let (summary, _) = try run([folder.path("new")])
    // One of five files was moved.
    #expect(summary.counts.added == 1 && summary.counts.renamed == 1)
    #expect(Set(try test.archive.roots().map { test.short($0.root.path) }) == ["in", "new"])
    #expect(try run([]).summary.goneRoots == [root])
  }

  @Test func `new roots that give no article are not remembered`() throws {
    try folder.write("none/README.md", "# About\n\nText.")
    try folder.write("none/photo.jpg", "\u{0}\u{1}")
    try folder.write("bad.json", "{")
    let (summary, _) = try run([root, folder.path("none"), folder.path("bad.json")])
    #expect(summary.emptyRoots.map { test.short($0) } == ["none", "bad.json"])
    #expect(try test.archive.roots().map { test.short($0.root.path) } == ["in"])
    let again = try run([]).summary
    #expect(again.counts.failed == 0 && again.emptyRoots == [])
  }

  @Test func `a gone root is named until it is forgotten or pruned`() throws {
    try run()
    try folder.move("in", to: "elsewhere")
    #expect(try run([]).summary.goneRoots == [root])
    #expect(try run([]) { $0.prunes = true }.summary.goneRoots == [root])
    #expect(
      try run([]) {
        $0.prunes = true
        $0.isForced = true
      }.summary.goneRoots == [])
    #expect(try test.archive.roots().isEmpty)
  }

  @Test func `files that are gone are named, except those without articles`() throws {
    try run()
    for name in ["in/a.txt", "in/b.txt"] { try folder.remove(name) }
    let id = try #require(try test.archive.articleIDs(from: folder.path("in/b.txt")).first)
    let writer = ArticleWriter(archive: test.archive)
    #expect(try writer.remove(articleID: id) == 1 && writer.remove(articleID: id) == nil)
    try writer.commit()
    let summary = try run().summary
    #expect(summary.gone == 1 && summary.goneFiles == [folder.path("in/a.txt")])
    try test.expectSound("removed by hand")
  }

  @Test func `a copy is not a rename, nor is a file that replaces another`() throws {
    try run()
    try folder.write("in/copy.txt", "Title a\n\nText.")
    #expect(try run().summary.counts.added == 1)
    // b.txt is renamed to a.txt, which had a different article.
    try folder.remove("in/a.txt")
    try folder.move("in/b.txt", to: "in/a.txt")
    let (summary, _) = try run { $0.prunes = true }
    #expect(summary.counts.updated == 1 && summary.counts.removed == 1)
    #expect(try test.articles()["in/a.txt"]?.title == "Title b")
    try test.expectSound("a name that is taken")
  }

  @Test func `articles of missing files are reported, and removed if requested`() throws {
    try run()
    try folder.remove("in/a.txt")
    try folder.remove("in/many.jsonl")
    #expect(try run().summary.gone == 2)
    #expect(try test.articles().count == 7)
    let (summary, entries) = try run { $0.prunes = true }
    #expect(summary.counts.removed == 4 && summary.gone == 0)
    #expect(entries.filter { $0.outcome == .removed }.count == 4)
    #expect(try test.articles().keys.sorted() == ["in/b.txt", "in/c.txt", "in/d.txt"])
    try test.expectSound("pruned")
    #expect(try run { $0.prunes = true }.summary.counts.removed == 0)
  }

  @Test func `more than half of a root is removed only with force`() throws {
    try run()
    for name in ["a.txt", "b.txt", "many.jsonl"] { try folder.remove("in/\(name)") }
    let refused = try run { $0.prunes = true }.summary
    #expect(refused.counts.removed == 0 && refused.gone == 3)
    #expect(refused.refusedPrunes.map(\.gone) == [3] && refused.refusedPrunes.map(\.files) == [5])
    try folder.move("in", to: "elsewhere")
    let missing = try run { $0.prunes = true }.summary
    #expect(missing.counts.removed == 0 && missing.counts.failed == 1)
    #expect(missing.refusedPrunes.count == 1)
    #expect(try test.articles().count == 7)
    let forced = try run {
      $0.prunes = true
      $0.isForced = true
    }.summary
    #expect(forced.counts.removed == 7)
    #expect(try test.articles().isEmpty)
    try test.expectSound("by force")
  }

  @Test func `only the named paths are checked for missing files`() throws {
    try folder.write("in/sub/e.txt", "Title e\n\nText.")
    try folder.write("in/sub/f.txt", "Title f\n\nText.")
    try run()
    for name in ["in/sub/e.txt", "in/a.txt"] { try folder.remove(name) }
    #expect(try run([folder.path("in/b.txt")]).summary.gone == 0)
    #expect(try run([folder.path("in/sub")]).summary.gone == 1)
    let (summary, entries) = try run([folder.path("in/sub")]) { $0.prunes = true }
    #expect(summary.counts.removed == 1 && summary.gone == 0)
    #expect(entries.contains { test.short($0.location) == "in/sub/e.txt" })
    #expect(try run().summary.gone == 1)
    #expect(try test.archive.roots().count == 1)
  }

  @Test func `a dry run reports all changes and makes none`() throws {
    try run()
    try folder.write("in/new.txt", "New\n\nText.")
    try folder.write("in/a.txt", "Title a\n\nOther text.")
    try folder.write("in/many.jsonl", lines(["x", "z"]))
    try folder.remove("in/b.txt")
    try folder.move("in/c.txt", to: "in/moved.txt")
    let rows = try test.rows()
    let dry = try run {
      $0.isDryRun = true
      $0.prunes = true
    }
    #expect(try test.rows() == rows)
    let real = try run { $0.prunes = true }
    #expect(dry.summary.counts == real.summary.counts)
    #expect(dry.entries == real.entries)
    let counts = real.summary.counts
    #expect(counts.added == 1 && counts.updated == 1 && counts.removed == 2 && counts.renamed == 1)
  }

  @Test func `without paths, everything named before is updated, from any folder`() throws {
    try run([root, folder.path("single.txt")])
    try folder.write("single.txt", "Single\n\nText.")
    try run([folder.path("single.txt"), root])
    try folder.write("single.txt", "Single\n\nOther text.")
    try folder.write("in/a.txt", "Title a\n\nOther text.")
    let (summary, _) = try run([])
    #expect(summary.counts.updated == 2 && summary.counts.files == 6)
    let roots = try test.archive.roots().map { test.short($0.root.path) }
    #expect(roots == ["in", "single.txt"])
  }

  @Test func `settings are remembered, and files read with other settings are read again`() throws {
    try folder.write(
      "in/many.jsonl", "{\"id\": 1, \"kicker\": \"K\", \"title\": \"T\", \"text\": \"x\"}")
    try run()
    let mapped = ReaderSettings(fieldNames: ["title": "kicker"])
    #expect(try run { $0.settings = mapped }.summary.counts.updated == 1)
    #expect(try test.articles()["in/many.jsonl#1"]?.title == "K")
    #expect(try run().summary.filesRead == 0)
    #expect(try run([]).summary.filesRead == 0)
    #expect(try run { $0.settings = ReaderSettings() }.summary.counts.updated == 1)
  }

  @Test func `a root inside another one keeps its settings`() throws {
    try folder.write("in/sub/many.jsonl", "{\"id\": 1, \"kicker\": \"K\", \"text\": \"x\"}")
    let mapped = ReaderSettings(fieldNames: ["title": "kicker"])
    try run([folder.path("in/sub")]) { $0.settings = mapped }
    #expect(try run().summary.counts.added == 7)
    #expect(try test.articles()["in/sub/many.jsonl#1"]?.title == "K")
    #expect(try run([]).summary.filesRead == 0)
    // A file in a known root does not become a root.
    try run([folder.path("in/a.txt")])
    #expect(try test.archive.roots().count == 2)
  }

  @Test func `a stopped run keeps its work, and the next one finishes it`() throws {
    let flag = StopFlag()
    let ingester = Ingester(
      into: test.archive, stopFlag: flag, onEntry: { _ in flag.set() })
    #expect(try ingester.ingest([root]).isStopped)
    try test.expectSound("stopped")
    let summary = try run().summary
    #expect(!summary.isStopped)
    #expect(try test.articles().count == 7)
    let runs = try test.archive.ingestRuns(limit: 10)
    #expect(runs.count == 2 && runs.allSatisfy { $0.endedAt != nil })
    #expect(runs.first?.counts == summary.counts)
  }
}
