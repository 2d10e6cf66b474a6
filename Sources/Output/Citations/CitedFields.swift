internal import Archive
internal import CivilCalendar
internal import SearchEngine

/// The facts of a citation, cleaned for output in any style.
///
/// Each text is one line without control characters, bidirectional controls and repeated white
/// space, whatever the archive has. A missing or blank field is nil.
struct CitedFields {
  /// The kind of a work, which the formats name differently.
  enum Kind {
    case newspaperArticle, magazineArticle, webPage, document
  }

  var key: String
  let kind: Kind
  let title: String?
  let authors: [AuthorName]
  let publisher: String?
  let date: CitedDate?
  let language: String?
  /// The address on the web, in ASCII.
  let address: String?
  /// The location in the archive.
  let location: String?
  /// The place of the passage: `passage 2 of 3, under "Heading"`.
  let locator: String?
  /// The start of the text's hash, by which a changed text is noticed: `sha256 0123456789ab`.
  let hash: String

  init(_ citation: Citation) {
    let metadata = citation.article.metadata
    title = citedText(metadata.title)
    authors = AuthorName.names(in: metadata.author)
    publisher = citedText(metadata.publisher)
    date = metadata.published.flatMap(CitedDate.init)
    language = citedText(metadata.language)
    address = webAddress(of: metadata)
    location = citedText(metadata.location)
    let title = title
    locator = citation.passage.map { Self.locator($0, title: title) }
    hash = "sha256 " + (citedText(String(citation.article.contentHash.prefix(12))) ?? "")
    kind = Self.kind(publisher: publisher, address: address)
    key = CitationKeys.key(
      citation, name: authors.first?.familyName ?? publisher, year: date?.date?.year)
  }

  /// The parts that only a note has room for: the place of the passage, the location of an article
  /// that is not on the web, and the hash.
  var note: String {
    [locator, address == nil ? location : nil, hash].compactMap(\.self).joined(separator: ", ")
  }

  private static func kind(publisher: String?, address: String?) -> Kind {
    guard let publisher else { return address == nil ? .document : .webPage }
    let words = publisher.lowercased().split { !$0.isLetter }
    return words.contains { magazineWords.contains(String($0)) }
      ? .magazineArticle : .newspaperArticle
  }

  private static let magazineWords: Set = [
    "magazine", "review", "weekly", "fortnightly", "monthly", "quarterly",
  ]

  /// Returns the number of a passage with the heading above it; if there is none, with the first
  /// words of the passage.
  private static func locator(_ passage: Citation.Place, title: String?) -> String {
    let number = "passage \(passage.ordinal) of \(passage.locator.passageCount)"
    if let heading = citedText(passage.locator.heading), heading != title {
      return number + ", under " + quoted(shortened(heading, words: 12))
    }
    guard let text = citedText(PassageLines(passage.text).first) else { return number }
    return number + ", " + quoted(shortened(text, words: 6))
  }

  /// Returns the first words of a text, followed by `…` if there are more.
  private static func shortened(_ text: String, words count: Int) -> String {
    let words = text.split(separator: " ")
    var start = words.prefix(count).joined(separator: " ")
    // Scripts without spaces have long words.
    if start.count > 80 { start = String(start.prefix(40)) }
    guard start.utf8.count < text.utf8.count else { return text }
    while let last = start.last, last.isPunctuation, last != ")" { start.removeLast() }
    return start + "…"
  }
}

/// The date of publication, as precise as it is known.
struct CitedDate {
  /// The parts of the date; nil if it is not in ISO 8601.
  let date: PartialDate?
  /// The date as people write it, such as `18 October 2021`.
  let text: String

  init?(_ published: String) {
    guard let text = citedText(published) else { return nil }
    let date = PartialDate(day(text))
    self.date = date?.year == nil ? nil : date
    self.text = self.date?.longForm ?? text
  }
}

/// Returns a text on one line, without control characters and repeated white space; nil if blank.
///
/// Noncharacters such as U+FFFF are removed too: biber cannot read a file that has one.
func citedText(_ text: String?) -> String? {
  guard let text else { return nil }
  var line = String.UnicodeScalarView()
  var isSpaced = false
  for scalar in printableLine(text).unicodeScalars where !isNoncharacter(scalar) {
    if scalar.properties.isWhitespace {
      isSpaced = !line.isEmpty
    } else {
      if isSpaced { line.append(" ") }
      isSpaced = false
      line.append(scalar)
    }
  }
  return line.isEmpty ? nil : String(line)
}

private func isNoncharacter(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
}

/// Returns a text in double quotation marks; those inside it become single ones, as style guides
/// want it.
func quoted(_ text: String) -> String {
  let single: [Unicode.Scalar: Unicode.Scalar] = [
    "\"": "'", "\u{201C}": "\u{2018}", "\u{201D}": "\u{2019}", "\u{201E}": "\u{201A}",
  ]
  var inner = String.UnicodeScalarView()
  inner.append(contentsOf: text.unicodeScalars.lazy.map { single[$0] ?? $0 })
  return "\"\(String(inner))\""
}
