import Foundation
import TestSupport
import Testing

/// A command that is interrupted or limited, and the archive that it works on.
enum FaultScenario: String, CaseIterable, CustomTestStringConvertible {
  case ingestNew, ingestChanged, prune, optimize, migrate, backup, export, repair

  var testDescription: String { rawValue }

  /// The arguments of `search`, in a folder with the archive `a.db` and the files `in`.
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

  /// Creates the archive as it is before the command, and the files.
  func prepare(_ folder: TemporaryFolder, seed: Int) throws {
    var corpus = RandomCorpus(seed: seed)
    try corpus.write("in", in: folder)
    guard self != .ingestNew else { return }
    let ingest = ["ingest", "in", "-d", "a.db", "--quiet"]
    _ = try folder.search(ingest).checked()
    switch self {
    case .ingestChanged, .prune:
      corpus.edit()
      try corpus.write("in", in: folder)
    case .optimize:
      // Several segments, and side tables that are out of date.
      corpus.edit()
      try corpus.write("in", in: folder)
      _ = try folder.search(ingest + ["--prune", "--force"]).checked()
      try folder.damage(
        "a.db", "DELETE FROM posting_blocks_state; DELETE FROM vocabulary_state")
    case .migrate:
      try folder.move("a.db", to: "new.db")
      let shape = EarlierSchema.allCases[abs(seed) % EarlierSchema.allCases.count]
      try shape.make(at: folder.path("a.db"), from: folder.path("new.db"))
      try folder.remove("new.db")
    case .repair: try folder.damage("a.db", Self.damage)
    case .ingestNew, .backup, .export: break
    }
  }

  /// Damage that a repair removes completely, so that the export is the same as before.
  private static let damage = """
    INSERT INTO passages_fts(passages_fts, rowid, title, text) VALUES ('delete', 4, 'x', 'y');
    UPDATE articles SET content_hash = '', first_passage = NULL WHERE id % 7 = 0;
    UPDATE passage_lengths SET lengths = zeroblob(length(lengths));
    DELETE FROM vocabulary;
    DROP TRIGGER articles_after_delete;
    """
}

/// A folder in which a command is disturbed, and the conditions that must hold afterwards.
struct FaultRound {
  let scenario: FaultScenario
  let folder: TemporaryFolder
  /// The lines of an export before the command.
  let before: Set<Substring>
  /// The export after an undisturbed run of the command.
  let expected: String
  /// The name of the round in messages.
  let name: String

  /// Fails unless the archive passes its check, nothing was lost, and the next run finishes.
  func verify() throws {
    try verifyWhatIsThere()
    let rerun = try folder.search(scenario.arguments)
    #expect(rerun.status == 0, "\(name): \(rerun.errors)")
    let check = try folder.search(["check", "-d", "a.db"])
    #expect(check.status == 0, "\(name): \(check.errors)")
    let export = try folder.search(["export", "-d", "a.db"])
    #expect(export.output == expected && export.status == 0, "\(name)")
    try verifyFiles(areFinished: true)
    let names = try folder.names()
    // A migration that died just before its end leaves another backup; nothing else may remain.
    let left = names.filter { $0.hasSuffix(".partial") && !$0.contains("-backup") }
    #expect(left == [], "\(name)")
  }

  private func verifyWhatIsThere() throws {
    let check = try folder.search(["check", "-d", "a.db"])
    if scenario == .ingestNew, check.status != 0 {
      // Nothing had been committed yet.
      let isNothing = ["no archive", "is empty"].contains(
        where: check.errors.contains)
      #expect(isNothing, "\(name): \(check.errors)")
      return
    }
    let isOlder = scenario == .migrate && check.errors.contains("earlier version")
    if scenario != .repair && !isOlder { #expect(check.status == 0, "\(name): \(check.errors)") }
    let now = try folder.search(["export", "-d", "a.db"])
    #expect(now.status == 0, "\(name): \(now.errors)")
    let (lines, after) = (lines(of: now.output), lines(of: expected))
    // Every article must be complete, from the state before or after the command; an article that
    // is in both states must exist.
    #expect(lines.subtracting(before).subtracting(after) == [], "\(name)")
    let kept = locations(before).intersection(locations(after))
    #expect(kept.subtracting(locations(lines)) == [], "\(name)")
    try verifyFiles(areFinished: false)
  }

  /// Checks that a backup or an export is complete or absent.
  private func verifyFiles(areFinished: Bool) throws {
    let names = try folder.names()
    for file in names where file == "copy.db" || isBackup(file) {
      let export = try folder.search(["export", "-d", file])
      #expect(export.output == expected && export.status == 0, "\(name): \(file)")
      if file == "copy.db" {
        #expect(try folder.search(["check", "-d", file]).status == 0, "\(name): \(file)")
      }
    }
    if names.contains("out.jsonl") {
      let text = try folder.text("out.jsonl")
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
