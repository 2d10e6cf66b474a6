internal import FullTextIndex
internal import QueryLanguage
internal import Ranking
internal import SQLite

extension Searcher {
  /// The answer to a request, with a notice for each word that hardly any passage has and another
  /// one is like; or, where it finds nothing, the answer to what these other words make of it.
  func corrected<Answer>(
    _ request: SearchRequest, _ usesEngine: Bool, total: KeyPath<Answer, Int>,
    notices: WritableKeyPath<Answer, [SearchNotice]>, _ answer: (SearchRequest) throws -> Answer
  ) throws -> Answer {
    var first = try answer(request)
    guard request.suggests, !request.isPlain, usesEngine else { return first }
    let corrections = try corrections(of: request.query)
    if corrections.isEmpty { return first }
    var other = request
    other.query = request.query.replacing(corrections)
    if first[keyPath: total] == 0, other.query != request.query {
      var second = try answer(other)
      if second[keyPath: total] > 0 {
        second[keyPath: notices].insert(SearchNotice(following: other.query), at: 0)
        return second
      }
    }
    first[keyPath: notices] += corrections.map(SearchNotice.init(proposing:))
    return first
  }

  /// Other words for those of a query that hardly any passage has, in any spelling.
  private func corrections(of query: Query) throws -> [Correction] {
    var corrections: [Correction] = []
    for run in query.wordRuns {
      let words = try run.filter { try !spellings().forms(of: $0.word).isExpanded }
      // What another spelling was found for does not stand between two halves of a word.
      guard words.count == run.count || words.count == 1 else {
        for word in words { corrections += try self.corrections(ofRun: [word]) }
        continue
      }
      corrections += try self.corrections(ofRun: words)
    }
    var seen: Set<[String]> = []
    return corrections.filter { seen.insert($0.typed).inserted }
  }

  private func corrections(
    ofRun words: [(word: String, range: Range<Int>)]
  ) throws -> [Correction] {
    let found: [Suggestion]
    do {
      found = try suggestions().suggest(for: words.map(\.word))
    } catch is IndexError {
      // No search fails for want of a proposal.
      return []
    }
    return found.compactMap { suggestion in
      let typed = suggestion.word.split(separator: " ").map(String.init)
      guard let first = words.first(where: { $0.word == typed.first }) else { return nil }
      return Correction(typed: typed, replacement: suggestion.replacement, range: first.range)
    }
  }
}
