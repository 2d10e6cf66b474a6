import Foundation
@testable import Formats
import Testing
import TestSupport

/// What is read from containers that python3 and Debian's tools make.
@Suite(.enabled(if: ContainerFiles.canBeMade, "no python3"))
struct ContainerReaderTests {
  private let files: ContainerFiles
  private var folder: TemporaryFolder { files.folder }

  init() throws { files = try ContainerFiles() }

  @Test func `members of a zip are read in their order, under names that stay inside`() throws {
    try files.python(
      """
      with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('folder/', '')
        for n in ['a.txt', 'folder/b.txt', '../a.txt', '/etc/x.txt', 'C:\\\\w\\\\c.txt', 'é.txt',
          'line\\nend.txt', '../../..', 'image.png', '__MACOSX/._a.txt', '.hidden/a.txt',
          'README.txt']:
          z.writestr(n, 'Text of ' + repr(n))
      """)
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
    try files.python(
      """
      data = b'{"id": 1, "title": "One"}\\n{"id": 2, "title": "Two"}\\n'
      packed = \(source)
      for n in ['a.jsonl.gz', 'a.jsonl.xz', 'a.jsonl', 'a.jsonl.bz2']: write(n, packed)
      """)
    for name in ["a.jsonl.gz", "a.jsonl.xz", "a.jsonl.bz2"] {
      #expect(
        try files.read(name) == ContainerFiles.Found(members: [":1": "One|", ":2": "Two|"]),
        "\(name)")
    }
    // The name says what is inside, the bytes that it is compressed.
    #expect(try files.read("a.jsonl").members.count == 2)
  }

  @Test func `zstd is read, and tar in any compression`() throws {
    try files.python(
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
    let hasZstandard = try run("zstd", ["-q", "a.tar"], in: folder.path).status == 0
    if !hasZstandard { skip("no zstd") }
    let expected = ContainerFiles.Found(members: ["/x/a.txt": "Text a", "/b.txt": "Text b"])
    for name in ["a.tar", "a.tgz", "a.tar.bz2", "a.txz"] + (hasZstandard ? ["a.tar.zst"] : []) {
      #expect(try files.read(name) == expected, "\(name)")
    }
    #expect(try files.read("links.tar") == ContainerFiles.Found())
    #expect(try files.read("two.tar").members.keys.sorted() == ["/b.txt", "/x/a.txt", "/y/a.txt"])
  }

  @Test func `containers are opened inside of containers, down to a depth`() throws {
    try files.python(
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
      write('four.zip.gz', gzip.compress(open('3.zip', 'rb').read()))
      write('word.docx.gz', gzip.compress(b'PK\\3\\4' + bytes(99)))
      """)
    #expect(try files.read("4.zip").members["/in.zip/in.zip/in.zip/in.txt"] == "Deep text")
    let deep = try files.read("6.zip")
    #expect(deep.faults == ["/in.zip/in.zip/in.zip/in.zip tooComplex"])
    #expect(deep.members.count == 4)
    #expect(try files.read("four.zip.gz").members["/in.zip/in.zip/in.txt"] == "Deep text")
    // Not a container of its parts, but one document, which is broken.
    #expect(try files.read("word.docx.gz").faults.count == 1)
    #expect(
      try files.read("mixed.zip").members == ["/a.txt.gz": "In gzip", "/b.tgz/t.txt": "Tar"])
  }

  @Test func `what is cut short or damaged is told once, and the rest is kept`() throws {
    try files.python(
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
    for name in ["empty.zip", "none.gz", "no.zip"] {
      #expect(try files.read(name).faults == ["! empty"], "\(name)")
    }
    for name in ["junk.zip", "junk.tar"] {
      let found = try files.read(name)
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
      try files.read("a.zip")
        == ContainerFiles.Found(
          members: ["/open.txt": "Open text"], faults: ["/secret.txt encrypted"]))
  }

  @Test func `a member that is not read to its end does not disturb the next`() throws {
    try files.python(
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

  @Test(arguments: seeds(60)) func `damage at random places never crashes`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    try files.python(
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
      let once = try files.read("damaged.zip")
      #expect(once.members.count <= 6 && once.faults.count <= 7, "seed \(seed), kind \(kind)")
      #expect(try files.read("damaged.zip") == once, "seed \(seed), kind \(kind)")
    }
  }

}
