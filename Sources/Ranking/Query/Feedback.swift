public import FullTextIndex
internal import Glibc

/// A passage that is assumed to be relevant because it is among the best for a query.
public struct FeedbackPassage: Equatable, Sendable {
  /// The score of the passage.
  public var score: Double
  /// The frequency of each term, weighted by column.
  public var frequencies: [String: Double]
  /// The number of tokens in all columns.
  public var length: Int

  /// Creates a passage from its parts.
  public init(score: Double, frequencies: [String: Double], length: Int) {
    self.score = score
    self.frequencies = frequencies
    self.length = length
  }
}

/// A term to add to a query, with its weight.
public struct FeedbackTerm: Equatable, Sendable {
  /// The term, as in the index.
  public var term: String
  /// The weight; a typed word has the weight 1.
  public var weight: Double

  /// Creates a term from its parts.
  public init(term: String, weight: Double) {
    self.term = term
    self.weight = weight
  }
}

extension RankingReader {
  /// Returns the terms to add to a query whose best passages are `passages`, by descending weight.
  ///
  /// The caller has to multiply the weights of the typed words by `1 - feedback.share`. `own` has,
  /// for some terms, the number of passages with the term that are excluded from the results; a
  /// term is added only if it is in other passages too.
  ///
  /// If the index is a part of `collection`, `frequency` returns the number of passages of the
  /// collection with a term.
  ///
  /// - Complexity: A lookup in the index for each term that may be chosen: usually some hundreds,
  ///   and at most 2,000.
  public func terms(
    for passages: [FeedbackPassage], _ feedback: Feedback, formula: BM25Parameters,
    own: [String: Int] = [:], collection: RankingQuery.Collection? = nil,
    frequency: ((String) throws(IndexError) -> Int)? = nil
  ) throws(IndexError) -> [FeedbackTerm] {
    var query = RankingQuery([], k: 0, formula: formula)
    query.collection = collection
    return try withSearch(query) { (search) throws(IndexError) in
      try search.terms(for: passages, feedback, own, frequency)
    }
  }
}

extension RankingSearch {
  fileprivate mutating func terms(
    for passages: [FeedbackPassage], _ feedback: Feedback, _ own: [String: Int],
    _ frequency: ((String) throws(IndexError) -> Int)?
  ) throws(IndexError) -> [FeedbackTerm] {
    let total = passages.reduce(0) { $0 + $1.score }
    guard total > 0 else { return [] }
    // The weights without the idf, which needs a lookup and is multiplied in later.
    var sums: [String: Double] = [:]
    for passage in passages {
      let part = passage.score / total
      for (term, frequency) in passage.frequencies where Self.isWordLike(term) {
        sums[term, default: 0] +=
          part * scoring.bm25.factor(frequency, length: passage.length)
      }
    }
    let chosen = try chosen(sums, feedback, own, frequency)
    // The highest score of a passage for the added terms alone, computed as the engine will.
    var maxScore = 0.0
    for passage in passages {
      let score = chosen.reduce(0) { sum, term in
        sum + term.weight * term.idf
          * scoring.bm25.factor(passage.frequencies[term.term] ?? 0, length: passage.length)
      }
      maxScore = max(maxScore, score)
    }
    guard maxScore > 0, let best = passages.map(\.score).max() else { return [] }
    return chosen.map {
      FeedbackTerm(term: $0.term, weight: feedback.share * best / maxScore * $0.weight)
    }
  }

  private struct Candidate {
    var term: String
    var idf: Double
    var weight: Double
  }

  /// Returns the terms with the largest weights; terms with equal weights are in alphabetical
  /// order.
  private mutating func chosen(
    _ sums: [String: Double], _ feedback: Feedback, _ own: [String: Int],
    _ given: ((String) throws(IndexError) -> Int)?
  ) throws(IndexError) -> [Candidate] {
    let rowCount = passageCount
    let highest = BM25.idf(documentFrequency: min(2, rowCount), rowCount: rowCount)
    var chosen: [Candidate] = []
    let sorted = sums.lazy.filter { $0.value > 0 }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    for (term, sum) in sorted.prefix(Self.maxLookups) {
      // No idf can make up for the low frequency of the remaining terms in these passages.
      if chosen.count == feedback.terms, sum * highest < chosen[chosen.count - 1].weight { break }
      let frequency: Int
      if let given {
        frequency = try given(term)
      } else {
        frequency = try catalog.documentFrequency(
          Array(term.utf8), decoded: &counters.postingsDecoded)
      }
      // A term that is in only one passage finds no other passages.
      guard frequency >= 2, frequency > own[term] ?? 0,
        Double(frequency) <= feedback.maxDocumentShare * Double(rowCount)
      else {
        continue
      }
      let idf = BM25.idf(documentFrequency: frequency, rowCount: rowCount)
      let candidate = Candidate(term: term, idf: idf, weight: sum * idf)
      let index =
        chosen.firstIndex { ($0.weight, term) < (candidate.weight, $0.term) } ?? chosen.count
      chosen.insert(candidate, at: index)
      if chosen.count > feedback.terms { chosen.removeLast() }
    }
    return chosen
  }

  /// The maximum number of lookups.
  ///
  /// Without it, a long text that has little in common with the index would need a lookup for
  /// almost every term.
  private static let maxLookups = 2_000

  /// Returns false for numbers and single letters, which say little about a subject.
  private static func isWordLike(_ term: String) -> Bool {
    var scalars = term.unicodeScalars.makeIterator()
    guard let first = scalars.next() else { return false }
    // A single Chinese or Japanese character is a word.
    if scalars.next() == nil { return !first.isASCII }
    return !term.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
