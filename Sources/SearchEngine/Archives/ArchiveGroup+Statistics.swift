internal import FullTextIndex
internal import Archive
internal import Ranking

extension ArchiveGroup {
  /// Returns the size of the collection that scores are computed for; nil for that of the only index.
  func collection() throws -> RankingQuery.Collection? {
    guard isShared || recorder != nil else { return nil }
    let size = try lexicon.size
    // An empty collection has no average length.
    return size.passages > 0 && size.tokens > 0 ? size : nil
  }

  /// Returns the terms to add to a query whose best passages are `passages`; see
  /// `RankingReader.terms`.
  func terms(
    for passages: [FeedbackPassage], _ feedback: Feedback, formula: BM25Parameters,
    own: [String: Int] = [:], collection: RankingQuery.Collection?
  ) throws -> [FeedbackTerm] {
    let reader = members[0].reader
    guard let collection else {
      return try reader.terms(for: passages, feedback, formula: formula, own: own)
    }
    let lexicon = lexicon
    var failure: (any Error)?
    do {
      return try reader.terms(
        for: passages, feedback, formula: formula, own: own, collection: collection
      ) { (term) throws(IndexError) in
        do {
          return try lexicon.count(.documentFrequency(term, atMost: .max))
        } catch {
          failure = error
          throw .unsupportedQuery
        }
      }
    } catch {
      throw failure ?? error
    }
  }
}

extension ArchiveGroup.Member {
  /// Returns the archive as a part of a collection.
  func part() throws -> CollectionStatistics.Part {
    let last = try archive.lastIDs()
    return CollectionStatistics.Part(
      hash: try archive.identity(), lastArticle: last.article, lastPassage: last.passage)
  }
}

extension ArchiveGroup {
  /// Looks up how many passages of the collection have each other word and, if there are several
  /// archives, each scored clause.
  func findFrequencies(of plan: inout QueryPlan?) throws {
    guard let clauses = plan?.clauses else { return }
    let isPart = try collection() != nil
    let lexicon = lexicon
    for (index, clause) in clauses.enumerated()
    where clause.original != nil || isPart && clause.isScored {
      var term = clause.term
      // The written words decide, and the pattern depends on the archive.
      if term.written != nil { term.pattern = .any([]) }
      plan?.clauses[index].documentFrequency = try lexicon.count(.frequency(term))
    }
  }
}
