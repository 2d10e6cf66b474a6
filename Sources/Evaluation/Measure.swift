internal import Glibc

/// A measure of how well a ranking answers a topic, from 0 to 1; higher is better.
///
/// All measures except `exponentialGain` are those of trec_eval 9, with relevance level 1.
public enum Measure: Hashable, Sendable {
  /// AP: the mean, over all relevant documents, of the precision at the document's rank, or 0 if
  /// the document is missing.
  ///
  /// Its mean over topics is MAP.
  case averagePrecision
  /// nDCG@k: the sum of the first k documents' grades, each divided by log2(rank + 1), as a
  /// fraction of the largest possible sum.
  ///
  /// Järvelin, Kekäläinen: Cumulated gain-based evaluation of IR techniques, ACM TOIS 20, 2002.
  case discountedGain(Int)
  /// nDCG@k with 2^grade - 1 in place of the grade.
  ///
  /// Burges and others: Learning to rank using gradient descent, ICML 2005.
  case exponentialGain(Int)
  /// P@k: the fraction of the first k documents that is relevant.
  case precision(Int)
  /// R@k: the fraction of the relevant documents that is among the first k.
  case recall(Int)
  /// RR: 1 divided by the rank of the first relevant document.
  case reciprocalRank
  /// bpref: the extent to which relevant documents precede documents that were judged not relevant.
  ///
  /// Documents without a judgment are ignored.
  ///
  /// Buckley, Voorhees: Retrieval evaluation with incomplete information, SIGIR 2004.
  case binaryPreference
  /// S@k: 1 if any of the first k documents is relevant, otherwise 0.
  case success(Int)

  /// Creates the measure with a name such as `ndcg@10`, `map` or `R@100`, or one of trec_eval's
  /// names, such as `ndcg_cut_10` or `recip_rank`; nil if there is no such measure.
  ///
  /// Upper and lower case are equivalent.
  public init?(_ name: String) {
    let parts = Self.canonicalName(name.lowercased())
      .split(separator: "@", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2 else { return nil }
    let cutoff = parts.count == 2 ? Int(parts[1]) : nil
    guard parts.count == 1 || (cutoff.map { (1...1_000_000).contains($0) } ?? false) else {
      return nil
    }
    switch (first, cutoff) {
    case ("map", nil), ("ap", nil): self = .averagePrecision
    case ("rr", nil), ("mrr", nil): self = .reciprocalRank
    case ("bpref", nil): self = .binaryPreference
    case ("ndcg", let cutoff?): self = .discountedGain(cutoff)
    case ("ndcg-exp", let cutoff?): self = .exponentialGain(cutoff)
    case ("p", let cutoff?): self = .precision(cutoff)
    case ("r", let cutoff?), ("recall", let cutoff?): self = .recall(cutoff)
    case ("s", let cutoff?), ("success", let cutoff?): self = .success(cutoff)
    default: return nil
    }
  }

  /// The names of the measures, with k for the cutoff.
  public static let names = [
    "MAP", "nDCG@k", "nDCG-exp@k", "P@k", "R@k", "RR", "bpref", "S@k",
  ]

  /// Returns this module's name for one of trec_eval's; other names are returned unchanged.
  private static func canonicalName(_ name: String) -> String {
    if name == "recip_rank" { return "rr" }
    for (theirs, ours) in [("ndcg_cut", "ndcg"), ("p", "p"), ("recall", "r"), ("success", "s")] {
      for mark in ["_", "."] where name.hasPrefix(theirs + mark) {
        return ours + "@" + name.dropFirst(theirs.count + 1)
      }
    }
    return name
  }

  /// The name of the measure.
  public var name: String {
    switch self {
    case .averagePrecision: "MAP"
    case .discountedGain(let cutoff): "nDCG@\(cutoff)"
    case .exponentialGain(let cutoff): "nDCG-exp@\(cutoff)"
    case .precision(let cutoff): "P@\(cutoff)"
    case .recall(let cutoff): "R@\(cutoff)"
    case .reciprocalRank: "RR"
    case .binaryPreference: "bpref"
    case .success(let cutoff): "S@\(cutoff)"
    }
  }

  /// Returns the value for ranked `documents`, given the `grades` of the topic's judged documents.
  ///
  /// - Complexity: O(n log n) in the number of judged documents, and O(n) in the number of ranked
  ///   ones.
  public func value(of documents: [String], grades: [String: Int]) -> Double {
    let found = documents.map { grades[$0] }
    let relevant = grades.values.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    func hits(_ cutoff: Int) -> Int {
      found.prefix(cutoff).reduce(0) { $0 + (($1 ?? 0) > 0 ? 1 : 0) }
    }
    switch self {
    case .averagePrecision: return Self.averagePrecision(found, relevant)
    case .discountedGain(let cutoff):
      return Self.normalizedGain(found, grades, cutoff) { Double($0) }
    case .exponentialGain(let cutoff):
      // Dividing every gain by 2^top leaves the quotient unchanged and avoids an overflow.
      let top = grades.values.max() ?? 0
      return Self.normalizedGain(found, grades, cutoff) {
        exp2(Double($0 - top)) - exp2(Double(-top))
      }
    case .precision(let cutoff): return Double(hits(cutoff)) / Double(cutoff)
    case .recall(let cutoff):
      return relevant == 0 ? 0 : Double(hits(cutoff)) / Double(relevant)
    case .reciprocalRank:
      return found.firstIndex { ($0 ?? 0) > 0 }.map { 1 / Double($0 + 1) } ?? 0
    case .binaryPreference: return Self.binaryPreference(found, grades, relevant)
    case .success(let cutoff): return hits(cutoff) > 0 ? 1 : 0
    }
  }

  private static func averagePrecision(_ found: [Int?], _ relevant: Int) -> Double {
    guard relevant > 0 else { return 0 }
    var (sum, hits) = (0.0, 0)
    for (index, grade) in found.enumerated() where (grade ?? 0) > 0 {
      hits += 1
      sum += Double(hits) / Double(index + 1)
    }
    return sum / Double(relevant)
  }

  private static func normalizedGain(
    _ found: [Int?], _ grades: [String: Int], _ cutoff: Int, _ gain: (Int) -> Double
  ) -> Double {
    func discounted(_ grades: [Int]) -> Double {
      grades.prefix(cutoff).enumerated().reduce(0) { sum, entry in
        sum + (entry.element > 0 ? gain(entry.element) / log2(Double(entry.offset + 2)) : 0)
      }
    }
    let best = discounted(grades.values.sorted(by: >))
    return best > 0 ? discounted(found.map { $0 ?? 0 }) / best : 0
  }

  private static func binaryPreference(
    _ found: [Int?], _ grades: [String: Int], _ relevant: Int
  ) -> Double {
    let nonrelevant = grades.values.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    guard relevant > 0 else { return 0 }
    var (sum, before) = (0.0, 0)
    for case let grade? in found {
      if grade == 0 {
        before += 1
      } else if grade > 0 {
        sum +=
          before == 0
          ? 1 : 1 - Double(min(before, relevant)) / Double(min(relevant, nonrelevant))
      }
    }
    return sum / Double(relevant)
  }
}
