import Foundation
import TestSupport
import Testing

/// The real program when it is killed, out of disk space, or runs at the same time as another
/// writer.
///
/// Committed articles must survive, and the next run must end in the same state as an undisturbed
/// one. There are more than 220 rounds; every failure names its scenario and seed.
struct FaultTests {
  @Test(arguments: FaultScenario.allCases)
  func `a command that is killed loses nothing, and the next run finishes`(
    scenario: FaultScenario
  ) throws {
    let bench = try FaultBench(scenario, seed: firstSeed)
    print("\(scenario) is killed within \(bench.microseconds) µs, seeds \(seeds(18))")
    for seed in seeds(18) {
      var random = SeededGenerator(seed: seed)
      let round = try bench.round("\(scenario) killed, seed \(seed)")
      // Several kills in a row, each starting from the state that the previous one left.
      for _ in 0...Int.random(in: 0...2, using: &random) {
        let delay = Int.random(in: 0...bench.microseconds, using: &random)
        try kill(round, after: delay)
      }
      try round.verify()
    }
  }

  @Test(arguments: FaultScenario.allCases)
  func `a command that reaches a file size limit loses nothing, and the next run finishes`(
    scenario: FaultScenario
  ) throws {
    let bench = try FaultBench(scenario, seed: firstSeed)
    print("\(scenario) has no room, seeds \(seeds(7))")
    for seed in seeds(7) {
      var random = SeededGenerator(seed: seed)
      let round = try bench.round("\(scenario) without room, seed \(seed)")
      // `ulimit -f` counts blocks of 512 bytes. The limit is usually below what the command needs.
      let limit = Int.random(in: 1...max(8, bench.bytes / 512), using: &random)
      let result = try run(
        "sh",
        [
          "-c", "ulimit -f \(limit); exec \"$@\"", "sh", Project.search,
        ] + scenario.arguments, in: round.folder.path)
      expectSentence(result, round.name)
      try round.verify()
    }
  }

