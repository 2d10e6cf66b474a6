import Foundation
@testable import Formats
import Testing
import TestSupport

struct ConverterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a list of converters overrides the standard ones line by line`() throws {
    let list = try ConverterList(
      parsing: """
        # My converters
        seconds: 30
        pdf text: "/opt/my converter/run" --in={} ""

          DOCX html:pandoc {}
        """)
    #expect(
      list.commands["pdf"]
        == ConverterCommand(
          output: .text, arguments: ["/opt/my converter/run", "--in={}", ""]))
    #expect(list.seconds == 30)
    #expect(list.commands["docx"] == ConverterCommand(output: .html, arguments: ["pandoc", "{}"]))
    #expect(list.commands["odt"] == ConverterList.standard.commands["odt"])
    #expect(list.commands["pdf"]?.arguments(for: "/a {} b")[1] == "--in=/a {} b")
    #expect(try ConverterList(parsing: "") == .standard)
  }

  @Test(arguments: [
    ("pdf text pdftotext {}", 1, "colon"),
    ("\n\ntxt text: antiword {}", 3, "txt files need no program"),
    ("pdf: pdftotext {}", 1, "text, html or mail"), ("pdf json: x {}", 1, "text, html or mail"),
    ("pdf text:", 1, "no program"), ("pdf text: x y", 1, "{} is missing"),
    ("pdf text: {}", 1, "{}"),
    ("pdf text: \"x {}", 1, "quotation mark"), (": x {}", 1, "starts with"),
    ("seconds: 0", 1, "a number from"), ("seconds", 1, "a number from"),
    ("seconds: -5", 1, "a number from"),
    ("pdf text more: x {}", 1, "text, html or mail"),
  ])
  func `an invalid line is reported with its number`(text: String, line: Int, detail: String) throws
  {
    let fault = #expect(throws: ConverterList.Fault.self) { try ConverterList(parsing: text) }
    #expect(
      fault?.line == line && fault?.detail.contains(detail) == true, "\(String(describing: fault))")
  }

  /// The text as `pdftotext` prints it, and its lines with `-raw`.
  @Test(arguments: [
    ("T\na wellknown man", "T\na well-\nknown man", "T\na well-\nknown man"),
    ("T\nVorund Nachteile", "T\nVor-\nund Nachteile", "T\nVor-\nund Nachteile"),
    ("T\nfrom 19902000, a", "T\nfrom 1990-\n2000, a", "T\nfrom 1990-\n2000, a"),
    ("T\nreconstruction.", "T\nre-\nconstruc-\ntion.", "T\nre-\nconstruc-\ntion."),
    // The document knows the whole word, or breaks it at different places.
    ("T\na submarine (Submarine)", "T\na sub-\nmarine (Submarine)", "T\na submarine (Submarine)"),
    ("T\nabcdef abcdef", "T\nab-\ncdef abcd-\nef", "T\nabcdef abcdef"),
    // Columns in another order, dashes, and a title
    ("T\na wellknown man", "T\nknown man\na well-", "T\na wellknown man"),
    ("T\na - b --c", "T\na -\nb --\nc", "T\na - b --c"),
    ("A wellknown title\n\nText", "A well-\nknown title\nText", "A wellknown title\n\nText"),
    ("", "", ""), ("one line", "one-\nline", "one line"), ("T\nx-\n", "T\nx-\n", "T\nx-\n"),
  ])
  func `hyphens at line ends are restored`(text: String, lines: String, expected: String) {
    #expect(LineEndHyphens.restored(in: text, from: lines) == expected)
  }

  @Test func `a document's text comes from its program, and its title from the text`() throws {
    let converters = try list(
      "printf 'A title\\n\\nSome text that is a sub-\\nmarine.\\fPage two\\n'")
    let draft = try draft(converters)
    #expect(draft.title == "A title")
    #expect(draft.text.contains("a sub-\nmarine.\u{C}Page two"))
    let page = try list(
      "printf '<title>&lt;in&gt; A</title><meta name=author content=Ann><h1>Head</h1><p>Text</p>'",
      output: "html")
    let html = try self.draft(page, name: "<in>  A.pdf")
    #expect(html.title == "Head" && html.author == "Ann" && html.text == "Text")
    #expect(try self.draft(page, name: "other.pdf").title == "<in> A")
  }

  @Test func `a program sees the document, but not the user's environment`() throws {
    let script = """
      echo "$1" | grep -q '^/.*\\.pdf$' && cat "$1"; echo; pwd; env | cut -d= -f1 | sort | tr '\\n' ' '; echo
      cat; ls /proc/self/fd | wc -l; ulimit -c; ulimit -n; ulimit -t
      """
    let text = try draft(list(script), bytes: "DOCUMENT").text
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.first == "DOCUMENT" && lines.dropFirst().first == "/", "\(text)")
    let variables = Set(lines.dropFirst(2).first?.split(separator: " ").map(String.init) ?? [])
    #expect(
      variables.isSubset(of: [
        "HOME", "LANG", "PATH", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_", "PRESSMARK_CONVERTER",
      ]))
    #expect(lines.suffix(4) == ["4", "0", "64", "60"], "\(lines)")
  }

  @Test(arguments: [
    ("echo 'what went wrong' >&2; echo more >&2; exit 3", "what went wrong"), ("exit 1", ""),
    ("kill -TERM $$", ""),
    ("head -c 5000000 /dev/zero | tr '\\0' x >&2; exit 1", String(repeating: "x", count: 2_049)),
  ])
  func `a failed program is reported with its first line of output`(script: String, detail: String)
    throws
  {
    let list = try list(script)
    let program = try #require(list.commands["pdf"]?.program)
    #expect(throws: ReadError.converterFailed(program: program, detail: detail)) {
      try draft(list)
    }
  }

  @Test(arguments: [
    "sleep 60", "exec >&- 2>&-; sleep 60", "while :; do echo endless; done", "while :; do :; done",
    "trap '' TERM INT HUP; sleep 60", "head -c 2000000 /dev/zero", "yes >&2",
    "head -c 2000000 /dev/zero > \"$TMPDIR/large.$$\" ; kill -XFSZ $$",
  ])
  func `a program that exceeds its limits is stopped`(script: String) throws {
    let list = try list(script)
    let program = try #require(list.commands["pdf"]?.program)
    var limits = ConverterProcess.Limits()
    (limits.seconds, limits.outputBytes, limits.cpuSeconds) = (2, 1_000_000, 1)
    let clock = ContinuousClock()
    let start = clock.now
    #expect(throws: ReadError.converterOverLimit(program: program)) {
      try draft(list, limits: limits)
    }
    #expect(clock.now - start < .seconds(40))
  }

  @Test(arguments: [
    "sleep 600 & echo $! > PID", "setsid sleep 600 & echo $! > PID; sleep 0.1",
    "setsid sh -c 'echo $$ > PID; exec sleep 600' & sleep 0.3",
    "(setsid setsid sh -c 'sleep 600 & echo $! > PID' &) ; sleep 0.3",
  ])
  func `processes that a program leaves running are ended and do not delay us`(script: String)
    throws
  {
    let list = try list(
      script.replacing("PID", with: folder.path("pid")) + "; echo Text; exit 0")
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try draft(list).text.contains("Text"))
    #expect(clock.now - start < .seconds(40))
    let pid = try #require(pid_t(folder.text("pid").trimmingCharacters(in: .newlines)))
    #expect(waitUntil(seconds: 40) { kill(pid, 0) != 0 })
  }

  @Test func `a missing program is reported`() throws {
    let list = try ConverterList(
      parsing: "pdf text: no-such-program-here {}\nodt text: /etc/passwd {}")
    #expect(throws: ReadError.converterMissing(program: "no-such-program-here")) {
      try draft(list)
    }
    #expect(throws: ReadError.converterMissing(program: "/etc/passwd")) {
      try draft(list, name: "a.odt")
    }
    #expect(throws: ReadError.empty) { try draft(self.list("echo; echo ' '")) }
  }

  @Test func `a document without a file gets a temporary one`() throws {
    var document: DocumentFile? = try DocumentFile(
      ByteStream(Array("bytes".utf8)), path: nil, kind: "epub")
    let path = try #require(document?.path)
    #expect(path.hasSuffix(".epub"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "bytes")
    document = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test(arguments: ["docx", "odt", "epub"])
  func `documents read by pandoc have headings and metadata`(ending: String) throws {
    let markdown = """
      ---
      title: The title
      author: Ann Archer
      date: 2020-01-02
      ---

      # A heading

      Some *marked* text.

      """
    try folder.write("in.md", markdown)
    guard (try? run("pandoc", ["in.md", "-o", "in.\(ending)"], in: folder.path))?.status == 0 else {
      return skip("no pandoc")
    }
    let bytes = try folder.bytes("in.\(ending)")
    let document = try DocumentFile(
      ByteStream(bytes), path: nil, kind: ending)
    let draft = try Converter.convert(document.kind, document.path, .standard).draft()
    #expect(draft.text.contains("Some marked text."), "\(draft)")
    guard ending != "odt" else { return #expect(draft.title == "A heading", "\(draft)") }
    #expect(draft.title == "The title" && draft.author == "Ann Archer", "\(draft)")
    #expect(draft.published == "2020-01-02")
  }

  @Test func `a PDF is read by pdftotext, and a damaged or encrypted one is reported`() throws {
    guard (try? run("pdftotext", ["-v"]))?.status == 0 else { return skip("no pdftotext") }
    let path = try folder.write("a.pdf", smallPDF("The submarines were ready."))
    let document = try DocumentFile(ByteStream([]), path: path, kind: "pdf")
    #expect(
      try Converter.convert(document.kind, document.path, .standard).draft().text.contains(
        "The submarines were ready."))
    let lines = "a well-) Tj 0 -14 Td (known man) Tj 0 -14 Td (and the rest of the text"
    let broken = try folder.write("c.pdf", smallPDF(lines))
    let hyphenated = try DocumentFile(ByteStream([]), path: broken, kind: "pdf")
    #expect(
      try Converter.convert(hyphenated.kind, hyphenated.path, .standard).draft().text.contains(
        "a well-\nknown man"))
    let damaged = try folder.write("b.pdf", "%PDF-1.4\nnothing more")
    let other = try DocumentFile(ByteStream([]), path: damaged, kind: "pdf")
    #expect(throws: ReadError.self) {
      try Converter.convert(other.kind, other.path, .standard).draft()
    }
  }

  /// Converters that run a /bin/sh script for PDF, with the document as its `$1`.
  private func list(_ script: String, output: String = "text") throws -> ConverterList {
    let path = try folder.write("convert-\(UUID().uuidString)", "#!/bin/sh\n\(script)\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return try ConverterList(parsing: "pdf \(output): \(path) {}")
  }

  private func draft(
    _ list: ConverterList, name: String = "a.pdf", bytes: String = "%PDF-",
    limits: ConverterProcess.Limits = ConverterProcess.Limits()
  ) throws -> ArticleDraft {
    let path = try folder.write(name, bytes)
    let format = try #require(Format(path: name))
    let document = try DocumentFile(ByteStream([]), path: path, kind: format.name)
    return try Converter.convert(document.kind, document.path, list, limits).draft()
  }
}

/// Returns a PDF with a title and a line of text.
private func smallPDF(_ text: String) -> String {
  let content = "BT /F1 12 Tf 72 720 Td (The title) Tj 0 -60 Td (\(text)) Tj ET"
  let objects = [
    "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
      + "/Resources << /Font << /F1 5 0 R >> >> >>",
    "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ]
  var pdf = "%PDF-1.4\n"
  var offsets: [Int] = []
  for (index, object) in objects.enumerated() {
    offsets.append(pdf.utf8.count)
    pdf += "\(index + 1) 0 obj\n\(object)\nendobj\n"
  }
  let start = pdf.utf8.count
  pdf += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
  for offset in offsets {
    let digits = String(offset)
    pdf += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
  }
  return pdf + "trailer << /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
}
