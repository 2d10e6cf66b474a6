import Foundation
@testable import Formats
import Testing
import TestSupport

/// Containers other than zip and tar.
@Suite(.enabled(if: Project.hasPython, "no python3"))
struct OtherContainerTests {
  private let files: ContainerFiles

  init() throws { files = try ContainerFiles() }

  @Test func `members of all kinds of containers are read`() throws {
    try files.make("others")
    let members = ["/a.txt": "A title|Text", "/b/c.txt": "Another text"]
    for name in ["a.7z", "a.cpio", "a.iso", "a.rar", "a.tar.lz4"] {
      let found = try files.read(name)
      #expect(
        found.members.mapValues { $0.replacing("\n", with: "") } == members && found.faults.isEmpty,
        "\(name): \(found)")
    }
    #expect(
      try files.read("a.txt.lz4").members.mapValues { $0.replacing("\n", with: "") }
        == ["": "A title|Text"])
    let nested = try files.read("outer.zip")
    #expect(
      Set(nested.members.keys)
        == [
          "/inner.7z/a.txt", "/inner.7z/b/c.txt", "/inner.rar/a.txt", "/inner.rar/b/c.txt",
        ], "\(nested)")
  }

  @Test(arguments: ["cut.a.7z", "cut.a.cpio", "cut.a.rar", "cut.a.txt.lz4"])
  func `a container that is cut short is a failure`(name: String) throws {
    try files.make("others")
    #expect(try !files.read(name).faults.isEmpty, "\(name)")
  }

  @Test func `a member that is cut between volumes is a failure, and the whole ones are read`()
    throws
  {
    try files.make("volumes")
    let first = try files.read("a.part1.rar")
    #expect(
      first.members.mapValues { $0.replacing("\n", with: "") } == ["/a.txt": "A title|Text"]
        && first.faults == ["/b.txt damagedContainer"], "\(first)")
    // The rest of the member is reported with its start.
    let second = try files.read("a.part2.rar")
    #expect(second.members == ["/c.txt": "Another text"] && second.faults.isEmpty, "\(second)")
  }

  @Test func `the pages of a WACZ are read, and not the lists of them`() throws {
    try files.make("pages")
    let found = try files.read("a.wacz")
    #expect(found.members == ["/archive/data.warc.gz:1": "A title|Text"], "\(found)")
    #expect(found.faults.isEmpty)
  }
}
