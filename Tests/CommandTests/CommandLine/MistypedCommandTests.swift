import Foundation
import TestSupport
import Testing

@testable import SearchCommand

/// Command lines with a small mistake, which are explained.
struct MistypedCommandTests {
  @Test(arguments: [
    (["moon", "-house"], "search -- moon -house"),
    (["-house", "moon"], "search -- -house moon"),
    (["moon", "-nuclear", "-n", "3"], "search -n 3 -- moon -nuclear"),
    (["moon", "-uboat", "--json", "base"], "search --json -- moon -uboat base"),
    (["query", "moon", "-x"], "search query -- moon -x"),
    (["timeline", "moon", "-house", "--by", "day"], "search timeline --by day -- moon -house"),
    (["two words", "-n5", "-cite"], "search -n5 -- 'two words' -cite"),
  ])
  func `an excluded word needs -- before the query`(arguments: [String], command: String) throws {
    let result = try Demo.search(arguments)
    #expect(result.status == 64 && result.output == "")
    #expect(result.errors.contains("  to leave out a word: \(command)\n"), "\(result.errors)")
    #expect(result.errors.hasSuffix("  did you mean: --cite\n") == arguments.contains("-cite"))
    let proposed = try run(
      "sh", ["-c", "'\(Project.search)'\(command.dropFirst(6)) -d articles.db"],
      in: Demo.folder.get().path)
    #expect(proposed.status != 64 || command.contains("--"), "\(proposed.errors)")
  }

  @Test func `an option without its value is no excluded word`() throws {
    #expect(try Demo.search(["moon", "-n"]).errors.contains("Missing value for '-n'"))
    #expect(try Demo.search(["moon", "-h"]).output.contains("OVERVIEW"))
    #expect(try !Demo.search(["moon", "--limit", "0"]).errors.contains("leave out"))
  }

  @Test(arguments: [
    (["--hlep"], "search --help"), (["--verison"], "search --version"),
    (["status", "--hepl"], "search status --help"), (["moon", "--helpp"], "search moon --help"),
  ])
  func `a mistyped request for help is understood`(arguments: [String], command: String) throws {
    let result = try Demo.search(arguments)
    #expect(result.status == 64 && result.errors.hasSuffix("  did you mean: \(command)\n"))
  }

  @Test(arguments: [
    (["ingst", "seeds"], "did you mean: search ingest seeds"),
    (["shwo", "3"], "did you mean: search show 3"),
    (["read", "3#2"], "did you mean: search show 3#2"),
    (["add", "seeds", "--prune"], "did you mean: search ingest seeds --prune"),
    (["delete", "3"], "search remove 3"), (["rm", "seeds"], "search remove --from seeds"),
  ])
  func `a mistyped subcommand with a file or an article is explained`(
    arguments: [String], hint: String
  ) throws {
    let result = try Demo.search(arguments)
    #expect(result.status == 64 && result.output == "")
    #expect(result.errors.contains("there is no subcommand '\(arguments[0])'"))
    #expect(result.errors.contains(hint), "\(result.errors)")
    #expect(result.errors.contains("to search for these words: search query \(arguments[0])"))
  }

  @Test(arguments: [
    ["import", "controls"], ["read", "1984"], ["delete", "the", "archive"], ["index", "funds"],
    ["shows", "2021"], ["moon", "3"], ["add"], ["ingst"],
  ])
  func `words that only resemble a subcommand are searched for`(arguments: [String]) throws {
    let result = try Demo.search(arguments + ["--json"])
    #expect(result.status < 2)
    #expect(try result.object["query"] as? String == arguments.joined(separator: " "))
  }

  @Test func `a single word that finds nothing may be a mistyped subcommand`() throws {
    for arguments in [["statsu"], ["statsu", "--no-suggest"]] {
      let result = try Demo.search(arguments)
      #expect(result.errors.hasSuffix("\n  did you mean the subcommand: search status\n"))
    }
    #expect(try !Demo.search(["statsu", "--json"]).errors.contains("did you mean"))
  }

  @Test func `help is for subcommands only`() throws {
    #expect(try Demo.search(["help", "status"]).output.contains("USAGE: search status"))
    let wanted = try Demo.search(["help", "wanted"])
    #expect(wanted.status == 64 && wanted.output == "")
    #expect(wanted.errors.contains("  to search for these words: search query help wanted\n"))
  }

  @Test func `an argument that is not UTF-8 is an error that says so`() throws {
    let folder = try Demo.folder.get().path
    for words in ["caf\\351", "moon --publisher \\377"] {
      let result = try run(
        "bash",
        ["-c", "'\(Project.search)' -d articles.db $(printf '\(words)')"], in: folder)
      #expect(result.status == 64 && result.output == "")
      #expect(result.errors.contains("is not UTF-8: '"), "\(result.errors)")
    }
  }

  @Test func `one edit is an insertion, a deletion, a change or an exchange`() {
    let letters = ["a", "b", "c"]
    func words(_ length: Int) -> [String] {
      (0..<length).reduce([""]) { words, _ in words.flatMap { w in letters.map { w + $0 } } }
    }
    func edited(_ word: String) -> Set<String> {
      let w = word.map(String.init)
      var all: Set<String> = []
      for i in 0...w.count {
        for letter in letters { all.insert((w[..<i] + [letter] + w[i...]).joined()) }
        guard i < w.count else { continue }
        all.insert((w[..<i] + w[(i + 1)...]).joined())
        for letter in letters { all.insert((w[..<i] + [letter] + w[(i + 1)...]).joined()) }
        guard i + 1 < w.count else { continue }
        all.insert((w[..<i] + [w[i + 1], w[i]] + w[(i + 2)...]).joined())
      }
      return all.subtracting([word])
    }
    for one in (1...4).flatMap(words) {
      let near = edited(one)
      for other in (1...4).flatMap(words) {
        #expect(isOneEdit(one, other) == near.contains(other), "\(one) \(other)")
      }
    }
  }
}
