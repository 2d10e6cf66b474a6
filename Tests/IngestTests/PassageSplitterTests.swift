import Archive
@testable import Ingest
import Testing

struct PassageSplitterTests {
  @Test func `a short text is one passage`() {
    #expect(
      PassageSplitter.passages(of: "One.\n\nTwo.") == [Passage(start: 0, text: "One.\n\nTwo.")])
  }
}
