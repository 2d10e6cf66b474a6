import Formats
import Foundation
import Testing
import TestSupport

@testable import Ingest

/// The program with worker processes that fail, hang or lie.
///
/// The worker here is a script that speaks the protocol, and does what the location of the file says.
struct RemoteReaderTests {
  private let folder: TemporaryFolder
  private let program: String

  init() throws {
    folder = try TemporaryFolder()
    let script = Project.path + "/Tests/IngestTests/Worker/fake_worker.py"
    program = try folder.write("worker", String(contentsOfFile: script, encoding: .utf8))
    try folder.setMode(0o755, of: "worker")
  }

  /// What was passed on about some files.
  private struct Found: Equatable {
    var records: [String] = []
    var failures: [String] = []
    var ends: [String] = []
  }

  private func read(_ locations: [String], patience: Duration = .seconds(60)) throws -> Found {
    var found = Found()
    let reader = RemoteReader(program, jobs: 2, patience: patience, stopFlag: nil)
    for location in locations {
      let path = try folder.write("files/\(location)", "bytes")
      let request = FileRequest(
        location: location, path: path, settings: "{}", size: 5, readsDatabases: false)
      try reader.read(
        RemoteFile(
          request, try HashedFile(path: path),
          onRecord: { record in
            do throws(ReadError) {
              found.records.append(record.member + (try record.draft().title ?? ""))
            } catch {
              found.failures.append("\(record.member) \(error)")
            }
          },
          onEnd: { result in
            switch result {
            case .success: found.ends.append(location)
            case .failure(let error): found.ends.append("\(location) \(error)")
            }
          }))
    }
    try reader.finish()
    return found
  }

  @Test func `files are read in order`() throws {
    let found = try read(["two", "two", "none", "two"])
    #expect(found.records == ["1", "2", "1", "2", "1", "2"])
    #expect(found.ends == ["two", "two", "none", "two"])
  }

  @Test func `a record that ends the worker is a failure, and its neighbours are read`() throws {
    let found = try read(["two", "dies-at-2-of-4", "two"])
    #expect(found.records == ["1", "2", "1", "3", "4", "1", "2"])
    #expect(found.failures == [" readerStopped"])
    #expect(found.ends == ["two", "dies-at-2-of-4", "two"])
  }

  @Test func `a member that ends the worker is a failure, and the others are read`() throws {
    let found = try read(["member-1-of-3-dies", "two"])
    #expect(found.records == ["/01", "/21", "1", "2"])
    #expect(found.failures == ["/1 readerStopped"])
    #expect(found.ends == ["member-1-of-3-dies", "two"])
  }

  @Test func `a worker that dies only once costs nothing`() throws {
    let found = try read(["two", "dies-once-at-2-of-4", "two"])
    #expect(found.records == ["1", "2", "1", "2", "3", "4", "1", "2"] && found.failures.isEmpty)
  }

  @Test(arguments: ["dies", "noise", "huge", "unknown", "truncated", "negative"])
  func `a file whose reader fails at once does not harm the others`(kind: String) throws {
    let found = try read(["two", kind, "two"])
    #expect(found.records == ["1", "2", "1", "2"])
    #expect(found.ends == ["two", "\(kind) readerStopped", "two"])
  }

  @Test func `a worker that hangs is given up`() throws {
    let found = try read(["two", "hangs", "two"], patience: .milliseconds(500))
    #expect(found.ends == ["two", "hangs tooSlow", "two"])
  }

  @Test func `a worker gets no other files, and deletes none`() throws {
    let own = try folder.write("own", "important")
    let found = try read(["asks-for-others"])
    #expect(folder.contains("own"), "\(own)")
    // The script stores the answers to its questions in the titles.
    #expect(found.records == ["missing", "missing"], "\(found)")
    #expect(found.failures.map { $0.hasSuffix("missing") } == [true], "\(found)")
  }

  @Test func `only plain texts for which no library is needed are read without a worker`() throws {
    let test = try TestArchive(in: folder)
    try folder.write("plain/a.txt", "Title\n\nA plain text – in UTF-8.")
    try folder.write("in/matter.txt", "---\ntitle: YAML\n---\nText.")
    try folder.write("in/mark.txt", "\u{FEFF}+++\ntitle = 'TOML'\n+++\nText.")
    try folder.write("in/page.txt", "<!DOCTYPE html><html><body><p>A page.</p></body></html>")
    try folder.write("in/latin.txt", Array("Title\n\nCaf".utf8) + [0xE9, 0x0A])
    try folder.write("in/zero.txt", "Title\n\nA NUL: \0.")
    try folder.write("in/japanese.txt", "Title\n\n\u{1B}$B9A\u{1B}(B")
    try folder.write("in/long.txt", String(repeating: "A long text. ", count: 6_000))
    try folder.write("in/text.md", "# Title\n\nText.")
    var options = IngestOptions()
    options.readingProgram = "/bin/true"
    let (_, entries) = try test.ingest(["plain", "in"].map(folder.path), options)
    let articles = try test.articles()
    #expect(articles.keys.map { String($0.suffix(11)) } == ["plain/a.txt"])
    let notStarted = entries.count { entry in
      if case .readerNotStarted? = entry.error?.reason { true } else { false }
    }
    #expect(notStarted == 8, "\(entries)")
  }

  @Test func `a program that is no worker is reported`() throws {
    let reader = RemoteReader("/bin/true", jobs: 1, stopFlag: nil)
    let path = try folder.write("a.txt", "text")
    var end: Result<String?, ReadError>?
    try reader.read(
      RemoteFile(
        FileRequest(location: "a.txt", path: path, settings: "{}", size: 4, readsDatabases: false),
        try HashedFile(path: path), onRecord: { _ in }, onEnd: { end = $0 }))
    try reader.finish()
    guard case .failure(.readerNotStarted) = end else {
      Issue.record("\(String(describing: end))")
      return
    }
  }
}
