import Foundation
import TestSupport
import Testing

/// Files that are broken, or made to do harm, in one folder with good ones: each is one failure that
/// is told, the good ones are all there, and neither memory nor time grows with what is hostile.
@Suite(.enabled(if: hasPython, "no python3"))
struct HostileFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The most memory that the program, or one that it started, may take.
  private static let mostKilobytes = 400_000
  /// How long one run may take.
  private static let mostSeconds = 60.0

  @Test func `bombs, nests and damage in containers are told once each`() throws {
    try python(
      """
      deflated('x').write_zip('in/known.zip', sizes=True, after='After a bomb')
      deflated('x').write_zip('in/stream.zip', sizes=False)
      deflated('{"title": "One of many"}' + ' ' * 999_999 + '\\n').write_gzip('in/lines.jsonl.gz')
      deflated('x').write_gzip('in/text.txt.gz')
      data = b'Nested text'
      for depth in range(10):
        data = zipped([('deeper.zip' if depth else 'deepest.txt', data)])
      write('in/nested.zip', data)
      write('in/names.zip', zipped([(n, 'Member ' + n) for n in
        ('../../../up.txt', '/etc/passwd.txt', 'C:\\\\boot.txt', 'a/../../../b.txt', '..', 'n\\nl.txt')]))
      lines = b''.join(b'{"title": "%d", "text": "%s"}\\n' % (n, os.urandom(300).hex().encode())
        for n in range(900))
      write('in/cut.jsonl.gz', gzip.compress(lines)[:200_000])
      many = zipped([(f'{n}.txt', 'Text ' + os.urandom(9_000).hex()) for n in range(9)])
      write('in/cut.zip', many[:len(many) // 2])
      write('in/garbage.txt.gz', gzip.compress(b'Before the garbage') + b'garbage' * 99)
      write('in/flipped.zip', many[:40] + bytes([many[40] ^ 255]) + many[41:])
      write('in/noise.zip', b'PK\\3\\4' + os.urandom(99_999)); write('in/noise.tar', bytes(os.urandom(99_999)))
      write('in/noise.gz', b'\\x1f\\x8b\\x08' + os.urandom(99_999)); write('in/none.zip', b'')
      """)
    let told = try ingest(good: ["known.zip/after.txt": "After a bomb"])
    let tooLarge = "larger than 32 MiB, the limit for one article"
    expect(
      told,
      [
        "in/known.zip/bomb.txt": tooLarge, "in/stream.zip": "expands to over 64 MiB",
        "in/lines.jsonl.gz": "expands to over 64 MiB", "in/text.txt.gz": tooLarge,
        "in/nested.zip/deeper.zip/deeper.zip/deeper.zip/deeper.zip": "nested too deep",
        "in/cut.jsonl.gz": "damaged or truncated", "in/cut.zip": "damaged or truncated",
        "in/garbage.txt.gz": "damaged or truncated (other bytes behind its end)",
        "in/flipped.zip/0.txt": "damaged or truncated", "in/noise.zip": "damaged or truncated",
        "in/noise.tar": "damaged", "in/noise.gz": "damaged",
        "in/none.zip": "there is no text in it",
      ])
    let locations = try rows("SELECT location FROM articles WHERE location GLOB 'in/names.zip*'")
    #expect(
      locations.sorted() == [
        "in/names.zip/a/b.txt", "in/names.zip/boot.txt", "in/names.zip/etc/passwd.txt",
        "in/names.zip/n%0Al.txt", "in/names.zip/up.txt",
      ])
  }

  @Test func `bombs, long lines and deep nests in text are told once each`() throws {
    try python(
      """
      laughs = ['lol' * 10] + ['&l%d;' % n * 10 for n in range(20)]
      entities = ''.join('<!ENTITY l%d "%s">' % (n, text) for n, text in enumerate(laughs))
      write('in/laughs.xml', '<?xml version="1.0"?><!DOCTYPE rss [%s]><rss><channel><item>'
        '<title>&l20;</title><description>&l20;</description></item></channel></rss>' % entities)
      write('in/outside.xml', '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>'
        '<item><title>Outside</title><description>Text &x; text</description></item></channel></rss>')
      yaml = 'a0: &a0 [lol, lol]\\n' + ''.join('a%d: &a%d [%s]\\n' % (n, n, ', '.join(['*a%d' % (n - 1)] * 9))
        for n in range(1, 20))
      write('in/laughs.md', '---\\n' + yaml + 'title: *a19\\n---\\n\\nText behind the laughs.\\n')
      for n in ('line.txt', 'line.jsonl'):
        with open('in/' + n, 'wb') as f:
          for _ in range(1024): f.write(b'x' * (1 << 20))
      open('in/sparse.txt', 'wb').truncate(1 << 30); open('in/sparse.jsonl', 'wb').truncate(1 << 30)
      n = 100_000
      write('in/deep.json', '{"title": "Deep", "text": "Text", "more": ' + '[' * n + ']' * n + '}')
      write('in/deep.html', '<p>Text</p>' + '<div>' * n + 'deep'); write('in/deep.xml', '<rss>' * n)
      write('in/deep.eml', 'Subject: Deep\\n' + ''.join(
        'Content-Type: multipart/mixed; boundary=b%d\\n\\n--b%d\\n' % (k, k) for k in range(n)) + '\\nText\\n')
      write('in/length.warc', 'WARC/1.0\\r\\nWARC-Type: response\\r\\nWARC-Target-URI: http://a.example/\\r\\n'
        'Content-Type: application/http; msgtype=response\\r\\nContent-Length: 99999999999\\r\\n\\r\\n'
        'HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n\\r\\n<p>Cut short')
      """)
    let told = try ingest(good: ["laughs.md": "Text behind the laughs."])
    let tooLarge = "larger than 32 MiB, the limit for one article"
    expect(
      told,
      [
        "in/laughs.xml": "not XML", "in/outside.xml": "not XML", "in/line.txt": tooLarge,
        "in/line.jsonl:1": tooLarge, "in/sparse.txt": tooLarge, "in/sparse.jsonl": "not text",
        "in/deep.json": "nested too deep", "in/deep.html": "nested too deep",
        "in/deep.xml": "nested too deep",
        "in/deep.eml": "nested too deep",
        "in/length.warc:1": "not WARC",
      ])
    #expect(try rows("SELECT * FROM article_texts WHERE text LIKE '%root:%'") == [])
  }

  @Test func `links, pipes and devices are told once each, and never waited for`() throws {
    try folder.write("in/here.txt", "Here\n\nText.")
    for (name, target) in [
      ("loop", "."), ("self.txt", "self.txt"), ("zero.txt", "/dev/zero"),
      ("random.jsonl", "/dev/random"), ("gone.txt", "nowhere"), ("memory.txt", "/proc/self/mem"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("in/\(name)"), withDestinationPath: target)
    }
    #expect(mkfifo(folder.path("in/pipe.txt"), 0o600) == 0)
    #expect(mkfifo(folder.path("in/pipe.zip"), 0o600) == 0)
    let told = try ingest(good: ["here.txt": "Text."])
    let loop = "a link to a folder above it"
    expect(
      told,
      [
        "in/loop": loop, "in/self.txt": loop, "in/zero.txt": "not a file or folder",
        "in/random.jsonl": "not a file or folder", "in/gone.txt": "no such file or folder",
        "in/pipe.txt": "not a file or folder", "in/pipe.zip": "not a file or folder",
        "in/memory.txt": "cannot be read: Input/output error",
      ])
  }

  @Test func `converters that hang, fork, flood or fail are told once each`() throws {
    for name in ["hang.pdf", "flood.docx", "fork.odt", "none.epub"] {
      try folder.write("in/" + name, name.hasSuffix("pdf") ? "%PDF-1.4" : "PK\u{3}\u{4}")
    }
    try program("hang", "trap '' TERM; sleep 600")
    try program("flood", "while :; do echo '<p>more and more</p>'; done")
    // What it starts holds its output open, and starts more.
    try program(
      "fork", "(while :; do sleep 600 & sleep 1; done) & echo A title; echo; echo Text; exit 9")
    try folder.write(
      "converters",
      """
      # How converters go wrong.
      seconds: 2
      pdf text: \(folder.path("hang")) {}
      docx html: \(folder.path("flood")) {}
      odt text: \(folder.path("fork")) {}
      epub html: no-such-program {}
      """)
    let told = try ingest(environment: ["SEARCH_CONVERTERS": folder.path("converters")])
    expect(
      told,
      [
        "in/hang.pdf": "\(folder.path("hang")) took too long, or wrote too much",
        "in/flood.docx": "\(folder.path("flood")) took too long, or wrote too much",
        "in/fork.odt": "\(folder.path("fork")) cannot read it",
        "in/none.epub": "no-such-program is needed to read this and is not installed",
      ])
    #expect(try run("pgrep", ["-f", folder.path("")]).output == "", "something was left behind")
    try folder.write("broken", "pdf text: x {}\nhtml text: y {}\n")
    let broken = try ingest(environment: ["SEARCH_CONVERTERS": folder.path("broken")])
    #expect(broken.count == 4)
    for sentence in broken.values {
      #expect(sentence.hasPrefix("not a list of converters: \(folder.path("broken")), line 2: "))
    }
  }

  @Test func `a file that changes while it is read is told, and the rest is ingested`() throws {
    let line = "{\"title\": \"T\", \"text\": \"\(String(repeating: "word ", count: 400))\"}\n"
    try folder.write("in/grows.jsonl", String(repeating: line, count: 3_000))
    let isDone = DispatchSemaphore(value: 0)
    let path = folder.path("in/grows.jsonl")
    let writer = Thread {
      let file = FileHandle(forWritingAtPath: path)
      _ = try? file?.seekToEnd()
      while isDone.wait(timeout: .now() + .milliseconds(2)) == .timedOut {
        try? file?.write(contentsOf: Data(line.utf8))
      }
    }
    writer.start()
    defer { isDone.signal() }
    let told = try ingest()
    expect(told, ["in/grows.jsonl": "changed while it was read"])
  }

  @Test func `a file that is not in the encoding that was named is told`() throws {
    try folder.write("in/wrong.txt", "Größe\n\nText".utf8.map { $0 } + [0xE9, 0x20])
    let told = try ingest(options: ["--encoding", "utf-8"])
    expect(told, ["in/wrong.txt": "not in the encoding utf-8"])
  }
}

