internal import FullTextIndex
internal import SQLite

/// The state shared by all evaluations: formula, lengths, exclusions and the best hits so far.
struct Scorer {
  var scoring: ScoringContext
  /// A term of the query that is scored.
  struct Part {
    /// The index of its list.
    var list: Int
    /// The positive factor by which the idf is multiplied.
    var queryWeight: Double
  }

  /// The scored terms, in the order of the query.
  let order: [Part]
  /// The gain of the current passage from each list; 0 if the list lacks the passage.
  var contributions: [Double]
  var excluded: ExcludedRows
  var allowed: AllowedRows
  var top: TopK
  var blocksSkipped = 0
  /// The number of matching passages visited.
  var matched = 0
  let connection: Connection
  private var steps: UInt8 = 0

  init(
    scoring: ScoringContext, order: [Part], contributions: [Double], excluded: ExcludedRows,
    allowed: AllowedRows, top: TopK, connection: Connection
  ) {
    self.scoring = scoring
    self.order = order
    self.contributions = contributions
    self.excluded = excluded
    self.allowed = allowed
    self.top = top
    self.connection = connection
  }

  /// Throws if the search must stop.
  ///
  /// Asks at every 256th call, so that it can be called for every row or block.
  @inline(__always)
  mutating func checkInterruption() throws(IndexError) {
    steps &+= 1
    if steps == 0 { try connection.checkIndexInterruption() }
  }

  /// Adds up the contributions in the order of the query, as FTS5 does, and keeps the passage if it
  /// is among the best.
  ///
  /// - Returns: True if the best passages may have changed.
  mutating func offer(_ row: UInt32) throws(IndexError) -> Bool {
    var score = 0.0
    for part in order { score += part.queryWeight * contributions[part.list] }
    guard top.admits(score), try !excluded.contains(row, &scoring.lengths) else { return false }
    try top.offer(row, score, &scoring.lengths)
    return true
  }
}

/// The best k of the passages offered so far, in a binary heap whose root is the worst of them.
///
/// Passages must be offered by ascending row, so that among equal scores the lowest rows are kept.
struct TopK {
  /// The maximum number of passages.
  let k: Int
  /// A score that at least k passages are known to reach; lower scores are ignored.
  let floor: Double
  private let grouping: RankingQuery.Grouping

  private var heap: [(score: Double, row: UInt32)] = []
  /// When grouping, the best passage of the current article.
  ///
  /// It is not in the heap yet, because the article may have a better one.
  private var pending: (score: Double, row: UInt32)?
  private var pendingArticle: UInt32 = 0

  /// The score that a passage must exceed to be kept; until the heap is full, reaching it is
  /// enough.
  private(set) var threshold: Double
  private(set) var isFull = false

  init(k: Int, floor: Double, grouping: RankingQuery.Grouping) {
    self.k = k
    self.floor = floor
    self.grouping = grouping
    threshold = floor
  }

  /// Returns true if a passage whose score is at most `bound` can be among the best.
  ///
  /// A bound slightly below the threshold is admitted too, because sums of bounds are rounded.
  @inline(__always)
  func admits(_ bound: Double) -> Bool {
    let bound = bound * (1 + 1e-9)
    return bound > threshold || (!isFull && bound == threshold)
  }

  /// Keeps a passage if it is among the best.
  mutating func offer(
    _ row: UInt32, _ score: Double, _ lengths: inout PassageLengths
  ) throws(IndexError) {
    guard isFull ? score > threshold : score >= threshold else { return }
    guard grouping == .article else {
      insert((score, row))
      return
    }
    let article = try lengths.firstOfArticle(row)
    if let best = pending, article == pendingArticle {
      if score > best.score { pending = (score, row) }
      return
    }
    if let best = pending { insert(best) }
    pending = (score, row)
    pendingArticle = article
  }

  private mutating func insert(_ new: (score: Double, row: UInt32)) {
    if heap.count < k {
      heap.append(new)
      var index = heap.count - 1
      while index > 0, Self.isWorse(heap[index], heap[(index - 1) / 2]) {
        heap.swapAt(index, (index - 1) / 2)
        index = (index - 1) / 2
      }
    } else if let worst = heap.first, Self.isWorse(worst, new) {
      heap[0] = new
      sift()
    }
    if heap.count == k, let worst = heap.first {
      isFull = true
      threshold = worst.score
    }
  }

  private mutating func sift() {
    var index = 0
    while true {
      var worst = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && Self.isWorse(heap[child], heap[worst]) {
        worst = child
      }
      if worst == index { return }
      heap.swapAt(index, worst)
      index = worst
    }
  }

  private static func isWorse(
    _ a: (score: Double, row: UInt32), _ b: (score: Double, row: UInt32)
  ) -> Bool {
    a.score != b.score ? a.score < b.score : a.row > b.row
  }

  /// Returns the best passages, best first.
  ///
  /// Nothing may be offered afterwards.
  mutating func finish() -> [RankingHit] {
    if let best = pending { insert(best) }
    pending = nil
    return heap.map { RankingHit(passage: Int64($0.row), score: $0.score) }.sorted()
  }
}
