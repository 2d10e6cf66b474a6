import Foundation
import TestSupport
import Testing

/// Words that are broken at the ends of lines, in files of several kinds.
struct BrokenWordFilesTests {
  private let folder: TemporaryFolder
  private static let lines = [
    "The committee was pleased with the reconstruc-", "tion of the harbour after the well-",
    "known storm, and listed its advantages.",
  ]

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["txt", "md", "eml", "flowed.eml", "html", "pdf"])
  func `a broken word is found by the whole word, and a compound by its parts`(kind: String) throws
  {
    guard kind != "pdf" || Project.hasProgram("pdftotext") else { return skip("no pdftotext") }
    try folder.write("in/broken." + kind, try #require(content(kind)))
    try folder.write("in/whole.txt", "About the reconstruction of a lighthouse.\n")
    let ingest = try folder.search("ingest", "in", "-d", "a.db")
    #expect(ingest.status == 0, "\(ingest.errors)")
    let found = ["reconstruction", "known", "well-known"]
    for query in found { #expect(try hits(query) == ["in/broken." + kind], "\(query)") }
    #expect(try hits("wellknown") == [])
    #expect(try folder.search("check", "-d", "a.db").status == 0)
  }

  /// Returns the locations of the articles found, without the one that has the whole word.
  private func hits(_ query: String) throws -> [String] {
    let result = try folder.search(
      query, "-d", "a.db", "--no-suggest", "--format", "json")
    return try result.hits.compactMap { ($0["article"] as? [String: Any])?["location"] as? String }
      .filter { $0 != "in/whole.txt" }
  }

  private func content(_ kind: String) -> String? {
    let text = Self.lines.joined(separator: "\n") + "\n"
    let header = "From: a@example.org\nSubject: The harbour\nMIME-Version: 1.0\n"
    return switch kind {
    case "txt": "The harbour\n\n" + text
    case "md": "# The harbour\n\n" + text
    case "eml": header + "\n> " + Self.lines.joined(separator: "\n> ") + "\n"
    case "flowed.eml":
      header + "Content-Type: text/plain; format=flowed\n\n"
        + Self.lines.joined(separator: " \n") + "\n"
    case "html": "<title>The harbour</title><p>" + text
    case "pdf": pdf(Self.lines)
    default: nil
    }
  }

  private func pdf(_ lines: [String]) -> String {
    let shown = lines.map { "(\($0)) Tj T*" }.joined(separator: " ")
    let content = "BT /F1 12 Tf 72 720 Td 14 TL (The harbour) Tj 0 -60 Td \(shown) ET"
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        + "/Resources << /Font << /F1 5 0 R >> >> >>",
      "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    let body = objects.enumerated().map { "\($0 + 1) 0 obj\n\($1)\nendobj\n" }.joined()
    return "%PDF-1.4\n\(body)trailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF\n"
  }
}
