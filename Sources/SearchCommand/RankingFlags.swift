internal import FullTextIndex
internal import ArgumentParser
internal import Ranking
internal import SearchEngine

/// How passages are scored: common to all subcommands that rank.
///
/// All numbers stand in one option: each option takes every start of the program longer.
struct RankingFlags: ParsableArguments {
  @Flag(help: "Add words to the query that its best passages have in common.")
  var expand = false

  @Option(
    help: ArgumentHelp(
      "Rank with other settings, parted by commas, such as k1=0.9,b=0.4. (settings: "
        + "\(RankingSetting.allCases.map(\.rawValue).joined(separator: ", ")))",
      valueName: "settings"))
  var rank: String?

  func validate() throws {
    let given = try settings()
    if !expand, let other = given.first(where: { $0.setting.isOfExpansion }) {
      throw ValidationError("--rank \(other.setting.rawValue) is of use with --expand only.")
    }
  }

  /// - Throws: `ValidationError`, where something was asked for that something else rules out.
  func check(_ reading: ReadingOptions, passages: Bool) throws {
    if reading.plain || reading.raw, expand || rank != nil {
      throw ValidationError(
        "\(reading.plain ? "--plain" : "--raw") and \(expand ? "--expand" : "--rank") exclude each "
          + "other.")
    }
    if passages, try settings().contains(where: { $0.setting == .otherPassages }) {
      throw ValidationError("--passages and --rank other-passages exclude each other.")
    }
  }

  /// As the engine takes them.
  ///
  /// - Throws: `ValidationError`, as `validate()`.
  func options() throws -> RankingOptions {
    var options = RankingOptions()
    var feedback = Feedback()
    for (setting, value) in try settings() {
      switch setting {
      case .k1: options.formula.k1 = value
      case .b: options.formula.b = value
      case .titleWeight: options.weights = [value, 1]
      case .proximity: options.rescoring.proximity = value
      case .otherPassages: options.rescoring.otherPassages = value
      case .expandPassages: feedback.passages = Int(value)
      case .expandTerms: feedback.terms = Int(value)
      case .expandShare: feedback.share = value
      }
    }
    if expand { options.feedback = feedback }
    return options
  }

  private func settings() throws -> [(setting: RankingSetting, value: Double)] {
    try (rank ?? "").split(separator: ",").map { part in
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else {
        throw ValidationError("--rank: '\(part)' is no setting, which is NAME=NUMBER.")
      }
      guard let setting = RankingSetting(rawValue: String(pair[0])) else {
        throw ValidationError(
          "--rank: there is no setting '\(pair[0])'; there are "
            + RankingSetting.allCases.map(\.rawValue).joined(separator: ", ") + ".")
      }
      return (setting, try setting.value(pair[1]))
    }
  }
}

/// A number that passages are scored with, by its name in `--rank`.
enum RankingSetting: String, CaseIterable {
  case k1, b
  case titleWeight = "title-weight"
  case proximity
  case otherPassages = "other-passages"
  case expandPassages = "expand-passages"
  case expandTerms = "expand-terms"
  case expandShare = "expand-share"

  /// Whether it says how a query is expanded.
  var isOfExpansion: Bool {
    [.expandPassages, .expandTerms, .expandShare].contains(self)
  }

  /// What it may be, and in words.
  private var range: (ClosedRange<Double>, String) {
    switch self {
    case .k1, .titleWeight, .proximity: (0...1_000, "from 0 to 1,000")
    case .b: (0...1, "from 0 to 1")
    case .otherPassages: (0...0.999, "from 0 to 0.999")
    case .expandPassages, .expandTerms: (1...100, "a whole number from 1 to 100")
    case .expandShare: (0.001...0.999, "from 0.001 to 0.999")
    }
  }

  /// - Throws: `ValidationError`, where a text is no number, or out of range.
  fileprivate func value(_ text: Substring) throws -> Double {
    let isWhole = [.expandPassages, .expandTerms].contains(self)
    guard let number = Double(text), range.0.contains(number),
      !isWhole || number == number.rounded()
    else { throw ValidationError("--rank: \(rawValue) must be \(range.1).") }
    return number
  }
}
