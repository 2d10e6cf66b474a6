import Foundation
import TestSupport
import Testing

/// Copies of articles in the output of the real program.
struct CopiesCommandTests {
  /// Two snapshots of a feed and a copy of the first one, each with the items 17 and 18.
  private static let database = Result { () throws -> TemporaryFolder in
    let folder = try TemporaryFolder(isShared: true)
    for (name, version) in [("copy.xml", "first"), ("a.xml", "first"), ("b.xml", "second")] {
      let items = [("17", "harbour closed, says the \(version) report"), ("18", "harbour mail")]
        .map { id, text in
          """
          <item><title>Item \(id)</title><guid isPermaLink="false">n-\(id)</guid>
          <link>https://example.com/\(id)</link><description>The \(text).</description></item>
          """
        }
      _ = try folder.write(
        name, "<rss version=\"2.0\"><channel><title>News</title>\(items.joined())</channel></rss>")
    }
    let run = try run(
      Project.search, ["ingest", "copy.xml", "a.xml", "b.xml", "--database", "a.db"],
      in: folder.path)
    #expect(run.status == 0)
    return folder
  }

  private func search(_ arguments: String...) throws -> CommandResult {
    try run(
      Project.search, ["harbour"] + arguments + ["--database", "a.db"],
      in: Self.database.get().path)
  }

  @Test func `the newest version is shown, with the number of its copies`() throws {
    for order in ["relevance", "newest", "oldest"] {
      let text = try search("--sort", order).output
      #expect(text.contains("says the second report") && !text.contains("says the first report"))
      #expect(text.components(separatedBy: "passage 1 · and 2 copies\n").count == 3)
      #expect(text.hasSuffix("\n\n6 articles, copies included\n"))
    }
    let first = try search("-n", "1").output
    #expect(first.hasSuffix("\n\n1 of 6 articles (more: --offset 1)\n"))
    #expect(try search("--count").output == "6\n")
  }

  @Test func `each format says what is folded`() throws {
    #expect(try search("--json").output.components(separatedBy: "\"copies\" : [").count == 3)
    #expect(try search("--format", "html").output.contains("and 2 copies"))
    #expect(try search("--format", "markdown").output.contains("and 2 copies"))
    #expect(try search("--format", "paths").output.split(separator: "\n").count == 2)
    for option in ["--plain", "--passages"] {
      let lines = try search(option, "--format", "csv").output.split(separator: "\n")
      #expect(lines.count { $0.contains("n-1") } == 6, "\(option)")
    }
  }

  @Test func `a run lists articles with the same text`() throws {
    let folder = try TemporaryFolder()
    for name in ["a.txt", "b.txt"] { try folder.write(name, "Report\n\nThe harbour is closed.\n") }
    #expect(
      try run(Project.search, ["ingest", "a.txt", "b.txt", "-d", "a.db"], in: folder.path).status
        == 0)
    for (format, count) in [("trec", 2), ("paths", 1)] {
      let found = try run(
        Project.search, ["harbour", "--format", format, "-d", "a.db"], in: folder.path)
      #expect(found.output.split(separator: "\n").count == count)
    }
  }
}
