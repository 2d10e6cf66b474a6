import Archive
@testable import Formats
@testable import Ingest
import Foundation
import Testing
import TestSupport

struct FileWalkerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    ("a/b", "a/b"), ("./a//b/", "a/b"), (".", "."), ("./", "."), ("/", "/"), ("//a/./b", "/a/b"),
    ("../a", "../a"), ("a/../b", "a/../b"), ("./-", "./-"), ("", ""), ("/.", "/"), ("-a", "-a"),
  ])
  func `a path is normalized`(path: String, expected: String) {
    #expect(Root.tidied(path) == expected)
    #expect(Root.tidied(expected) == expected)
  }

  @Test func `files are found in the order of their names, without hidden ones`() throws {
    for name in [
      "b.txt", "a/z.txt", "a/B.txt", "a.txt", "é.txt", ".hidden", ".git/x.txt", "c/.d/x",
    ] {
      try folder.write(name, "x")
    }
    let found = try walk(folder.path)
    #expect(found.files == ["a/B.txt", "a/z.txt", "a.txt", "b.txt", "é.txt"])
    #expect(found.named.isEmpty && found.errors.isEmpty)
  }

  @Test func `a file that is named directly is marked as named, even if it is hidden`() throws {
    try folder.write(".hidden", "x")
    let found = try walk(folder.path + "//.hidden", "-")
    #expect(found.files == [".hidden", "-"] && found.named == [".hidden", "-"])
  }

  @Test func `a folder that is named by several paths is walked once`() throws {
    try folder.write("notes.md/x.txt", "x")
    try folder.link("again", to: "notes.md")
    let found = try walk(folder.path, folder.path("notes.md"), folder.path)
    #expect(found.files == ["notes.md/x.txt"] && found.errors.isEmpty)
  }

  @Test func `a folder is walked under its own name rather than that of a link`() throws {
    try folder.write("x/deep/b.txt", "x")
    try folder.link("a", to: "x/deep")
    try folder.link("x/a", to: "deep")
    try folder.link("c", to: "a")
    #expect(try walk(folder.path).files == ["x/deep/b.txt"])
    #expect(try walk(folder.path("a"), folder.path).files == ["a/b.txt"])
    try folder.move("x", to: ".x")
    try folder.remove("a")
    try folder.link("a", to: ".x/deep")
    #expect(try walk(folder.path).files == ["a/b.txt"])
  }

  @Test func `links to files and folders are followed, and loops are reported`() throws {
    try folder.write("real/x.txt", "x")
    try folder.link("real/up", to: "..")
    try folder.link("file.txt", to: "real/x.txt")
    try folder.link("self", to: "self")
    try folder.link("gone", to: "nowhere")
    let found = try walk(folder.path)
    #expect(found.files == ["file.txt", "real/x.txt"])
    #expect(found.errors == ["gone": .missing, "self": .loop, "real/up": .loop])
  }

  @Test func `pipes and devices are reported and not opened`() throws {
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    try folder.link("zero.txt", to: "/dev/zero")
    let found = try walk(folder.path, "/dev/null")
    #expect(found.files.isEmpty)
    #expect(found.errors == ["pipe": .notAFile, "zero.txt": .notAFile, "/dev/null": .notAFile])
  }

  @Test func `missing files and empty paths are reported`() throws {
    let found = try walk(folder.path("none"), "")
    #expect(found.errors == ["none": .missing, "": .missing])
  }

  @Test func `an unreadable folder is reported`() throws {
    guard geteuid() != 0 else { return skip("root may read every folder") }
    try folder.write("closed/x.txt", "x")
    chmod(folder.path("closed"), 0)
    defer { chmod(folder.path("closed"), 0o700) }
    let found = try walk(folder.path)
    guard case .unreadable? = found.errors["closed"] else {
      Issue.record("\(found.errors)")
      return
    }
  }

  @Test func `a name that is not UTF-8 is reported`() throws {
    let path = Array(folder.path.utf8) + Array("/caf".utf8) + [0xE9, 0x2E, 0x74, 0x78, 0x74, 0]
    let descriptor = path.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { name in
        name.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o600) } ?? -1
      }
    }
    guard descriptor >= 0 else { return skip("the disk takes no such name") }
    close(descriptor)
    let found = try walk(folder.path)
    #expect(
      found.files.isEmpty && found.errors == ["caf\u{FFFD}.txt": .unreadable("Name is not UTF-8")])
  }

  @Test func `deep folders are walked, and too deep ones are reported`() throws {
    // A path has at most 4095 bytes, so the last folders cannot be reached.
    let name = String(repeating: "d", count: 200)
    let script =
      "cd '\(folder.path)' && for i in $(seq 30); do mkdir \(name) && cd -P \(name) || exit 1; echo x > x.txt; done"
    _ = try run("/bin/sh", ["-c", script])
    let found = try walk(folder.path)
    #expect(found.files.count >= 15)
    #expect(found.errors.count == 1 || found.files.count == 30)
  }

  private func walk(_ paths: String...) throws -> (
    files: [String], named: [String], errors: [String: ReadError]
  ) {
    var (files, named): ([String], [String]) = ([], [])
    var errors: [String: ReadError] = [:]
    func short(_ path: String) -> String {
      path.hasPrefix(folder.path + "/") ? String(path.dropFirst(folder.path.count + 1)) : path
    }
    let roots = paths.map { Root(named: $0, settings: "") }
    var walker = FileWalker(
      roots: roots,
      onFile: { file in
        files.append(short(file.location))
        if file.isNamed { named.append(short(file.location)) }
      }, onError: { errors[short($0.location)] = $0.reason })
    try walker.walk(first: roots.count)
    return (files, named, errors)
  }
}

struct LineReaderTests {
  @Test(
    arguments: [
      ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]),
      ("a\r\nb\r\n", ["a\r", "b\r"]),
      ("12345678\n123456789\nx\n1234567890123", ["12345678", nil, "x", nil]), ("123456789", [nil]),
    ] as [(String, [String?])])
  func `lines are read one by one, and lines over the limit are marked`(
    text: String, expected: [String?]
  )
    throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.write("lines", text)
    for held in 0...min(3, text.utf8.count) {
      let stream = try InputFile(path: path).stream
      #expect(try stream.peek(held).starts(with: text.utf8.prefix(held)))
      var lines = LineReader(stream, limit: 8)
      var found: [String?] = []
      while let line = try lines.next() {
        if case .bytes(let bytes) = line {
          found.append(String(decoding: bytes, as: UTF8.self))
        } else {
          found.append(nil)
        }
        #expect(lines.number == found.count)
      }
      #expect(found == expected)
    }
  }

  /// This runs in a separate process, so that the memory of other tests is not counted.
  @Test func `a line far over the limit needs little memory`() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.path("sparse")
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      let size = 256 << 20
      #expect(truncate(path, size) == 0)
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("\n{}\n".utf8))
      let before = LineReaderTests.residentKilobytes()
      var lines = LineReader(try InputFile(path: path).stream)
      var kinds: [Bool] = []
      while let line = try lines.next() {
        if case .tooLarge = line { kinds.append(true) } else { kinds.append(false) }
      }
      #expect(kinds == [true, false])
      #expect(Self.residentKilobytes() - before < 150 << 10)
    }
  }

  static func residentKilobytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }
}
