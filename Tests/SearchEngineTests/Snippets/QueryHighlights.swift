import Archive
import QueryLanguage
import SQLite

@testable import SearchEngine
import SearchModel

extension Query {
  /// Returns the highlights of the query, without other spellings.
  func highlights(_ connection: Connection) throws -> [Highlight] {
    let planner = QueryPlanner(
      stemming: try connection.tokenizer(Archive.tokenizer),
      folding: try connection.tokenizer(Archive.foldingTokenizer), spellings: nil)
    return try planner.plan(self, .any, hitsAreArticles: false)?.highlights.highlights ?? []
  }
}
