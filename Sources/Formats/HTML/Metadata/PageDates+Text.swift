internal import TextAnalysis

/// The dates in the visible text of a page.
extension PageDates {
  /// A date in the text of a page.
  struct Found {
    var date: PublicationDate
    /// The distance from the main heading, or from the start of a page without one.
    var distance: Int
    /// True if an element is named for a date, or the text beside the date says what it is.
    var isNamed: Bool
    /// True if a `time` element holds the date, or the text beside it says that it is the date of
    /// publication.
    var isMarked: Bool
    /// True for the date of a later change.
    var isChange: Bool
    /// True if the date is a part of a longer text.
    var isInSentence: Bool
    /// True if the day and the month could be swapped.
    var isAmbiguous: Bool

    var isNear: Bool { PageDates.near.contains(distance) }

    /// The lower, the more likely the date is the date of publication.
    var rank: (Int, Int) {
      let isBeside = isNamed || (1...6).contains(distance)
      let group =
        switch (isNear, isChange) {
        case (true, false): isInSentence ? 2 : isBeside ? 0 : 1
        case (true, true): 3
        case (false, false): isInSentence ? 6 : isNamed ? 2 : 4
        case (false, true): 5
        }
      return (group + (distance >= 0 ? 0 : 1), abs(distance))
    }
  }

  /// Returns the one of some visible dates that is most likely the date of publication.
  ///
  /// An element that is named for a date is preferred, then the date that is nearest to the main
  /// heading. With `isNear`, only a date that is named and near the main heading is returned.
  func likeliest(of found: [Found], isNear: Bool = false) -> String? {
    guard let best = found.min(by: { $0.rank < $1.rank }),
      !isNear || heading != nil && best.rank.0 == 0
    else { return nil }
    guard best.isAmbiguous, let swapped = best.date.swapped,
      found.contains(where: { !$0.isAmbiguous && $0.date.isSameDay(as: swapped) })
    else { return best.date.description }
    return swapped.description
  }

  /// Returns a date with its day and month swapped if the page shows this date and not the other.
  func reordered(_ date: PublicationDate, isLeftOut: (Int) -> Bool) -> String? {
    guard let swapped = date.swapped else { return nil }
    let shown = visibleDates(isLeftOut: isLeftOut).filter { !$0.isAmbiguous }
    guard shown.contains(where: { $0.date.isSameDay(as: swapped) }),
      !shown.contains(where: { $0.date.isSameDay(as: date) })
    else { return nil }
    return swapped.description
  }

  /// Returns the date that stands near the main heading instead of a declared date, which the page
  /// does not show.
  ///
  /// Such a date counts if it is the only one there, and either is marked as the date of
  /// publication or is among the `others` that the page declares: an article that was published
  /// again has an earlier date of publication in its metadata.
  func shownDate(
    insteadOf declared: PublicationDate, others: [PublicationDate], address: String?,
    isLeftOut: (Int) -> Bool
  ) -> String? {
    guard let heading else { return nil }
    let start = max(0, heading + Self.near.lowerBound)
    let nearby = visibleDates(isLeftOut: isLeftOut, in: start..<(heading + 60))
    guard let best = nearby.min(by: { $0.rank < $1.rank }), best.rank.0 <= 1,
      nearby.allSatisfy({ $0.date.isSameDay(as: best.date) && !$0.isChange }),
      !best.date.isSameDay(as: declared)
    else { return nil }
    if best.isAmbiguous, best.date.swapped?.isSameDay(as: declared) == true { return nil }
    let other = others.first { $0.isSameDay(as: best.date) }
    guard other != nil || best.isMarked else { return nil }
    if let path = date(inAddress: address),
      PublicationDate(parsing: path)?.isSameDay(as: declared) == true
    {
      return nil
    }
    let isShown = visibleDates(isLeftOut: isLeftOut).contains { $0.date.isSameDay(as: declared) }
    return isShown ? nil : (other ?? best.date).description
  }

  /// Returns the visible dates in these nodes.
  ///
  /// Elements for which `isLeftOut` is true, such as navigation and comments, are skipped.
  func visibleDates(
    isLeftOut: (Int) -> Bool, in range: Range<Int> = 0..<Self.maxNodes
  ) -> [Found] {
    var found: [Found] = []
    var (index, blockStart, namedEnd, timeEnd, attempts) = (0, 0, 0, 0, 0)
    while index < min(page.nodes.count, range.upperBound), found.count < Self.maxElements,
      attempts < Self.maxTexts
    {
      let name = page.nodes.name(at: index)
      if name.isEmpty {
        if range.contains(index), index < namedEnd || page.nodes[index].hasDigit {
          attempts += 1
          if let one = date(at: index, from: blockStart, namedEnd, timeEnd) { found.append(one) }
        }
      } else if HTMLText.withoutText.contains(name) || isLeftOut(index) {
        index = page.nodes.end(of: index)
        continue
      } else {
        if HTMLText.blocks.contains(name) { blockStart = index }
        if name == "time" { timeEnd = page.nodes.end(of: index) }
        if range.contains(index) {
          if index >= namedEnd, name != "a", Self.isNamedForDate(page.nodes[index].attributes) {
            let range = page.range(of: index)
            if range.count < 40 { namedEnd = range.upperBound }
          }
          if let one = stampedDate(at: index) { found.append(one) }
        }
      }
      index += 1
    }
    return found
  }

