import Foundation
@testable import Formats
import Testing
import TestSupport

/// Reads containers made by python3 and Debian's tools.
@Suite(.enabled(if: Project.hasPython, "no python3"))
struct ContainerReaderTests {
  private let files: ContainerFiles
  private var folder: TemporaryFolder { files.folder }

  init() throws { files = try ContainerFiles() }

  @Test func `members of a zip are read in order, under names that stay inside the folder`() throws
  {
    try files.make("names")
    let found = try files.read("a.zip")
    #expect(
      found.members.keys.sorted() == [
        "/a.txt", "/a~2.txt", "/etc/x.txt", "/folder/b.txt", "/line%0Aend.txt", "/w/c.txt",
        "/é.txt",
      ])
    #expect(found.members["/a~2.txt"] == "Text of '../a.txt'")
    #expect(found.faults == [])
    #expect(
      found.skipped == [
        "/unnamed", "/image.png", "/__MACOSX/._a.txt", "/.hidden/a.txt", "/README.txt",
      ])
  }

  /// If its end looks like a part of a character, libarchive ends the process when errno is ENOMEM.
  @Test func `a name in a code page is read although an allocation has failed before`() throws {
    try files.make("old_names")
    var rest = Array(try Data(contentsOf: URL(filePath: folder.path("names.zip"))))
    let stream = ByteStream { (bytes, _) in
      defer { rest = [] }
      bytes += rest
      errno = ENOMEM
      return !rest.isEmpty
    }
    let container = try Container(stream, Expansion(outermost: nil))
    #expect(try container.next()?.name == Array("kinn".utf8) + [0xEA])
  }

  @Test(arguments: [
    "gzip.compress(data)", "bz2.compress(data)", "lzma.compress(data)",
    "gzip.compress(data[:9]) + gzip.compress(data[9:])",
    "bz2.compress(data[:9]) + bz2.compress(data[9:])",
    "lzma.compress(data[:9]) + lzma.compress(data[9:])",
    "gzip.compress(data) + bytes(512)",
  ])
  func `a single compressed file is read with all its parts, whatever its extension`(
    expression: String
  )
    throws
  {
    try folder.python("containers.py", "compressed", expression)
    for name in ["a.jsonl.gz", "a.jsonl.xz", "a.jsonl.bz2"] {
      #expect(
        try files.read(name) == ContainerFiles.Found(members: [":1": "One|", ":2": "Two|"]),
        "\(name)")
    }
    // The name shows the format inside, and the bytes show the compression.
    #expect(try files.read("a.jsonl").members.count == 2)
  }

  @Test func `zstd files are read, and tar files in any compression`() throws {
    try files.make("tars")
    let hasZstandard = try run("zstd", ["-q", "a.tar"], in: folder.path).status == 0
    if !hasZstandard { skip("no zstd") }
    let expected = ContainerFiles.Found(members: ["/x/a.txt": "Text a", "/b.txt": "Text b"])
    for name in ["a.tar", "a.tgz", "a.tar.bz2", "a.txz"] + (hasZstandard ? ["a.tar.zst"] : []) {
      #expect(try files.read(name) == expected, "\(name)")
    }
    #expect(try files.read("links.tar") == ContainerFiles.Found())
    #expect(try files.read("two.tar").members.keys.sorted() == ["/b.txt", "/x/a.txt", "/y/a.txt"])
  }

  @Test func `nested containers are opened up to a maximum depth`() throws {
    try files.make("nested")
    #expect(try files.read("4.zip").members["/in.zip/in.zip/in.zip/in.txt"] == "Deep text")
    let deep = try files.read("6.zip")
    #expect(deep.faults == ["/in.zip/in.zip/in.zip/in.zip tooComplex"])
    #expect(deep.members.count == 4)
    #expect(try files.read("four.zip.gz").members["/in.zip/in.zip/in.txt"] == "Deep text")
    // This is read as one damaged document, not as a container.
    #expect(try files.read("word.docx.gz").faults.count == 1)
    #expect(
      try files.read("mixed.zip").members == ["/a.txt.gz": "In gzip", "/b.tgz/t.txt": "Tar"])
  }

  @Test func `a truncated or damaged container is reported once, and the rest is read`() throws {
    try files.make("damaged")
    let cut = try files.read("cut.jsonl.gz")
    #expect(cut.members.count > 550 && cut.faults == ["! damagedContainer"], "\(cut.faults)")
    let zip = try files.read("cut.zip")
    #expect(zip.members.count == 2 && zip.faults == ["! damagedContainer"], "\(zip.faults)")
    let directory = try files.read("directory.zip")
    #expect(directory.members.count == 5 && directory.faults == ["! damagedContainer"])
    let header = try files.read("header.zip")
    #expect(header.members.count == 4 && header.faults == ["! damagedContainer"])
    let torn = try files.read("torn.zip")
    #expect(torn.members.keys.sorted() == ["/0.txt", "/2.txt", "/3.txt", "/4.txt"])
    #expect(torn.faults == ["/1.txt damagedContainer"])
    let sum = try files.read("sum.zip")
    #expect(sum.members.keys.sorted() == ["/0.txt", "/2.txt"])
    #expect(sum.faults == ["/1.txt damagedContainer"])
    let garbage = try files.read("garbage.gz")
    #expect(garbage.members == ["": "Good text"] && garbage.faults == ["! damagedContainer"])
    for (name, fault) in [("empty.zip", " blank"), ("none.gz", " blank"), ("no.zip", "! empty")] {
      #expect(try files.read(name).faults == [fault], "\(name)")
    }
    for name in ["junk.zip", "junk.tar"] {
      let found = try files.read(name)
      #expect(found.faults.count == 1 && found.members.isEmpty, "\(name) \(found.faults)")
    }
  }

  @Test func `encrypted members are reported, and the others are read`() throws {
    try folder.write("secret.txt", "Secret text")
    try folder.write("open.txt", "Open text")
    guard
      (try? run("zip", ["-q", "-P", "word", "a.zip", "secret.txt"], in: folder.path))?.status == 0
    else { return skip("no zip") }
    #expect(try run("zip", ["-q", "a.zip", "open.txt"], in: folder.path).status == 0)
    #expect(
      try files.read("a.zip")
        == ContainerFiles.Found(
          members: ["/open.txt": "Open text"], faults: ["/secret.txt encrypted"]))
  }

  @Test func `a member that is not read to its end does not disturb the next`() throws {
    try files.make("large_members")
    for name in ["a.zip", "b.zip", "c.tar"] {
      var starts: [String] = []
      var kept: ByteStream?
      var failed: [String?] = []
      try ContainerReader.read(InputFile(path: folder.path(name)).stream) { member, stream in
        var none: [UInt8] = []
        while try kept?.read(into: &none) == true {}
        starts.append(String(decoding: try stream.peek(6), as: UTF8.self))
        kept = stream
        if member == "1.txt" { throw ReadError.notText }
      } failed: { member, _ in
        failed.append(member)
      }
      #expect(starts == ["Text 0", "Text 1", "Text 2", "Text 3"], "\(name)")
      #expect(failed == ["1.txt"])
    }
  }

  @Test(arguments: seeds(60)) func `random damage never crashes`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    try files.make("kinds")
    for kind in 0...5 {
      var bytes = try folder.bytes("\(kind)")
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      }
      try folder.write("damaged.zip", bytes)
      let once = try files.read("damaged.zip")
      #expect(once.members.count <= 6 && once.faults.count <= 7, "seed \(seed), kind \(kind)")
      #expect(try files.read("damaged.zip") == once, "seed \(seed), kind \(kind)")
    }
  }

}
