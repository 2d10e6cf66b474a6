import Foundation
@testable import Formats
import Testing
import TestSupport

/// What is not read of containers, as it would take too much.
@Suite(.enabled(if: ContainerFiles.canBeMade, "no python3"))
struct ContainerLimitTests {
  private let files: ContainerFiles
  private var folder: TemporaryFolder { files.folder }

  init() throws { files = try ContainerFiles() }

  @Test func `an xz that takes much memory is refused, an ordinary one is not`() throws {
    try files.python(
      """
      for name, size in [('small', 1 << 20), ('preset', 1 << 26), ('large', 3 << 26), ('huge', 3 << 29)]:
        filters = [{'id': lzma.FILTER_DELTA, 'dist': 4}, {'id': lzma.FILTER_LZMA2, 'preset': 0, 'dict_size': size}]
        z = lzma.LZMACompressor(filters=filters)
        try: write(name + '.txt.xz', z.compress(b'Text') + z.flush())
        except (MemoryError, lzma.LZMAError): pass
      """)
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

  @Test(arguments: ["'bomb.zip'", "Out(open('bomb.zip', 'wb'))"])
  func `a bomb is told once, and quickly`(target: String) throws {
    try files.python(
      """
      with zipfile.ZipFile(\(target), 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('before.txt', 'Before')
        with z.open('bomb.txt', 'w', force_zip64=True) as f:
          for n in range(300): f.write(bytes(1 << 20))
        z.writestr('after.txt', 'After')
      """)
    var read: ContainerFiles.Found?
    #expect(try cpuTime { read = try files.read("bomb.zip") } < .seconds(20))
    let found = try #require(read)
    #expect(found.faults.count == 1, "\(found.faults)")
    #expect(found.members["/before.txt"] == "Before")
    if target.hasPrefix("'") { #expect(found.members["/after.txt"] == "After") }
  }

  @Test func `a stream is given up where it grows a thousandfold`() throws {
    // JSON Lines are read as they come: no other limit stops this one.
    let line = "{\"title\": \"T\"}" + String(repeating: " ", count: (1 << 20) - 15) + "\n"
    let file = folder.path("bomb.jsonl.gz")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "gzip -9 > '\(file)'"]
    let pipe = Pipe()
    process.standardInput = pipe
    try process.run()
    for _ in 0..<200 { try pipe.fileHandleForWriting.write(contentsOf: Data(line.utf8)) }
    try pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    let found = try files.read("bomb.jsonl.gz")
    #expect(found.faults == ["! expandsTooMuch"])
    #expect(found.members.count > 60)
  }
}
