internal import FullTextIndex

/// The best k of the passages offered so far, and those that are nearly as good.
///
/// Passages must be offered by ascending row, so that among equal scores the lowest rows are kept.
struct TopK {
  /// A score that at least k passages are known to reach; lower scores are ignored.
  let floor: Double
  private let grouping: RankingQuery.Grouping
  private let slack: Double

  private var best: WorstFirstHeap
  /// The passages beyond the best ones that `slack` allows.
  private var close: WorstFirstHeap
  /// When grouping, the best passage of the current article.
  ///
  /// It is not in a heap yet, because the article may have a better one.
  private var pending: ScoredRow?
  private var pendingArticle: UInt32 = 0

  /// The score that a passage must exceed to be kept; until the heaps are full, reaching it is
  /// enough.
  private(set) var threshold: Double
  private(set) var isFull = false
  /// True if passages with a low score are not kept.
  var isSelective: Bool { threshold > 0 }

  /// Creates an instance without passages.
  ///
  /// A passage is kept beyond the best k if its score, times `1 + slack`, reaches that of the k-th, as
  /// long as there are fewer than `Rescoring.window` passages.
  init(k: Int, slack: Double, floor: Double, grouping: RankingQuery.Grouping) {
    self.slack = slack
    // The floor is a bound on the k-th score.
    self.floor = floor / (1 + slack)
    self.grouping = grouping
    best = WorstFirstHeap(capacity: k)
    close = WorstFirstHeap(capacity: slack > 0 ? max(0, Rescoring.window - k) : 0)
    threshold = self.floor
  }

  /// Returns true if a passage whose score is at most `bound` can be kept.
  ///
  /// A bound slightly below the threshold is admitted too, because sums of bounds are rounded.
  @inline(__always)
  func admits(_ bound: Double) -> Bool {
    let bound = bound * (1 + 1e-9)
    return bound > threshold || (!isFull && bound == threshold)
  }

  /// Keeps a passage if it is good enough.
  mutating func offer(
    _ row: UInt32, _ score: Double, _ lengths: inout PassageLengths
  ) throws(IndexError) {
    guard isFull ? score > threshold : score >= threshold else { return }
    let new = ScoredRow(score: score, row: row)
    guard grouping == .article else {
      insert(new)
      return
    }
    let article = try lengths.firstOfArticle(row)
    if let best = pending, article == pendingArticle {
      if score > best.score { pending = new }
      return
    }
    if let best = pending { insert(best) }
    pending = new
    pendingArticle = article
  }

  private mutating func insert(_ new: ScoredRow) {
    if let other = best.insert(new) { _ = close.insert(other) }
    guard best.isFull, let last = best.worst else { return }
    threshold = max(threshold, last.score / (1 + slack))
    if close.isFull {
      isFull = true
      threshold = max(threshold, close.worst?.score ?? last.score)
    }
  }

  /// Returns the passages that were kept, best first.
  ///
  /// Nothing may be offered afterwards.
  mutating func finish() -> [RankingHit] {
    if let best = pending { insert(best) }
    pending = nil
    let least = (best.worst?.score ?? 0) / (1 + slack)
    let kept = best.rows + close.rows.filter { $0.score >= least }
    return kept.map { RankingHit(passage: Int64($0.row), score: $0.score) }.sorted()
  }
}

/// A passage with its score; of equal scores, the lower row is better.
private struct ScoredRow {
  var score: Double
  var row: UInt32

  func isWorse(than other: ScoredRow) -> Bool {
    score != other.score ? score < other.score : row > other.row
  }
}

/// The best of the rows that were inserted, in a binary heap whose root is the worst of them.
private struct WorstFirstHeap {
  private let capacity: Int
  private(set) var rows: [ScoredRow] = []

  var isFull: Bool { rows.count == capacity }
  var worst: ScoredRow? { rows.first }

  init(capacity: Int) { self.capacity = capacity }

  /// Inserts a row.
  ///
  /// - Returns: The row that has no place any more: the worst of all; nil if there was room.
  mutating func insert(_ new: ScoredRow) -> ScoredRow? {
    guard isFull else {
      rows.append(new)
      rise()
      return nil
    }
    guard let worst, worst.isWorse(than: new) else { return new }
    rows[0] = new
    sink()
    return worst
  }

  private mutating func rise() {
    var index = rows.count - 1
    while index > 0, rows[index].isWorse(than: rows[(index - 1) / 2]) {
      rows.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func sink() {
    var index = 0
    while true {
      var worst = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < rows.count && rows[child].isWorse(than: rows[worst]) {
        worst = child
      }
      if worst == index { return }
      rows.swapAt(index, worst)
      index = worst
    }
  }
}
