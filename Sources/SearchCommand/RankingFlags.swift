internal import ArgumentParser
internal import Ranking
internal import SearchEngine

/// How passages are scored: common to all subcommands that rank.
struct RankingFlags: ParsableArguments {
  @Flag(help: "Add words to the query that its best passages have in common.")
  var expand = false

  @Option(
    help: ArgumentHelp(
      "How soon more of the same word stops to count, from 0 on.", valueName: "number"))
  var k1: Double?

  @Option(
    help: ArgumentHelp("How much the length of a passage counts, 0 to 1.", valueName: "number"))
  var b: Double?

  func validate() throws {
    if let k1, !(0...1_000).contains(k1) { throw ValidationError("--k1 must be from 0 to 1,000.") }
    if let b, !(0...1).contains(b) { throw ValidationError("--b must be from 0 to 1.") }
  }

  /// As the engine takes them.
  var options: RankingOptions {
    var options = RankingOptions()
    if let k1 { options.formula.k1 = k1 }
    if let b { options.formula.b = b }
    if expand { options.feedback = Feedback() }
    return options
  }

  /// What was asked for that `--plain` rules out.
  var firstGiven: String? {
    if expand { return "--expand" }
    if k1 != nil { return "--k1" }
    return b == nil ? nil : "--b"
  }
}
