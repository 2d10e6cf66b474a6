internal import Archive
internal import FullTextIndex
internal import Ranking
internal import SQLite

/// Makes posting lists of words that count in one form only, by looking at the texts that the index
/// finds for all forms.
///
/// Lists are kept until the archive changes.
final class ExactWords {
  private let archive: Archive
  private let reader: RankingReader
  private let folding: Tokenizer
  private var kept: [Needle: PassageList] = [:]
  private var generation: Int?
  private static let mostKept = 256

  /// Creates a maker that shares what `reader` keeps of the index.
  init(_ archive: Archive, _ reader: RankingReader) throws(SQLiteError) {
    self.archive = archive
    self.reader = reader
    folding = try archive.connection.tokenizer(Archive.foldingTokenizer)
  }

  /// The lists of the exact leaves of a plan, by number.
  ///
  /// - Complexity: O(n) in the length of the texts that hold any form: a few microseconds each, the
  ///   first time.
  func lists(_ plan: QueryPlan) throws -> [Int: PassageList] {
    let exact = plan.leaves.enumerated().filter { $1.needle.exact != nil }
    guard !exact.isEmpty else { return [:] }
    let now = try reader.vocabulary().generation
    if now != generation || kept.count > Self.mostKept { kept = [:] }
    generation = now
    var lists: [Int: PassageList] = [:]
    for (number, leaf) in exact {
      let list = try kept[leaf.needle] ?? makeList(leaf.needle)
      kept[leaf.needle] = list
      lists[number] = list
    }
    return lists
  }

  /// How often the words of an exact leaf stand in each of `texts`, those of the columns.
  func counts(_ leaf: PlannedLeaf, _ texts: [String]) throws(SQLiteError) -> [Int] {
    guard let counter = ExactWord(leaf.needle.exact ?? [], folding) else { return [] }
    var counts: [Int] = []
    for (column, text) in texts.enumerated() {
      let isAsked = leaf.needle.columns?.contains(column) ?? true
      counts.append(isAsked ? try counter.count(in: text) : 0)
    }
    return counts
  }

  private func makeList(_ needle: Needle) throws -> PassageList {
    guard let counter = ExactWord(needle.exact ?? [], folding) else {
      return PassageList([], frequencies: [])
    }
    let columns = needle.columns ?? [0, 1]
    let weights = try reader.statistics().columnWeights
    var passages: [Int64] = []
    var frequencies: [Double] = []
    let query = RankingQuery([RankingQuery.Term(needle.pattern, columns: columns)], k: 0)
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
      guard frequency.isFinite else { throw IndexError.unsupportedQuery }
      passages.append(passage)
      frequencies.append(frequency)
    }
    return PassageList(passages, frequencies: frequencies)
  }
}
