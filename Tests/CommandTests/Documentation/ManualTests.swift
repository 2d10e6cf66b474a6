import Foundation
import TestSupport
import Testing

/// The manual page and the completions, which `make install` installs with the program.
struct ManualTests {
  private static let manual = Project.path + "/docs/search.1"

  /// A command as `--experimental-dump-help` describes it.
  private struct Help: Decodable {
    struct Command: Decodable {
      var commandName: String
      var arguments: [Argument]?
      var subcommands: [Command]?
    }
    struct Argument: Decodable {
      var kind: String
      var names: [Name]?
      var allValues: [String]?
    }
    struct Name: Decodable {
      var kind: String
      var name: String
    }
    var command: Command
  }

  private func commands() throws -> [Help.Command] {
    let dump = try run(Project.search, ["--experimental-dump-help"])
    let help = try JSONDecoder().decode(Help.self, from: Data(dump.output.utf8))
    let commands = (help.command.subcommands ?? []).filter { $0.commandName != "help" }
    #expect(commands.count >= 7)
    return commands
  }

  @Test func `the manual has every option and value of every subcommand`() throws {
    let text = try String(contentsOfFile: Self.manual, encoding: .utf8)
    var sections: [String: String] = [:]
    for section in text.components(separatedBy: "\n.Ss ").dropFirst() {
      let lines = section.split(separator: "\n")
      sections[String(lines[0])] = section.components(separatedBy: "\n.Sh ")[0]
    }
    let common = try #require(sections["Options of all subcommands"])
    for command in try commands() {
      let section = try #require(sections["search \(command.commandName)"])
      for argument in command.arguments ?? [] {
        for name in argument.names ?? [] {
          // mdoc(7)'s form of -n and --limit.
          let pattern = name.kind == "long" ? "Fl -\(name.name)" : "Fl \(name.name)"
          let isThere = [section, common].contains { section in
            section.split(whereSeparator: \.isNewline).contains { line in
              line.hasPrefix(".It") && "\(line) ".contains("\(pattern) ")
            }
          }
          #expect(isThere, "\(pattern) of \(command.commandName)")
        }
        for value in argument.allValues ?? [] where argument.names?.last?.name != "color" {
          let words = section.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init)
          #expect(words.contains(value), "\(value) of \(command.commandName)")
        }
      }
    }
  }

  @Test func `the manual names no option that does not exist`() throws {
    let text = try String(contentsOfFile: Self.manual, encoding: .utf8)
    let known = Set(
      try commands().flatMap { $0.arguments ?? [] }.flatMap { $0.names ?? [] }.map(\.name))
    for line in text.split(separator: "\n") where line.hasPrefix(".It") {
      for match in line.matches(of: /Fl -?([a-z0-9-]+)/) {
        #expect(known.contains(String(match.output.1)), "\(line)")
      }
    }
  }

  @Test func `the table of formats has those of every subcommand, in order`() throws {
    let page = try String(contentsOfFile: Project.path + "/docs/output.md", encoding: .utf8)
    var documented: [String: [String]] = [:]
    for row in page.matches(of: /(?m)^\| (`search[^|]*) \| (`[^|]*) \|$/) {
      let formats = row.output.2.matches(of: /`([a-z-]+)`/).map { String($0.output.1) }
      for name in row.output.1.matches(of: /`search ?([a-z]*)`/) {
        documented[name.output.1.isEmpty ? "query" : String(name.output.1)] = formats
      }
    }
    var actual: [String: [String]] = [:]
    for command in try commands() {
      let option = command.arguments?.first { $0.names?.contains { $0.name == "format" } ?? false }
      if let option { actual[command.commandName] = option.allValues }
    }
    #expect(documented == actual && actual.count > 5)
  }

  @Test func `groff reports no problem in the manual`() throws {
    guard Project.hasProgram("groff") else { return skip("no groff") }
    let result = try run("groff", ["-mandoc", "-Tutf8", "-wall", Self.manual])
    #expect(result.errors == "" && result.status == 0)
    #expect(result.output.contains("AUKUS submarines"))
  }

  @Test func `make installs all files and uninstalls them`() throws {
    let folder = try TemporaryFolder()
    let variables = [
      "-o", "build", "-s", "DESTDIR=\(folder.path)", "PREFIX=/usr", "SEARCH=\(Project.search)",
    ]
    let install = try run("make", variables + ["install"])
    #expect(install.status == 0 && install.errors == "")
    let completions = [
      "bash": "usr/share/bash-completion/completions/search",
      "zsh": "usr/share/zsh/site-functions/_search",
      "fish": "usr/share/fish/vendor_completions.d/search.fish",
    ]
    let files = ["usr/bin/search", "usr/share/man/man1/search.1"] + completions.values
    for file in files {
      let data = FileManager.default.contents(atPath: folder.path(file))
      #expect((data?.count ?? 0) > 500, "\(file)")
    }
    for (shell, file) in completions {
      guard try run("sh", ["-c", "command -v \(shell)"]).status == 0 else {
        skip("no \(shell)")
        continue
      }
      let check = try run(shell, ["-n", folder.path(file)])
      #expect(check.status == 0 && check.errors == "")
    }
    #expect(try run("make", variables + ["uninstall"]).status == 0)
    for file in files { #expect(!folder.contains(file)) }
  }

  @Test func `help fits eighty columns`() throws {
    for command in try commands().map(\.commandName) {
      let help = try Demo.search([command, "--help"], environment: ["COLUMNS": "80"]).output
      for line in help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test func `the subcommand query may be left out`() throws {
    for arguments in [
      ["AUKUS", "-n", "1"], ["-n", "1", "--", "ingest"], ["AUKUS", "--nosuch"], ["AUKUS", "-n"],
      ["--json"], ["moon", "--help"], ["moon", "--limit", "0"], ["--", "show"],
      ["moon", "--version"],
      ["moon", "--facets", "x"],
    ] {
      let short = try Demo.search(arguments)
      let long = try Demo.search(["query"] + arguments)
      let pattern = /"elapsed_ms" : [0-9.]+/
      #expect(short.output.replacing(pattern, with: "") == long.output.replacing(pattern, with: ""))
      #expect(short.errors == long.errors && short.status == long.status, "\(arguments)")
    }
    #expect(try Demo.search(["help", "show"]).output.contains("USAGE: search show"))
  }
}
