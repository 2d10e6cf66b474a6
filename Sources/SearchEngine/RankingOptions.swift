public import FullTextIndex
public import Ranking

/// How passages are scored.
public struct RankingOptions: Equatable, Sendable {
  /// The settings of BM25.
  public var formula = BM25Parameters.passages
  /// How much a word counts in the title and in the text; nothing for what the archive says.
  public var weights: [Double]?
  /// What the best hits are looked at for once more.
  public var rescoring = Rescoring()
  /// How the query is expanded, if at all.
  public var feedback: Feedback?

  /// Creates the settings that are used where nothing else is asked for.
  public init() {}

  /// As `ORDER BY rank` does in the sqlite3 shell.
  public static var plain: RankingOptions {
    var options = RankingOptions()
    options.formula = .fts5
    return options
  }
}