  @Test(arguments: [FaultScenario.ingestNew, .ingestChanged, .migrate, .optimize])
  func `a command on a full disk loses nothing`(scenario: FaultScenario) throws {
    let probe = try run("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
    guard probe.status == 0 else { return skip("no tmpfs can be mounted") }
    let bench = try FaultBench(scenario, seed: firstSeed)
    for seed in seeds(3) {
      var random = SeededGenerator(seed: seed)
      let round = try bench.round("\(scenario) on a full disk, seed \(seed)")
      let room = max(64, bench.bytes / 1_024 * Int.random(in: 40...140, using: &random) / 100)
      let script = """
        mkdir disk && mount -t tmpfs -o size=\(room)k tmpfs disk || exit 99
        if [ -e a.db ]; then cp -a a.db disk/ 2>/dev/null; cmp -s a.db disk/a.db || exit 98; fi
        ln -s ../in disk/in && cd disk || exit 98
        "$@"; status=$?
        cd .. && rm -f a.db && cp -a disk/a.db* . 2>/dev/null; exit $status
        """
      let result = try run(
        "unshare", ["-m", "sh", "-c", script, "sh", Project.search] + scenario.arguments,
        in: round.folder.path)
      // If not even the original archive fits on the disk, there is nothing to test.
      guard result.status != 98 else { continue }
      #expect(result.status != 99, "\(result.errors)")
      expectSentence(result, round.name)
      try round.verify()
    }
  }

  @Test func `two ingests at once lose nothing`() throws {
    for seed in seeds(12) {
      let folder = try TemporaryFolder()
      try RandomCorpus(seed: seed).write("one", in: folder)
      try RandomCorpus(seed: seed + 1_000).write("two", in: folder)
      let script = """
        "$0" ingest one -d a.db -q & first=$!
        "$0" ingest two -d a.db -q; second=$?
        wait $first; echo $? $second
        """
      let result = try run("sh", ["-c", script, Project.search], in: folder.path)
      let statuses = result.output.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
      #expect(statuses.allSatisfy { $0 == 0 || $0 == 2 }, "seed \(seed): \(result)")
      if statuses.contains(2) {
        #expect(result.errors.contains("is being written by another program"), "seed \(seed)")
      }
      #expect(try folder.search("check", "-d", "a.db").status == 0, "seed \(seed)")
      for name in ["one", "two"] {
        #expect(try folder.search("ingest", name, "-d", "a.db", "-q").status == 0, "seed \(seed)")
        #expect(try folder.search("ingest", name, "-d", "b.db", "-q").status == 0, "seed \(seed)")
      }
      let export = try folder.search("export", "-d", "b.db")
      #expect(try folder.search("export", "-d", "a.db").output == export.output, "seed \(seed)")
      #expect(export.output.split(separator: "\n").count == 280)
    }
  }

  @Test(arguments: FaultScenario.allCases)
  func `a command reports a folder that cannot be written`(scenario: FaultScenario) throws {
    guard getuid() == 0, Project.hasProgram("setpriv") else {
      return skip("only root can become somebody who may not write")
    }
    let bench = try FaultBench(scenario, seed: firstSeed)
    let round = try bench.round("\(scenario) in a folder that cannot be written")
    // Copies the program, which may be in a folder that only root can read.
    let script = """
      cp "$1" program && shift && chmod -R a+rX . && chmod 555 . &&
        exec setpriv --reuid=65534 --regid=65534 --clear-groups ./program "$@"
      """
    let result = try run(
      "sh", ["-c", script, "sh", Project.search] + scenario.arguments, in: round.folder.path)
    expectSentence(result, round.name)
    // A repair cannot write either.
    #expect(result.status == 2, "\(round.name): \(result)")
    #expect(try run("chmod", ["755", round.folder.path]).status == 0)
    try round.verify()
  }

  /// Fails unless the command succeeded, or printed a sentence with the reason.
  private func expectSentence(_ result: CommandResult, _ name: String) {
    #expect(result.status == 0 || result.status == 2, "\(name): \(result)")
    if result.status == 2 {
      #expect(result.errors.contains("search: "), "\(name): \(result)")
      #expect(!result.errors.contains("Fatal error"), "\(name): \(result)")
    }
  }

  private func kill(_ round: FaultRound, after microseconds: Int) throws {
    let command = try RunningCommand(
      Project.search, round.scenario.arguments, in: round.folder.path)
    // The moment is random: there is nothing to wait for.
    usleep(UInt32(microseconds))
    command.send(SIGKILL)
    _ = command.wait()
  }
}

/// The initial state for all rounds of a scenario, created once, and the result of an undisturbed
/// run.
private final class FaultBench {
  private let scenario: FaultScenario
  private let start: TemporaryFolder
  private let before: Set<Substring>
  private let expected: String
  /// The time that the command usually takes.
  let microseconds: Int
  /// The total size of the files after the command.
  let bytes: Int

  init(_ scenario: FaultScenario, seed: Int) throws {
    self.scenario = scenario
    start = try TemporaryFolder()
    try scenario.prepare(start, seed: seed)
    func export(_ folder: TemporaryFolder) throws -> String {
      try folder.search("export", "-d", "a.db").output
    }
    before = scenario == .ingestNew ? [] : Set(try export(start).split(separator: "\n"))
    var shortest = Int.max
    var twin = try start.copy()
    for _ in 0..<2 {
      twin = try start.copy()
      let clock = ContinuousClock()
      let begin = clock.now
      let result = try twin.search(scenario.arguments)
      let took = clock.now - begin
      guard result.status == 0 else { throw CommandFailure(result) }
      shortest = min(shortest, Int(took / .microseconds(1)))
    }
    microseconds = shortest
    expected = try export(twin)
    bytes = try twin.names().reduce(0) { $0 + twin.size($1) }
    #expect(expected.split(separator: "\n").count > 100)
  }

  func round(_ name: String) throws -> FaultRound {
    FaultRound(
      scenario: scenario, folder: try start.copy(), before: before, expected: expected,
      name: name)
  }
}
