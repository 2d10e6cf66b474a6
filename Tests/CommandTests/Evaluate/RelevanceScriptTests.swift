import Foundation
import TestSupport
import Testing

/// `Benchmarks/relevance.py`, the script of `make eval`, on the project's own collection or an
/// artificial one.
@Suite(.enabled(if: RelevanceScript.canRun, "no python3"))
struct RelevanceScriptTests {
  private let script: RelevanceScript

  init() throws { script = try RelevanceScript() }

  @Test func `the figures of the sample articles equal those in the document`() throws {
    let result = try script.run([])
    #expect(result.status == 0 && result.errors == "")
    #expect(!result.output.contains("Some figures"))
    for measure in RelevanceScript.measures {
      let recorded = try #require(
        RelevanceScript.row("seeds", of: measure, in: script.recorded), "\(measure)")
      #expect(recorded.count == 10 && recorded.contains("33") && recorded.contains("30"))
      // The other collections were not measured, so there is no mean.
      #expect(RelevanceScript.row("seeds", of: measure, in: result.output) == recorded)
      #expect(RelevanceScript.row("mean", of: measure, in: result.output) == nil)
    }
  }

  /// A decrease by .003 is allowed, and so is any increase, but not a decrease by .0031.
  @Test func `figures that decreased are reported`() throws {
    var expected = ""
    for (measure, way, column, raised) in [
      ("nDCG@10", "default", 3, 0.0031), ("nDCG@10", "--expand", 4, 0.003),
      ("MAP", "default", 3, -0.2), ("MAP", "--plain", 5, 0.05), ("R@100", "--expand", 4, -0.0001),
    ] {
      let cells = try #require(try script.row("seeds", of: measure))
      let other = RelevanceScript.figure(try #require(Double(cells[column])) + raised)
      try script.replace(cells, of: measure, at: column, by: other)
      guard raised > 0.003 else { continue }
      expected += """
        relevance: \(measure) of seeds, \(way): \(cells[column]) is \(RelevanceScript.figure(raised)) \
        below the recorded \(other)

        """
    }
    let result = try script.run([])
    #expect(result.status == 1 && result.errors == expected)
    #expect(result.output.contains("Some figures have changed; --record updates them."))
  }

  @Test func `--record writes the measured figures and nothing else`() throws {
    let cells = try #require(try script.row("seeds", of: "MAP"))
    try script.replace(cells, of: "MAP", at: 3, by: ".9999")
    #expect(try script.document() != script.recorded)
    let result = try script.run(["--record"])
    #expect(result.status == 0 && result.errors == "")
    #expect(try script.document() == script.recorded)
  }

  @Test func `a collection that is not in the document is printed`() throws {
    try script.writeCollection("birds")
    try script.folder.write("collections/no-collection/corpus.jsonl", "")
    let result = try script.run([], collections: script.folder.path("collections"))
    #expect(result.status == 0 && result.errors == "")
    let row = try #require(RelevanceScript.row("birds", of: "nDCG@10", in: result.output))
    #expect(row.prefix(6) == ["birds", "3", "2", "1.0000", "1.0000", "1.0000"])
    #expect(!result.output.contains("no-collection"))
    #expect(try script.run(["--record"]).status == 0)
    #expect(try script.document() == script.recorded)
  }

  @Test func `runs that depend on the number of jobs are reported`() throws {
    let program = try script.folder.write(
      "search",
      """
      #!/bin/sh
      '\(Project.search)' "$@" || exit $?
      case "$*" in *batch*"--jobs 1"*--plain*) echo "1 Q0 late 1001 0.001 pressmark" ;; esac
      """)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let result = try script.run(["--search", program])
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("relevance: seeds, --plain: "))
    #expect(result.errors.hasSuffix(" differ although only --jobs does\n"))
  }

  @Test(arguments: [
    (["--search", "/none/search"], "there is no program /none/search: `make build` makes it"),
    (["--collections", "/none"], "there is no folder /none"),
    (
      ["--collections", "seeds"], "seeds has no sub-folder with corpus.jsonl, topics.tsv, qrels.txt"
    ),
    (["--corpus", "/none.jsonl"], "there is no file /none.jsonl"),
    (["--figures", "/none.md"], "[Errno 2] No such file or directory: '/none.md'"),
  ])
  func `a failing measurement is an error`(arguments: [String], sentence: String) throws {
    let result = try script.run(arguments)
    #expect(result.status == 2)
    #expect(result.errors == "relevance: \(sentence)\n")
  }

  @Test func `settings are chosen without the collection that they are tested on`() throws {
    for name in ["birds", "more-birds"] { try script.writeCollection(name) }
    let arguments = ["--collections", script.folder.path("collections")]
    let result = try script.run("cross_validation.py", arguments + ["k1=0,1.2", "b=0.5"])
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.contains("| k1=1.2,b=0.5 | 1.0000 | 1.0000 | 1.0000 |\n"))
    #expect(result.output.contains("The default and the best ten of 2."))
    #expect(
      result.output.contains(
        "| birds | k1=0,b=0.5 | 1.0000 | 1.0000 | 1.0000 | +.0000 | 1.0000 (k1=0,b=0.5) |\n"
      ))
    for (grid, sentence) in [
      ("k1", "k1 is not NAME=VALUE,VALUE,..."), ("b=2", "b must be from 0 to 1."),
      ("nothing=1", "there is no setting 'nothing'"),
    ] {
      let trouble = try script.run("cross_validation.py", arguments + [grid])
      #expect(trouble.status == 2 && trouble.output == "", "\(grid)")
      #expect(trouble.errors.hasPrefix("cross_validation: "), "\(grid)")
      #expect(trouble.errors.contains(sentence), "\(grid): \(trouble.errors)")
    }
  }
}
