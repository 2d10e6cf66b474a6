import Foundation
import TestSupport

/// The scripts of `make eval`, run in a folder with a copy of docs/relevance.md.
struct RelevanceScript {
  let folder: TemporaryFolder
  /// The project's version of the document.
  let recorded: String

  static let measures = ["nDCG@10", "MAP", "R@100"]

  /// True if a Python is installed that can run the scripts.
  static let canRun =
    (try? TestSupport.run(
      "python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]))?.status == 0

  init() throws {
    folder = try TemporaryFolder()
    recorded = try String(contentsOfFile: Project.path + "/docs/relevance.md", encoding: .utf8)
    try folder.write("relevance.md", recorded)
  }

  /// Measures the project's own collection and those in a folder.
  ///
  /// `arguments` come last, so they override the default ones.
  func run(_ arguments: [String], collections: String = "") throws -> CommandResult {
    try run(
      "relevance.py",
      ["--figures", folder.path("relevance.md"), "--collections", collections, "--corpus", ""]
        + arguments)
  }

  func run(_ name: String, _ arguments: [String]) throws -> CommandResult {
    try TestSupport.run(
      "python3",
      [
        "-B", "Benchmarks/" + name, "--search", Project.search, "--folder", folder.path("eval"),
      ] + arguments)
  }

  /// Returns the current text of the copy of the document.
  func document() throws -> String {
    try folder.text("relevance.md")
  }

  /// Returns the cells of a row in the copy of the document.
  func row(_ name: String, of measure: String) throws -> [String]? {
    Self.row(name, of: measure, in: try document())
  }

  /// Replaces the text of one cell in the copy of the document.
  func replace(_ cells: [String], of measure: String, at column: Int, by text: String) throws {
    var changed = cells
    changed[column] = text
    let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |" }
    var document = try document()
    guard let table = document.range(of: "| \(measure) |"),
      let row = document.range(of: line(cells), range: table.upperBound..<document.endIndex)
    else { return }
    document.replaceSubrange(row, with: line(changed))
    try folder.write("relevance.md", document)
  }

  /// Writes a collection for which every ranking gets perfect measures.
  func writeCollection(_ name: String) throws {
    let texts = [
      "owl": "hoots at night", "wren": "sings in a hedge", "swift": "sleeps on the wing",
    ]
    let documents = texts.sorted(by: <).map { bird, text in
      "{\"id\": \"\(bird)\", \"title\": \"The \(bird)\", \"text\": \"It \(text).\"}\n"
    }
    try folder.write("collections/\(name)/corpus.jsonl", documents.joined())
    try folder.write("collections/\(name)/topics.tsv", "1\tnight hoots\n2\tbirds that sing\n")
    try folder.write("collections/\(name)/qrels.txt", "1 0 owl 1\n2 0 wren 1\n")
  }

  /// Returns the cells of a row in the table of a measure.
  static func row(_ name: String, of measure: String, in text: String) -> [String]? {
    var isInTable = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("| ") else {
        isInTable = false
        continue
      }
      let cells = line.dropFirst().dropLast().split(
        separator: "|", omittingEmptySubsequences: false
      ).map { $0.trimmingCharacters(in: .whitespaces) }
      if cells.first == measure { isInTable = true }
      if isInTable, cells.first == name { return cells }
    }
    return nil
  }

  /// Returns a figure as the tables write it: `.3728`.
  static func figure(_ number: Double) -> String {
    String(String(format: "%.4f", number).trimmingPrefix("0"))
  }
}
