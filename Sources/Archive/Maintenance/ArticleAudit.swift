internal import FullTextIndex
internal import SQLite

/// The problems of articles and their passages, found in one pass over both.
struct ArticleAudit {
  /// The number of passages that belong to no article.
  private(set) var strayPassages = 0
  /// Articles without a passage; an article without text should have an empty one.
  private(set) var emptyArticles: [Int64] = []
  /// Articles whose passages are out of order: their ordinals do not count up from 1, their ids are
  /// not consecutive, or they are not adjacent in the text.
  private(set) var disorderedArticles: [Int64] = []
  /// Articles whose passages are in order but whose `content_hash` does not match the text.
  private(set) var changedArticles: [Int64] = []
  /// Those of `changedArticles` that have an empty `content_hash`.
  private(set) var articlesWithoutHash: Set<Int64> = []
  /// The number of articles whose passage range is wrong.
  private(set) var wrongRanges = 0

  /// Audits the archive.
  ///
  /// - Complexity: O(n) in the bytes of all texts; uses memory only for the ids that it collects.
  init(_ connection: Connection) throws {
    let allowed = try PassageIDs.range(in: connection)
    let articles = try connection.statement(
      "SELECT id, content_hash, first_passage, last_passage FROM articles ORDER BY id")
    let passages = try connection.statement(
      "SELECT article_id, id, ordinal, start, text FROM passages ORDER BY article_id, ordinal")
    defer {
      articles.reset()
      passages.reset()
    }
    var hasPassage = try passages.step()
    while try articles.step() {
      let id = articles.integer(at: 0)
      while hasPassage, Self.isBefore(id, passages) {
        strayPassages += 1
        hasPassage = try passages.step()
      }
      var audit = PassageAudit(allowed: allowed)
      while hasPassage, passages.isInteger(at: 0), passages.integer(at: 0) == id {
        audit.add(passages)
        hasPassage = try passages.step()
      }
      note(audit, articles)
    }
    while hasPassage {
      strayPassages += 1
      hasPassage = try passages.step()
    }
  }

  /// True if a passage is before those of an article; NULL and numbers that are not integers are not
  /// the id of any.
  private static func isBefore(_ article: Int64, _ passage: Statement) -> Bool {
    passage.isInteger(at: 0)
      ? passage.integer(at: 0) < article
      : passage.isNull(at: 0) || passage.real(at: 0) < Double(article)
  }

  private mutating func note(_ audit: PassageAudit, _ article: Statement) {
    let id = article.integer(at: 0)
    let isRight =
      if let ids = audit.ids {
        !article.isNull(at: 2) && article.integer(at: 2) == ids.lowerBound
          && article.integer(at: 3) == ids.upperBound
      } else {
        article.isNull(at: 2) && article.isNull(at: 3)
      }
    if !isRight { wrongRanges += 1 }
    if audit.ids == nil {
      emptyArticles.append(id)
    } else if !audit.isInOrder {
      disorderedArticles.append(id)
    } else if article.text(at: 1) != audit.digest.hexadecimal() {
      changedArticles.append(id)
      if article.text(at: 1) == "" { articlesWithoutHash.insert(id) }
    }
  }
}

/// The audit of one article, whose passages are added in the order of their ordinals.
private struct PassageAudit {
  /// The ids that passages may have.
  let allowed: ClosedRange<Int64>
  private(set) var ids: ClosedRange<Int64>?
  private(set) var isInOrder = true
  private(set) var digest = ContentHash()
  private var ordinal: Int64 = 0
  private var text = ArticleTextBuilder()

  init(allowed: ClosedRange<Int64>) { self.allowed = allowed }

  /// Adds a row of `article_id, id, ordinal, start, text`.
  mutating func add(_ row: Statement) {
    let id = row.integer(at: 1)
    ordinal += 1
    if row.integer(at: 2) != ordinal || !allowed.contains(id) { isInOrder = false }
    if let ids {
      if id != ids.upperBound &+ 1 { isInOrder = false }
      self.ids = min(ids.lowerBound, id)...max(ids.upperBound, id)
    } else {
      ids = id...id
    }
    row.withBytes(at: 4) { bytes in
      let gap = text.gap(before: Int(row.integer(at: 3)), count: bytes.count)
      if case .wrong = gap { isInOrder = false }
      gap.bytes.withUnsafeBytes { digest.update($0) }
      digest.update(bytes)
    }
  }
}
