import Archive
import Formats
@testable import Ingest
import SQLite
import TestSupport
import Testing

struct ReadingThreadTests {
  @Test func `an error of the archive is passed on as the last step`() throws {
    let test = try TestArchive()
    try test.folder.write("in/a.txt", "Title\n\nText.")
    let archive = try Archive.open(readingFrom: test.archive.path, evenWithoutRanges: true)
    try test.archive.connection.run("ALTER TABLE files RENAME TO other_files")
    let path = test.folder.path("in")
    let root = Root(path: path, absolutePath: path, settings: ReaderSettings().stored)
    var steps: [ReadStep] = []
    let thread = ReadingThread(
      roots: [(nil, root)], archive: archive, selection: FileSelection(own: []), rereads: false,
      stopFlag: StopFlag(),
      give: { batch, _ in
        steps += batch
        return true
      })
    thread.read(first: 1)
    guard case .lookupFailure = steps.last else {
      Issue.record("the steps are \(steps)")
      return
    }
  }
}