// What the tests above have in common.
extension HostileFilesTests {
  /// Fails unless just these things were told, each once.
  private func expect(_ told: [String: String], _ expected: [String: String]) {
    #expect(told.keys.sorted() == expected.keys.sorted())
    for (place, sentence) in expected {
      #expect(told[place]?.hasPrefix(sentence) != false, "\(place): \(told[place] ?? "")")
    }
  }

  /// Ingests the folder `in`, with good articles in it, within the limits on memory and time.
  ///
  /// - Returns: What was told of each place.
  private func ingest(
    good: [String: String] = [:], options: [String] = [], environment: [String: String] = [:]
  ) throws -> [String: String] {
    try folder.write("in/a.txt", "First\n\nThe first good article.")
    try folder.write("in/z.html", "<title>Last</title><p>The last good article.</p>")
    let measured = """
      import resource, subprocess, sys
      status = subprocess.call(sys.argv[1:])
      print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
      sys.exit(status)
      """
    let clock = ContinuousClock()
    let start = clock.now
    let result = try run(
      "python3",
      ["-c", measured, Project.search, "ingest", "in", "-d", "archive.db"] + options,
      environment: environment.mapValues { $0 }, in: folder.path)
    #expect(clock.now - start < .seconds(Self.mostSeconds))
    let kilobytes = Int(result.output.split(separator: "\n").last ?? "")
    #expect((kilobytes ?? .max) < Self.mostKilobytes, "\(result.output) KB")
    #expect(result.status == 2, "\(result.errors)")
    let expected = ["a.txt": "The first good article.", "z.html": "The last good article."]
    for (name, text) in good.merging(expected, uniquingKeysWith: { first, _ in first }) {
      let stored = try rows(
        "SELECT text FROM articles JOIN article_texts ON article_id = articles.id "
          + "WHERE location = 'in/\(name)'")
      #expect(stored.joined(separator: "\n").contains(text), "\(name)")
    }
    let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("search: ") }
    let told = lines.map { line in
      let parts = line.dropFirst(8).split(separator: ": ", maxSplits: 1)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
    return Dictionary(told) { first, second in
      Issue.record("told twice: \(first); \(second)")
      return first
    }
  }

