internal import SQLite

/// What is wrong with articles and their passages, found in one walk through both.
struct ArticleAudit {
  /// How many passages belong to no article.
  private(set) var strayPassages = 0
  /// Articles without a passage; one without text has an empty one.
  private(set) var emptyArticles: [Int64] = []
  /// Articles whose passages are not numbered 1, 2, 3, with ids in a row, each behind the other.
  private(set) var disorderedArticles: [Int64] = []
  /// Articles whose passages are in order, and whose `content_hash` is that of another text.
  private(set) var changedArticles: [Int64] = []
  /// How many articles say wrong which passages are theirs.
  private(set) var wrongRanges = 0

  /// Walks through the archive.
  ///
  /// - Complexity: O(n) in the bytes of all texts; the memory of the ids that are kept.
  init(_ connection: Connection) throws(SQLiteError) {
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
      while hasPassage, passages.integer(at: 0) < id {
        strayPassages += 1
        hasPassage = try passages.step()
      }
      var audit = PassageAudit()
      while hasPassage, passages.integer(at: 0) == id {
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
    }
  }
}

/// What is seen of one article's passages, which come by their ordinals.
private struct PassageAudit {
  private(set) var ids: ClosedRange<Int64>?
  private(set) var isInOrder = true
  private(set) var digest = ContentHash()
  private var ordinal: Int64 = 0
  private var text = ArticleTextBuilder()

  /// Looks at a row of `article_id, id, ordinal, start, text`.
  mutating func add(_ row: Statement) {
    let id = row.integer(at: 1)
    ordinal += 1
    if row.integer(at: 2) != ordinal { isInOrder = false }
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
