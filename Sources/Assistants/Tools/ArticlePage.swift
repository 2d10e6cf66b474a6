internal import Archive
internal import JSON
internal import SearchEngine

/// An article that a client names, and the passage with which it wants to begin.
struct ArticlePlace {
  var article: StoredArticle
  /// The number of the passage; nil for the beginning of the article.
  var ordinal: Int?

  /// Finds an article by its id, docno, location or URL; `#3` at the end names its third passage.
  ///
  /// - Throws: `ToolError`, if there is no such article.
  init(named name: String, in archive: Archive) throws {
    let name = name.hasPrefix("article://") ? String(name.dropFirst("article://".count)) : name
    if let article = try archive.article(named: name) {
      self.article = article
      return
    }
    guard let mark = name.lastIndex(of: "#"), let ordinal = Int(name[name.index(after: mark)...]),
      let article = try archive.article(named: String(name[..<mark]))
    else { throw ToolError.noArticle(name) }
    self.article = article
    self.ordinal = ordinal
  }
}

/// A part of an article's text that fits into a message.
struct ArticlePage {
  /// Returns the version of an article's text, for cursors.
  static func version(of article: StoredArticle) -> String {
    String(article.contentHash.prefix(12))
  }

  /// The start of a page: a byte of a passage.
  struct Start: Equatable {
    var ordinal: Int
    /// The offset in the passage, in UTF-8; only a passage that is too long for a page is cut.
    var byte = 0

    /// The start as one number, for a cursor.
    var number: Int { ordinal << 32 | byte }

    init(ordinal: Int, byte: Int = 0) {
      self.ordinal = ordinal
      self.byte = byte
    }

    init(number: Int) { self.init(ordinal: number >> 32, byte: number & 0xFFFF_FFFF) }
  }

  /// The text, without terminal controls.
  private(set) var text = ""
  /// The numbers of the passages on the page.
  private(set) var passages: ClosedRange<Int>
  /// The number of passages of the article.
  let passageCount: Int
  /// The start of the next page; nil on the last one.
  private(set) var next: Start?

  private var cost = 0
  private let maxCost: Int

  /// Reads as many passages as fit, from `start` on; nil if the article has no such passage.
  ///
  /// The text costs at most `maxCost`; see `MessageLength`.
  init?(of article: StoredArticle, from start: Start, maxCost: Int, in archive: Archive) throws {
    passageCount = try archive.passageCount(ofArticle: article.id)
    passages = start.ordinal...start.ordinal
    self.maxCost = maxCost
    guard start.ordinal >= 1, start.ordinal <= passageCount else { return nil }
    var (ordinal, end) = (start.ordinal, nil as Int?)
    while ordinal <= passageCount {
      let last = min(passageCount, ordinal + Self.chunk - 1)
      for stored in try archive.passages(ofArticle: article.id, ordinal...last) {
        let passage = stored.passage
        let skipped = stored.ordinal == start.ordinal ? start.byte : 0
        guard let piece = String(Substring(passage.text).utf8.dropFirst(skipped)) else {
          return nil
        }
        let gap = end.map { Self.separator(passage.start - $0) } ?? ""
        end = passage.start + passage.text.utf8.count
        guard append(piece, after: gap, stored.ordinal, skipped) else { return }
      }
      ordinal = last + 1
    }
  }

  /// The number of passages that are read at once.
  private static let chunk = 32

  /// Returns what stands between two passages that are this many bytes apart.
  private static func separator(_ distance: Int) -> String {
    switch distance {
    case ...0: ""
    case 1: " "
    default: "\n\n"
    }
  }

  /// Appends a passage, or the part of it that fits if it is the first; returns false if the page is
  /// full.
  private mutating func append(
    _ piece: String, after gap: String, _ ordinal: Int, _ skipped: Int
  ) -> Bool {
    let shown = gap + shownText(piece)
    let pieceCost = shown.unicodeScalars.reduce(0) { $0 + MessageLength.cost($1) }
    if cost + pieceCost <= maxCost {
      text += shown
      cost += pieceCost
      passages = passages.lowerBound...ordinal
      return true
    }
    guard text.isEmpty else {
      next = Start(ordinal: ordinal)
      return false
    }
    let part = prefix(of: piece)
    text = shownText(part)
    next = Start(ordinal: ordinal, byte: skipped + part.utf8.count)
    return false
  }

  /// Returns the beginning of a passage that fits on the page; it is never empty.
  private func prefix(of piece: String) -> String {
    var (part, cost) = (String.UnicodeScalarView(), 0)
    for scalar in piece.unicodeScalars {
      cost += MessageLength.cost(scalar)
      guard cost <= maxCost || part.isEmpty else { break }
      part.append(scalar)
    }
    return String(part)
  }
}