  private func rows(_ sql: String) throws -> [String] {
    let check = "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1);"
    let result = try run("sqlite3", [folder.path("archive.db"), check + sql])
    #expect(result.errors == "" && result.status == 0)
    return result.output.split(separator: "\n").map(String.init)
  }

  private func program(_ name: String, _ script: String) throws {
    let path = try folder.write(name, "#!/bin/sh\n\(script)\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// Makes files by a few lines of Python.
  private func python(_ source: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("in"), withIntermediateDirectories: true)
    let head = """
      import gzip, io, os, struct, zipfile, zlib
      def write(name, data):
        with open(name, 'wb') as f: f.write(data if isinstance(data, bytes) else data.encode())
      def zipped(members):
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
          for name, data in members: z.writestr(name, data)
        return out.getvalue()
      class deflated:
        'Ten gigabytes in ten megabytes: a piece that is repeated after it was compressed.'
        def __init__(self, piece):
          z = zlib.compressobj(9, zlib.DEFLATED, -15)
          times = max(1, (1 << 20) // len(piece))
          self.piece = z.compress(piece.encode() * times) + z.flush(zlib.Z_FULL_FLUSH)
          self.bytes = self.piece * 10_000 + b'\\x03\\x00'
        def write_gzip(self, name):
          write(name, b'\\x1f\\x8b\\x08' + bytes(7) + self.bytes + bytes(8))
        def write_zip(self, name, sizes, after=None):
          size = (len(self.bytes), 0xFFFFFFFE) if sizes else (0, 0)
          head = struct.pack('<4s5HI2I2H', b'PK\\3\\4', 20, 0 if sizes else 8, 8, 0, 0, 0, *size, 8, 0)
          rest = zipped([('after.txt', after)]) if after else b'PK\\7\\x08' + bytes(12)
          write(name, head + b'bomb.txt' + self.bytes + rest)

      """
    let result = try run("python3", ["-c", head + source], in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
  }
}

/// Hostile files are made by a few lines of Python.
private let hasPython = (try? run("python3", ["-V"]))?.status == 0