  /// Returns the date in the title of an element, which a browser shows on request
  /// (http://microformats.org/wiki/hatom).
  private func stampedDate(at index: Int) -> Found? {
    let attributes = page.nodes[index].attributes
    guard let title = attributes["title"] else { return nil }
    let names = ElementWords.names(in: attributes["class"] ?? "")
    guard
      page.nodes.name(at: index) == "abbr" || names.contains(["published"])
        || names.contains(["updated"]), let date = scanner.firstDate(in: title)
    else { return nil }
    return Found(
      date: date, distance: distance(of: index), isNamed: true, isMarked: false,
      isChange: false, isInSentence: false, isAmbiguous: false)
  }

  private func distance(of index: Int) -> Int { heading.map { index - $0 } ?? index }

  /// Returns the date whose year is in the text at `index`.
  ///
  /// The day and the month may be in the texts before it, in elements of their own.
  private func date(at index: Int, from start: Int, _ namedEnd: Int, _ timeEnd: Int) -> Found? {
    let text = page.nodes[index].text
    let before = max(start, index - 8)
    var found = Found(
      date: PublicationDate(year: 0, month: nil, day: nil),
      distance: distance(of: index), isNamed: index < namedEnd, isMarked: index < timeEnd,
      isChange: false, isInSentence: text.utf8.count > 80, isAmbiguous: false)
    // A report can start with its date.
    if text.utf8.count > 300 {
      guard let date = scanner.firstDate(in: text.prefix(24)) else { return nil }
      (found.date, found.isNamed, found.isMarked) = (date, false, false)
      return found
    }
    if let (date, isAmbiguous) = scanner.first(in: text)
      ?? page.text(in: before..<(index + 1)).flatMap({ scanner.first(in: $0) })
    {
      (found.date, found.isAmbiguous) = (date, isAmbiguous)
    } else if index < namedEnd, let date = scanner.shortDate(in: text) {
      found.date = date
    } else {
      return nil
    }
    let line = (page.text(in: before..<(index + 1)) ?? text).lowercased()
    found.isChange = Self.changes.contains { line.firstBytes(of: $0) != nil }
    if !found.isInSentence, Self.publications.contains(where: { line.firstBytes(of: $0) != nil }) {
      (found.isNamed, found.isMarked) = (true, true)
    }
    if found.isNamed, text.utf8.count <= 120 { found.isInSentence = false }
    return found
  }

  private static func isNamedForDate(_ attributes: MarkupAttributes) -> Bool {
    guard let names = attributes["class"] ?? attributes["id"] ?? attributes["itemprop"] else {
      return false
    }
    return ElementWords.names(in: names).contains { words in
      words.contains { word in dateWords.contains { word.hasPrefix($0) } }
    }
  }

  private static let dateWords = [
    "date", "datum", "time", "publi", "posted", "byline", "meta", "info", "stamp", "data", "fecha",
    "pub", "created", "dateline",
  ]

  /// Words beside the date of publication.
  private static let publications = [
    "published", "posted on", "veröffentlicht", "erstellt am", "erschienen", "stand:", "publié le",
    "publicado", "pubblicato", "gepubliceerd", "opublikowan", "опубликован", "publicerad",
    "publisert", "udgivet", "发布", "公開日", "掲載日",
  ]

  /// Words beside the date of a later change.
  private static let changes = [
    "update", "modified", "changed", "aktualisiert", "geändert", "modifié", "mis à jour",
    "actualizado", "aggiornato", "reviewed", "zuletzt", "expires", "copyright", "©", "änderung",
    "revised",
  ]

  private static let maxTexts = 5_000
  /// The maximum length of a title that is a date.
  static let maxTitle = 60
}

extension PublicationDate {
  /// True if both dates have the same day.
  func isSameDay(as other: PublicationDate) -> Bool {
    year == other.year && month == other.month && day == other.day && day != nil
  }

  /// The date with the day and the month swapped; nil if that is no other date.
  var swapped: PublicationDate? {
    guard let month, let day, day <= 12, day != month else { return nil }
    return PublicationDate(year: year, month: day, day: month)
  }
}

extension MarkupNode {
  /// True if the start of a text contains a digit.
  fileprivate var hasDigit: Bool {
    guard byteCount >= 4, byteCount <= 2_000 else { return false }
    return text.utf8.prefix(300).contains { (0x30...0x39).contains($0) }
  }
}
