import Foundation
@testable import Formats
import Testing
import TestSupport

/// The limits on memory and size for reading containers.
@Suite(.enabled(if: Project.hasPython, "no python3"))
struct ContainerLimitTests {
  private let files: ContainerFiles
  private var folder: TemporaryFolder { files.folder }

  init() throws { files = try ContainerFiles() }

  @Test func `an xz file that needs too much memory is refused, an ordinary one is read`() throws {
    try files.make("dictionaries")
    for name in ["small", "preset"] {
      #expect(try files.read("\(name).txt.xz").members == ["": "Text"], "\(name)")
    }
    #expect(try files.read("large.txt.xz").faults == ["! damagedContainer"])
    // A later part of a file can ask for more than the first.
    #expect(try files.read("second.jsonl.xz").faults == ["! damagedContainer"])
    #expect(try files.read("second.jsonl.xz").members == [":1": "One|"])
  }

  @Test func `each of several layers of compression counts as a container`() throws {
    try files.make("layers")
    #expect(try files.read("4.txt.gz").members == ["": "Text"])
    #expect(try files.read("5.txt.gz").faults.map { $0.suffix(10) } == ["tooComplex"])
    // A compressed tar is one container.
    #expect(try files.read("tars.tgz").members == ["/a.tgz/a.tgz/a.tgz/a.txt": "Text"])
  }

  @Test func `the names and comments of gzip parts are skipped, however long`() throws {
    try files.make("gzip_names")
    #expect(try files.read("named.txt.gz").members == ["": "One, two"])
    var found: ContainerFiles.Found?
    #expect(try cpuTime { found = try files.read("endless.txt.gz") } < .seconds(20))
    #expect(found?.faults == ["! expandsTooMuch"])
  }

  @Test func `large headers in a tar are refused`() throws {
    try files.make("headers")
    let found = try files.read("rules.tar")
    #expect(found.faults == ["! damagedContainer"])
    #expect(try files.read("some.tar").members == ["/a.txt": "Text"])
  }

  @Test func `compression inside compression cannot multiply`() throws {
    try files.make("multiplied")
    #expect(try files.read("lines.jsonl.gz").faults.map { $0.suffix(14) } == ["expandsTooMuch"])
  }

  @Test(arguments: ["seekable", "stream"])
  func `a decompression bomb is reported once, and quickly`(kind: String) throws {
    try folder.python("containers.py", "bomb", kind)
    var read: ContainerFiles.Found?
    #expect(try cpuTime { read = try files.read("bomb.zip") } < .seconds(20))
    let found = try #require(read)
    #expect(found.faults.count == 1, "\(found.faults)")
    #expect(found.members["/before.txt"] == "Before")
    if kind == "seekable" { #expect(found.members["/after.txt"] == "After") }
  }

  @Test func `a stream is stopped when it expands a thousandfold`() throws {
    // JSON Lines are read line by line, so no other limit stops this file.
    try files.make("lines")
    let found = try files.read("bomb.jsonl.gz")
    #expect(found.faults == ["! expandsTooMuch"])
    #expect(found.members.count > 60)
  }
}
