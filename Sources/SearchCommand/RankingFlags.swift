internal import ArgumentParser
internal import Ranking
internal import SearchEngine

/// How passages are scored: common to all subcommands that rank.
struct RankingFlags: ParsableArguments {
  @Flag(help: "Add words to the query that its best passages have in common.")
  var expand = false

  @OptionGroup var settings: RankingSettings

  func validate() throws {
    if !expand, let other = settings.firstOfExpansion {
      throw ValidationError("\(other) is of use with --expand only.")
    }
  }

  /// As the engine takes them.
  var options: RankingOptions {
    var options = settings.options
    if expand { options.feedback = settings.feedback }
    return options
  }

  /// - Throws: `ValidationError`, where something was asked for that `--plain` rules out.
  func check(_ reading: ReadingOptions) throws {
    guard reading.plain || reading.raw,
      let other = expand ? "--expand" : settings.firstOfFormula
    else { return }
    throw ValidationError(
      "\(reading.plain ? "--plain" : "--raw") and \(other) exclude each other.")
  }
}

/// The numbers that passages are scored with, which few need to change.
struct RankingSettings: ParsableArguments {
  @Option(help: help("How soon more of the same word stops to count. (default: 1.2)"))
  var k1: Double?

  @Option(help: help("How much the length of a passage counts, from 0 to 1. (default: 0.5)"))
  var b: Double?

  @Option(help: help("What a word in the title counts. (default: that of the archive, 2)"))
  var titleWeight: Double?

  @Option(help: help("What words that stand close together add. (default: 0)"))
  var proximity: Double?

  @Option(help: help("What part of their scores other passages of an article add. (default: 0)"))
  var otherPassages: Double?

  @Option(help: help("How many passages --expand takes words from. (default: 12)", valueName: "n"))
  var expandPassages: Int?

  @Option(help: help("How many words --expand adds at most. (default: 20)", valueName: "n"))
  var expandTerms: Int?

  @Option(
    help: help("What part of the score is that of the words that --expand adds. (default: 0.4)"))
  var expandShare: Double?

  private static func help(_ text: String, valueName: String = "number") -> ArgumentHelp {
    ArgumentHelp("\(text)", valueName: valueName)
  }

  func validate() throws {
    func check(_ name: String, _ value: Double?, _ range: ClosedRange<Double>, _ words: String)
      throws
    {
      if let value, !range.contains(value) {
        throw ValidationError("\(name) must be \(words).")
      }
    }
    try check("--k1", k1, 0...1_000, "from 0 to 1,000")
    try check("--b", b, 0...1, "from 0 to 1")
    try check("--title-weight", titleWeight, 0...1_000, "from 0 to 1,000")
    try check("--proximity", proximity, 0...1_000, "from 0 to 1,000")
    try check("--other-passages", otherPassages, 0...0.999, "from 0 to 0.999")
    try check("--expand-passages", expandPassages.map(Double.init), 1...100, "from 1 to 100")
    try check("--expand-terms", expandTerms.map(Double.init), 1...100, "from 1 to 100")
    try check("--expand-share", expandShare, 0.001...0.999, "from 0.001 to 0.999")
  }

  /// As the engine takes them.
  var options: RankingOptions {
    var options = RankingOptions()
    if let k1 { options.formula.k1 = k1 }
    if let b { options.formula.b = b }
    if let titleWeight { options.weights = [titleWeight, 1] }
    if let proximity { options.rescoring.proximity = proximity }
    if let otherPassages { options.rescoring.otherPassages = otherPassages }
    return options
  }

  /// How a query is expanded, where it is to be.
  var feedback: Feedback {
    var feedback = Feedback()
    if let expandPassages { feedback.passages = expandPassages }
    if let expandTerms { feedback.terms = expandTerms }
    if let expandShare { feedback.share = expandShare }
    return feedback
  }

  /// The first option given that changes the formula.
  var firstOfFormula: String? {
    let given: [(String, Double?)] = [
      ("--k1", k1), ("--b", b), ("--title-weight", titleWeight), ("--proximity", proximity),
      ("--other-passages", otherPassages),
    ]
    return given.first { $0.1 != nil }?.0
  }

  /// The first option given that says how to expand.
  var firstOfExpansion: String? {
    if expandPassages != nil { return "--expand-passages" }
    if expandTerms != nil { return "--expand-terms" }
    return expandShare == nil ? nil : "--expand-share"
  }
}
