internal import Archive
internal import Ranking
internal import SQLite

/// Makes posting lists of words that count in one form only, by looking at the texts that the index
/// finds for all forms.
struct ExactWords {
  private let archive: Archive
  private let reader: RankingReader
  private let folding: Tokenizer

  /// `folding` cuts and folds texts as the index does, and does not stem them.
  init(_ archive: Archive, _ reader: RankingReader, _ folding: Tokenizer) {
    self.archive = archive
    self.reader = reader
    self.folding = folding
  }

  /// The lists of the exact leaves of a plan, by number.
  ///
  /// - Complexity: O(n) in the length of the texts that hold any form: a few microseconds each.
  func lists(_ plan: QueryPlan) throws -> [Int: PassageList] {
    var lists: [Int: PassageList] = [:]
    for (number, leaf) in plan.leaves.enumerated() {
      guard let words = leaf.needle.exact, let counter = ExactWord(words, folding) else {
        continue
      }
      lists[number] = try list(leaf, counter)
    }
    return lists
  }

  private func list(_ leaf: PlannedLeaf, _ counter: ExactWord) throws -> PassageList {
    let columns = leaf.needle.columns ?? [0, 1]
    let weights = try reader.statistics().columnWeights
    var passages: [Int64] = []
    var frequencies: [Double] = []
    let query = RankingQuery([RankingQuery.Term(leaf.needle.pattern, columns: columns)], k: 0)
    for passage in try reader.matches(query) {
      let texts = try archive.connection.first(
        """
        SELECT articles.title, passages.text
          FROM passages JOIN articles ON articles.id = passages.article_id WHERE passages.id = ?1
        """, [.integer(passage)]
      ) { row in [row.text(at: 0) ?? "", row.text(at: 1) ?? ""] }
      var frequency = 0.0
      var isFound = false
      for (column, text) in (texts ?? []).enumerated() where columns.contains(column) {
        let count = try counter.count(in: text)
        isFound = isFound || count > 0
        frequency += Double(count) * (column < weights.count ? weights[column] : 1)
      }
      guard isFound else { continue }
      passages.append(passage)
      frequencies.append(frequency)
    }
    return PassageList(passages, frequencies: frequencies)
  }
}
