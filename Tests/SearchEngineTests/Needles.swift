import Archive
import QueryLanguage
import SQLite

@testable import SearchEngine

extension Query {
  /// The needles that the query highlights, without other spellings.
  func needles(_ connection: Connection) throws -> [Needle] {
    let planner = QueryPlanner(
      stemming: try connection.tokenizer(Archive.tokenizer),
      folding: try connection.tokenizer(Archive.foldingTokenizer), spellings: nil)
    return try planner.plan(self, .any)?.needles.needles ?? []
  }
}
