import Foundation
import TestSupport
import Testing

/// A command that is disturbed, and the archive that it works on.
enum FaultScenario: String, CaseIterable, CustomTestStringConvertible {
  case ingestNew, ingestChanged, prune, optimize, migrate, backup, export, repair

  var testDescription: String { rawValue }

  /// What `search` is run with, in a folder with the archive `a.db` and the files `in`.
  var arguments: [String] {
    switch self {
    case .ingestNew, .ingestChanged: ["ingest", "in", "-d", "a.db", "--quiet"]
    case .prune: ["ingest", "in", "-d", "a.db", "--quiet", "--prune", "--force"]
    case .optimize, .migrate: ["optimize", "-d", "a.db"]
    case .backup: ["backup", "copy.db", "-d", "a.db", "--force"]
    case .export: ["export", "out.jsonl", "-d", "a.db", "--force"]
    case .repair: ["check", "--repair", "-d", "a.db"]
    }
  }

  /// Makes the archive as it is before the command, and the files.
  func prepare(_ folder: TemporaryFolder, seed: Int) throws {
    var corpus = RandomCorpus(seed: seed)
    try corpus.write("in", in: folder)
    guard self != .ingestNew else { return }
    func search(_ arguments: String...) throws {
      let result = try run(Project.search, arguments, in: folder.path)
      guard result.status == 0 else { throw Demo.DemoError(text: result.errors) }
    }
    try search("ingest", "in", "-d", "a.db", "--quiet")
    switch self {
    case .ingestChanged, .prune:
      corpus.edit()
      try corpus.write("in", in: folder)
    case .optimize:
      // Several segments, and side tables that are out of date.
      corpus.edit()
      try corpus.write("in", in: folder)
      try search("ingest", "in", "-d", "a.db", "--quiet", "--prune", "--force")
      try shell("DELETE FROM posting_blocks_state; DELETE FROM vocabulary_state", folder)
    case .migrate:
      try FileManager.default.moveItem(atPath: folder.path("a.db"), toPath: folder.path("new.db"))
      let shape = SchemaV1.allCases[abs(seed) % SchemaV1.allCases.count]
      try shape.make(at: folder.path("a.db"), from: folder.path("new.db"))
      try FileManager.default.removeItem(atPath: folder.path("new.db"))
    case .repair: try shell(Self.damage, folder)
    case .ingestNew, .backup, .export: break
    }
  }

  /// What can be mended without a trace in an export.
  private static let damage = """
    INSERT INTO passages_fts(passages_fts, rowid, title, text) VALUES ('delete', 4, 'x', 'y');
    UPDATE articles SET content_hash = 'x', first_passage = NULL WHERE id % 7 = 0;
    UPDATE passage_lengths SET lengths = zeroblob(length(lengths));
    DELETE FROM vocabulary;
    DROP TRIGGER articles_after_delete;
    """

  private func shell(_ sql: String, _ folder: TemporaryFolder) throws {
    let result = try run("sqlite3", [folder.path("a.db"), ".dbconfig defensive off", sql])
    guard result.errors == "" else { throw Demo.DemoError(text: result.errors) }
  }
}

/// A folder in which a command is disturbed, and what must be true afterwards.
struct FaultRound {
  let scenario: FaultScenario
  let folder: TemporaryFolder
  /// The lines of an export before the command.
  let before: Set<Substring>
  /// An export after a command that nothing disturbed.
  let expected: String
  /// How it is told which round failed.
  let name: String

  func search(_ arguments: [String]) throws -> CommandResult {
    try run(Project.search, arguments, in: folder.path)
  }

  /// What is there is whole, of what was there before nothing is lost, and the next run finishes.
  func verify() throws {
    try verifyWhatIsThere()
    let rerun = try search(scenario.arguments)
    #expect(rerun.status == 0, "\(name): \(rerun.errors)")
    let check = try search(["check", "-d", "a.db"])
    #expect(check.status == 0, "\(name): \(check.errors)")
    let export = try search(["export", "-d", "a.db"])
    #expect(export.output == expected && export.status == 0, "\(name)")
    try verifyFiles(areFinished: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    // A migration that died just before its end keeps another backup; nothing else is left behind.
    let left = names.filter { $0.hasSuffix(".partial") && !$0.contains("-backup") }
    #expect(left == [], "\(name)")
  }

  private func verifyWhatIsThere() throws {
    let check = try search(["check", "-d", "a.db"])
    if scenario == .ingestNew, check.status != 0 {
      // Nothing was committed yet.
      let isNothing = ["no archive", "not a Pressmark archive"].contains(
        where: check.errors.contains)
      #expect(isNothing, "\(name): \(check.errors)")
      return
    }
    let isOlder = scenario == .migrate && check.errors.contains("earlier version")
    if scenario != .repair && !isOlder { #expect(check.status == 0, "\(name): \(check.errors)") }
    let now = try search(["export", "-d", "a.db"])
    #expect(now.status == 0, "\(name): \(now.errors)")
    let (lines, after) = (lines(of: now.output), lines(of: expected))
    // Whole articles, of before or of afterwards; none is missing that is in both.
    #expect(lines.subtracting(before).subtracting(after) == [], "\(name)")
    let kept = locations(before).intersection(locations(after))
    #expect(kept.subtracting(locations(lines)) == [], "\(name)")
    try verifyFiles(areFinished: false)
  }

  /// A backup or an export is whole, or not there.
  private func verifyFiles(areFinished: Bool) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for file in names where file == "copy.db" || isBackup(file) {
      let export = try search(["export", "-d", file])
      #expect(export.output == expected && export.status == 0, "\(name): \(file)")
      if file == "copy.db" {
        #expect(try search(["check", "-d", file]).status == 0, "\(name): \(file)")
      }
    }
    if names.contains("out.jsonl") {
      let text = try String(contentsOfFile: folder.path("out.jsonl"), encoding: .utf8)
      #expect(text == expected, "\(name)")
    }
    guard areFinished else { return }
    switch scenario {
    case .backup: #expect(names.contains("copy.db"), "\(name)")
    case .export: #expect(names.contains("out.jsonl"), "\(name)")
    case .migrate: #expect(names.contains(where: isBackup), "\(name)")
    default: break
    }
  }

  private func isBackup(_ file: String) -> Bool {
    file.hasPrefix("a.db.v1-backup") && !file.contains(".partial")
  }

  private func lines(of text: String) -> Set<Substring> { Set(text.split(separator: "\n")) }

  private func locations(_ lines: Set<Substring>) -> Set<Substring> {
    Set(lines.map { $0.prefix(upTo: $0.range(of: "\",\"docno\"")?.lowerBound ?? $0.endIndex) })
  }
}
