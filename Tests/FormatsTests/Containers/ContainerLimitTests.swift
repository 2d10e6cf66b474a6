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
    let huge: [UInt8] = [
      0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4, 0xE6, 0xD6, 0xB4, 0x46, 2, 0, 0x21, 1, 40, 0, 0, 0,
    ]
    #expect(XZHeader.dictionaryBytes(huge[...]) == 0xFFFF_FFFF)
    for count in 0..<16 { #expect(XZHeader.dictionaryBytes(huge.prefix(count)) == nil) }
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
