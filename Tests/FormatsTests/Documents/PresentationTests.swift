@testable import Formats
import Testing
import TestSupport

@Suite(.enabled(if: Project.hasPython, "no python3"))
struct PresentationTests {
  @Test(arguments: [true, false])
  func `slides are read in order with their notes`(hasName: Bool) throws {
    let files = try ContainerFiles()
    try files.make("slides")
    let read = ReadRecords(
      try InputFile(path: files.folder.path("a.pptx")).stream, named: hasName ? "a.pptx" : "-")
    let draft = try #require(read.drafts.first)
    #expect(read.drafts.count == 1 && read.end == nil)
    #expect(draft.title == "The tide waits" && draft.author == "Ada Quill")
    #expect(draft.published == "2021-10-18T09:30:00Z")
    #expect(
      draft.text.split(separator: "\n").map(String.init) == [
        "for nobody", "Speak slowly.", "## Ebb", "It falls", "twice & again", "## Last", "Ten",
      ])
  }

  @Test func `a presentation without slides is a failure`() throws {
    let read = ReadRecords("PK\u{3}\u{4}", named: "a.pptx")
    #expect(read.drafts.isEmpty && (read.end != nil || !read.failures.isEmpty))
  }
}
