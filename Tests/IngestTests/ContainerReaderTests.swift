import Foundation
@testable import Ingest
import Testing
import TestSupport

/// What is read from containers that python3 and Debian's tools make.
@Suite(.enabled(if: hasPython, "no python3"))
struct ContainerReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What reading a file gave: the text of each member by its name, and faults in the order they came.
  private struct Found: Equatable {
    var members: [String: String] = [:]
    var faults: [String] = []
    var skipped: [String] = []
  }

  /// Makes files in the folder by a few lines of Python.
  private func python(_ source: String) throws {
    let head = """
      import bz2, gzip, io, lzma, os, tarfile, zipfile
      class Out(io.RawIOBase):
        'What cannot be sought in: a zip has the sizes behind the members then.'
        def __init__(self, file): self.file = file
        def writable(self): return True
        def write(self, data): return self.file.write(bytes(data))
      def tar(name, members, mode='w'):
        with tarfile.open(name, mode) as t:
          for n, data in members:
            i = tarfile.TarInfo(n); i.size = len(data); t.addfile(i, io.BytesIO(data))
      def write(name, data): open(name, 'wb').write(data)

      """
    let result = try run("python3", ["-c", head + source], in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// Reads a file with all that is inside of it.
  private func read(_ name: String) throws -> Found {
    var found = Found()
    let reader = FileReader(
      settings: ReaderSettings(),
      onRecord: { record in
        let place = record.member + (record.line.map { ":\($0)" } ?? "")
        do {
          let draft = try record.draft()
          found.members[place] = (draft.title.map { $0 + "|" } ?? "") + draft.text
        } catch let error as ReaderError {
          found.faults.append("\(place) \(error.kind)")
        }
      }, onSkipped: { found.skipped.append($0) })
    do {
      try reader.read(
        location: name, path: folder.path(name), Input(path: folder.path(name)).stream)
    } catch let error as ReaderError {
      found.faults.append("! \(error.kind)")
    }
    return found
  }

  @Test func `members of a zip are read in their order, under names that stay inside`() throws {
    try python(
      """
      with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('folder/', '')
        for n in ['a.txt', 'folder/b.txt', '../a.txt', '/etc/x.txt', 'C:\\\\w\\\\c.txt', 'é.txt',
          'line\\nend.txt', '../../..', 'image.png', '__MACOSX/._a.txt', '.hidden/a.txt',
          'README.txt']:
          z.writestr(n, 'Text of ' + repr(n))
      """)
    let found = try read("a.zip")
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

  @Test(arguments: [
    ("", "unnamed"), ("..", "unnamed"), ("/", "unnamed"), ("a//./b", "a/b"), ("../../a", "a"),
    ("a/../../b", "a/b"), ("c:\\a", "a"), ("c:", "unnamed"), ("a\u{0}b\u{7F}", "a%00b%7F"),
    ("...", "..."), ("a\u{9B}m", "a%C2%9Bm"), ("Łódź", "Łódź"),
  ])
  func `a member's name is tidied`(name: String, expected: String) {
    #expect(MemberNames.tidied(Array(name.utf8)) == expected)
    #expect(MemberNames.tidied([0x61, 0xE9, 0xFF]) == "a%E9%FF")
    #expect(MemberNames.tidied(Array(repeating: 0xFF, count: 1 << 16)).utf8.count == 3 * 1_024)
  }

  @Test(arguments: [
    "gzip.compress(data)", "bz2.compress(data)", "lzma.compress(data)",
    "gzip.compress(data[:9]) + gzip.compress(data[9:])",
    "bz2.compress(data[:9]) + bz2.compress(data[9:])",
    "lzma.compress(data[:9]) + lzma.compress(data[9:])",
    "gzip.compress(data) + bytes(512)",
  ])
  func `one compressed file is read through all its parts, whatever its ending`(source: String)
    throws
  {
    try python(
      """
      data = b'{"id": 1, "title": "One"}\\n{"id": 2, "title": "Two"}\\n'
      packed = \(source)
      for n in ['a.jsonl.gz', 'a.jsonl.xz', 'a.jsonl', 'a.jsonl.bz2']: write(n, packed)
      """)
    for name in ["a.jsonl.gz", "a.jsonl.xz", "a.jsonl.bz2"] {
      #expect(try read(name) == Found(members: [":1": "One|", ":2": "Two|"]), "\(name)")
    }
    // The name says what is inside, the bytes that it is compressed.
    #expect(try read("a.jsonl").members.count == 2)
  }

  @Test func `zstd is read, and tar in any compression`() throws {
    try python(
      """
      members = [('x/a.txt', b'Text a'), ('../b.txt', b'Text b')]
      tar('a.tar', members); tar('y.tar', [('y/a.txt', b'Text y')]); tar('a.tgz', members, 'w:gz'); tar('a.tar.bz2', members, 'w:bz2')
      tar('a.txz', members, 'w:xz')
      t = tarfile.open('links.tar', 'w')
      for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        i = tarfile.TarInfo('special.txt'); i.type = kind; i.linkname = '/etc/passwd'; t.addfile(i)
      t.close()
      write('two.tar', open('a.tar', 'rb').read() + open('links.tar', 'rb').read() + open('y.tar', 'rb').read())
      """)
    #expect(try run("zstd", ["-q", "a.tar"], in: folder.path).status == 0)
    let expected = Found(members: ["/x/a.txt": "Text a", "/b.txt": "Text b"])
    for name in ["a.tar", "a.tgz", "a.tar.bz2", "a.txz", "a.tar.zst"] {
      #expect(try read(name) == expected, "\(name)")
    }
    #expect(try read("links.tar") == Found())
    #expect(try read("two.tar").members.keys.sorted() == ["/b.txt", "/x/a.txt", "/y/a.txt"])
  }

  @Test func `containers are opened inside of containers, down to a depth`() throws {
    try python(
      """
      data = b'Deep text'
      for depth in range(1, 7):
        b = io.BytesIO()
        with zipfile.ZipFile(b, 'w') as z:
          z.writestr('in.zip' if depth > 1 else 'in.txt', data); z.writestr('beside.txt', 'B')
        data = b.getvalue(); write(f'{depth}.zip', data)
      with zipfile.ZipFile('mixed.zip', 'w') as z:
        z.writestr('a.txt.gz', gzip.compress(b'In gzip'))
        b = io.BytesIO(); t = tarfile.open(fileobj=b, mode='w:gz')
        i = tarfile.TarInfo('t.txt'); i.size = 3; t.addfile(i, io.BytesIO(b'Tar')); t.close()
        z.writestr('b.tgz', b.getvalue())
      """)
    #expect(try read("4.zip").members["/in.zip/in.zip/in.zip/in.txt"] == "Deep text")
    let deep = try read("6.zip")
    #expect(deep.faults == ["/in.zip/in.zip/in.zip/in.zip tooComplex"])
    #expect(deep.members.count == 4)
    #expect(
      try read("mixed.zip").members == ["/a.txt.gz": "In gzip", "/b.tgz/t.txt": "Tar"])
  }

  @Test func `what is cut short or damaged is told once, and the rest is kept`() throws {
    try python(
      """
      noise = os.urandom(300_000).hex().encode()
      lines = b''.join(b'{"title": "%d", "text": "%s"}\\n' % (n, noise[n*600:n*600+600]) for n in range(900))
      write('cut.jsonl.gz', gzip.compress(lines)[:250_000])
      b = io.BytesIO()
      with zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED) as z:
        for n in range(5): z.writestr(f'{n}.txt', b'Text ' + noise[n*60_000:(n+1)*60_000])
      whole = b.getvalue()
      write('cut.zip', whole[:len(whole) // 2]); write('directory.zip', whole[:-60])
      write('garbage.gz', gzip.compress(b'Good text') + b'garbage')
      broken = bytearray(whole); broken[whole.index(b'PK\\3\\4', 100)] = 0; write('header.zip', broken)
      b = io.BytesIO()
      with zipfile.ZipFile(b, 'w') as z:
        for n in range(3): z.writestr(f'{n}.txt', 'Text %d' % n)
      torn = bytearray(whole); torn[whole.index(b'1.txt') + 9] ^= 255; write('torn.zip', torn)
      write('sum.zip', b.getvalue().replace(b'Text 1', b'Text X'))
      write('empty.zip', b''); write('none.gz', gzip.compress(b'')); zipfile.ZipFile('no.zip', 'w').close()
      write('junk.zip', b'PK\\3\\4' + bytes(range(256)) * 9); write('junk.tar', bytes(range(256)) * 9)
      """)
    let cut = try read("cut.jsonl.gz")
    #expect(cut.members.count > 550 && cut.faults == ["! damagedContainer"], "\(cut.faults)")
    let zip = try read("cut.zip")
    #expect(zip.members.count == 2 && zip.faults == ["! damagedContainer"], "\(zip.faults)")
    let directory = try read("directory.zip")
    #expect(directory.members.count == 5 && directory.faults == ["! damagedContainer"])
    let header = try read("header.zip")
    #expect(header.members.count == 4 && header.faults == ["! damagedContainer"])
    let torn = try read("torn.zip")
    #expect(torn.members.keys.sorted() == ["/0.txt", "/2.txt", "/3.txt", "/4.txt"])
    #expect(torn.faults == ["/1.txt damagedContainer"])
    let sum = try read("sum.zip")
    #expect(sum.members.keys.sorted() == ["/0.txt", "/2.txt"])
    #expect(sum.faults == ["/1.txt damagedContainer"])
    let garbage = try read("garbage.gz")
    #expect(garbage.members == ["": "Good text"] && garbage.faults == ["! damagedContainer"])
    for name in ["empty.zip", "none.gz", "no.zip"] {
      #expect(try read(name).faults == ["! empty"], "\(name)")
    }
    for name in ["junk.zip", "junk.tar"] {
      let found = try read(name)
      #expect(found.faults.count == 1 && found.members.isEmpty, "\(name) \(found.faults)")
    }
  }

  @Test func `encrypted members are told, and the others are read`() throws {
    try folder.write("secret.txt", "Secret text")
    try folder.write("open.txt", "Open text")
    guard
      (try? run("zip", ["-q", "-P", "word", "a.zip", "secret.txt"], in: folder.path))?.status == 0
    else { return skip("no zip") }
    #expect(try run("zip", ["-q", "a.zip", "open.txt"], in: folder.path).status == 0)
    #expect(
      try read("a.zip")
        == Found(members: ["/open.txt": "Open text"], faults: ["/secret.txt encrypted"]))
  }

  @Test(arguments: ["'bomb.zip'", "Out(open('bomb.zip', 'wb'))"])
  func `a bomb is told once, and quickly`(target: String) throws {
    try python(
      """
      with zipfile.ZipFile(\(target), 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('before.txt', 'Before')
        with z.open('bomb.txt', 'w', force_zip64=True) as f:
          for n in range(300): f.write(bytes(1 << 20))
        z.writestr('after.txt', 'After')
      """)
    let clock = ContinuousClock()
    let start = clock.now
    let found = try read("bomb.zip")
    #expect(clock.now - start < .seconds(20))
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
    let found = try read("bomb.jsonl.gz")
    #expect(found.faults == ["! expandsTooMuch"])
    #expect(found.members.count > 60)
  }

  @Test func `a member that is not read to its end does not disturb the next`() throws {
    try python(
      """
      for name, target in [('a.zip', 'a.zip'), ('b.zip', Out(open('b.zip', 'wb')))]:
        with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as z:
          for n in range(4): z.writestr(f'{n}.txt', b'Text %d' % n + os.urandom(500_000))
      tar('c.tar', [(f'{n}.txt', b'Text %d' % n + os.urandom(500_000)) for n in range(4)])
      """)
    for name in ["a.zip", "b.zip", "c.tar"] {
      var starts: [String] = []
      var kept: ByteStream?
      var failed: [String?] = []
      try ContainerReader.read(Input(path: folder.path(name)).stream) { member, stream in
        var none: [UInt8] = []
        while try kept?.read(into: &none) == true {}
        starts.append(String(decoding: try stream.peek(6), as: UTF8.self))
        kept = stream
        if member == "1.txt" { throw ReaderError.notText }
      } failed: { member, _ in
        failed.append(member)
      }
      #expect(starts == ["Text 0", "Text 1", "Text 2", "Text 3"], "\(name)")
      #expect(failed == ["1.txt"])
    }
  }

  @Test(arguments: seeds(60)) func `damage at random places never crashes`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    try python(
      """
      members = [(f'{n}.txt', b'Text of a member %d ' % n * 50) for n in range(6)]
      with zipfile.ZipFile('0', 'w', zipfile.ZIP_DEFLATED) as z:
        for n, data in members: z.writestr(n, data)
      tar('1', members); tar('2', members, 'w:gz'); tar('3', members, 'w:xz')
      write('4', gzip.compress(b'Text ' * 999) * 3); write('5', bz2.compress(b'Text ' * 999))
      """)
    for kind in 0...5 {
      var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: folder.path("\(kind)"))))
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      }
      try folder.write("damaged.zip", bytes)
      let once = try read("damaged.zip")
      #expect(once.members.count <= 6 && once.faults.count <= 7, "seed \(seed), kind \(kind)")
      #expect(try read("damaged.zip") == once, "seed \(seed), kind \(kind)")
    }
  }

}

extension ReaderError {
  /// Its name, without what it holds.
  fileprivate var kind: String { "\(self)".split(separator: "(").first.map(String.init) ?? "" }
}

private let hasPython = (try? run("python3", ["-V"]))?.status == 0
