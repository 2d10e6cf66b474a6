public import FullTextIndex
public import Ranking

/// The settings for scoring passages.
public struct RankingOptions: Equatable, Sendable {
  /// The settings of BM25.
  public var formula = BM25Parameters.passages
  /// The weights of title and text; nil for those that the archive stores.
  public var weights: [Double]?
  /// The features by which the best hits are scored again.
  public var rescoring = Rescoring()
  /// The settings for expanding the query; nil if it is not expanded.
  public var feedback: Feedback?

  /// Creates the default settings.
  public init() {}

  /// The settings of `ORDER BY rank` in the sqlite3 shell.
  public static var plain: RankingOptions {
    var options = RankingOptions()
    options.formula = .fts5
    return options
  }

  init(_ settings: [(setting: RankingSetting, value: Double)], expands: Bool) {
    var feedback = Feedback()
    for (setting, value) in settings {
      switch setting {
      case .k1: formula.k1 = value
      case .b: formula.b = value
      case .titleWeight: weights = [value, 1]
      case .proximity: rescoring.proximity = value
      case .otherPassages: rescoring.otherPassages = value
      case .expandPassages: feedback.passages = Int(value)
      case .expandTerms: feedback.terms = Int(value)
      case .expandShare: feedback.share = value
      }
    }
    if expands { self.feedback = feedback }
  }
}

/// A number that changes how passages are scored; its raw value is its name in the option `rank`.
public enum RankingSetting: String, CaseIterable, Sendable {
  case k1, b
  case titleWeight = "title-weight"
  case proximity
  case otherPassages = "other-passages"
  case expandPassages = "expand-passages"
  case expandTerms = "expand-terms"
  case expandShare = "expand-share"

  /// True if it changes how a query is expanded, and nothing else.
  public var isForExpansion: Bool {
    [.expandPassages, .expandTerms, .expandShare].contains(self)
  }

  /// True if it is a whole number.
  public var isWhole: Bool { [.expandPassages, .expandTerms].contains(self) }

  /// The values that it can have.
  public var range: ClosedRange<Double> {
    switch self {
    case .k1, .titleWeight, .proximity: 0...1_000
    case .b: 0...1
    case .otherPassages: 0...0.999
    case .expandPassages, .expandTerms: 1...100
    case .expandShare: 0.001...0.999
    }
  }

  /// Reads settings such as `k1=0.9,b=0.4`.
  static func parse(
    _ text: String
  ) throws(SearchRequestError) -> [(setting: RankingSetting, value: Double)] {
    var settings: [(setting: RankingSetting, value: Double)] = []
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { throw .malformedSetting(String(part)) }
      guard let setting = RankingSetting(rawValue: String(pair[0])) else {
        throw .unknownSetting(String(pair[0]))
      }
      guard let value = Double(pair[1]), setting.range.contains(value),
        !setting.isWhole || value == value.rounded()
      else { throw .invalidSetting(setting) }
      settings.append((setting, value))
    }
    return settings
  }
}
