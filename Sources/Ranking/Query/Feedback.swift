public import FullTextIndex
internal import Glibc

/// A passage that is taken for relevant, since it is among the best for a query.
public struct FeedbackPassage: Equatable, Sendable {
  /// Its score.
  public var score: Double
  /// How often each term stands in it, weighted by column.
  public var frequencies: [String: Double]
  /// Its tokens, over all columns.
  public var length: Int

  /// Creates a passage from its parts.
  public init(score: Double, frequencies: [String: Double], length: Int) {
    self.score = score
    self.frequencies = frequencies
    self.length = length
  }
}

/// A term that is added to a query, and what it counts for.
public struct FeedbackTerm: Equatable, Sendable {
  /// The term as the index has it.
  public var term: String
  /// What it counts for, beside 1 for a word of the query.
  public var weight: Double

  /// Creates a term from its parts.
  public init(term: String, weight: Double) {
    self.term = term
    self.weight = weight
  }
}

/// How a query is expanded by what its best passages have in common: pseudo-relevance feedback.
///
/// Terms are chosen as Rocchio does, by the centre of the best passages in the space of BM25:
///
///     weight(t) = sum over the passages of score / (sum of scores) * idf(t) * factor(t, passage)
///
/// and what they score is mixed with what the query scores, each divided by its largest:
///
///     score = (1 - share) * query + share * expansion * max(query) / max(expansion)
///
/// The mixing is the guard: a passage that only the expansion likes does not pass one that the query
/// likes much, and a query whose best passages have nothing in common is hardly changed.
///
/// Rocchio, Relevance feedback in information retrieval, 1971; Lv, Zhai: A comparative study of
/// methods for estimating query language models with pseudo feedback, CIKM 2009, on mixing.
public struct Feedback: Hashable, Sendable {
  /// How many of the best passages are looked at, each of another article.
  public var passages = 12
  /// How many terms are added at most.
  public var terms = 20
  /// What part of the score is the expansion's, in 0..<1.
  public var share = 0.4
  /// What part of all passages may hold a term that is added.
  public var maxDocumentShare = 0.1

  /// Creates the settings that did best on several collections together.
  public init() {}
}

extension RankingReader {
  /// The terms to add to a query of which `passages` are the best, by descending weight.
  ///
  /// The words of the query are to count `1 - feedback.share` beside them. `own` says in how many
  /// passages a term stands that are known, and none of which is sought.
  ///
  /// - Complexity: A look-up in the index for each term that may be among the chosen ones: some
  ///   hundred as a rule, and 2,000 at most.
  public func terms(
    for passages: [FeedbackPassage], _ feedback: Feedback, formula: BM25Parameters,
    own: [String: Int] = [:]
  ) throws(IndexError) -> [FeedbackTerm] {
    let query = RankingQuery([], k: 0, formula: formula)
    return try withSearch(query) { (search) throws(IndexError) in
      try search.terms(for: passages, feedback, own)
    }
  }
}

extension RankingSearch {
  fileprivate mutating func terms(
    for passages: [FeedbackPassage], _ feedback: Feedback, _ own: [String: Int]
  ) throws(IndexError) -> [FeedbackTerm] {
    let total = passages.reduce(0) { $0 + $1.score }
    guard total > 0 else { return [] }
    // The sum of the factors; the idf comes later, since it takes a look-up.
    var sums: [String: Double] = [:]
    for passage in passages {
      let part = passage.score / total
      for (term, frequency) in passage.frequencies where Self.isWordLike(term) {
        sums[term, default: 0] +=
          part * scoring.bm25.factor(frequency, length: passage.length)
      }
    }
    let chosen = try chosen(sums, feedback, own)
    // What the expansion gives to the best passages, as the engine will work it out.
    var most = 0.0
    for passage in passages {
      let score = chosen.reduce(0) { sum, term in
        sum + term.weight * term.idf
          * scoring.bm25.factor(passage.frequencies[term.term] ?? 0, length: passage.length)
      }
      most = max(most, score)
    }
    guard most > 0, let best = passages.map(\.score).max() else { return [] }
    return chosen.map {
      FeedbackTerm(term: $0.term, weight: feedback.share * best / most * $0.weight)
    }
  }

  private struct Candidate {
    var term: String
    var idf: Double
    var weight: Double
  }

  /// The terms with the largest weights, of equal ones the first in the alphabet.
  private mutating func chosen(
    _ sums: [String: Double], _ feedback: Feedback, _ own: [String: Int]
  ) throws(IndexError) -> [Candidate] {
    let rowCount = state.averages.rowCount
    let highest = BM25.idf(documentFrequency: min(2, rowCount), rowCount: rowCount)
    var chosen: [Candidate] = []
    let sorted = sums.lazy.filter { $0.value > 0 }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    for (term, sum) in sorted.prefix(Self.maxLookups) {
      // The rest are rarer here than any idf makes up for.
      if chosen.count == feedback.terms, sum * highest < chosen[chosen.count - 1].weight { break }
      let frequency = try catalog.documentFrequency(
        Array(term.utf8), decoded: &counters.postingsDecoded)
      // What only one passage has connects it with no other.
      guard frequency >= 2, frequency > own[term] ?? 0,
        Double(frequency) <= feedback.maxDocumentShare * Double(rowCount)
      else {
        continue
      }
      let idf = BM25.idf(documentFrequency: frequency, rowCount: rowCount)
      let candidate = Candidate(term: term, idf: idf, weight: sum * idf)
      let place =
        chosen.firstIndex { ($0.weight, term) < (candidate.weight, $0.term) } ?? chosen.count
      chosen.insert(candidate, at: place)
      if chosen.count > feedback.terms { chosen.removeLast() }
    }
    return chosen
  }

  /// A long text that has little in common with the index has many terms that are not chosen.
  private static let maxLookups = 2_000

  /// Whether a term may say something: numbers and single letters say little of a subject.
  private static func isWordLike(_ term: String) -> Bool {
    var scalars = term.unicodeScalars.makeIterator()
    guard let first = scalars.next() else { return false }
    // A character of Chinese or Japanese is a word.
    if scalars.next() == nil { return !first.isASCII }
    return !term.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
