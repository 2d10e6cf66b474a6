package import Archive
package import SearchEngine

/// A reference to a passage or an article, precise enough to find it again and to tell whether its
/// text has changed.
package struct Citation: Equatable, Sendable {
  /// A passage of the article, and its position in the article.
  package struct Place: Equatable, Sendable {
    /// The number of the passage, from 1.
    package var ordinal: Int
    /// The offset of the passage in the article's text and the heading above it.
    package var locator: PassageLocator
    /// The text of the passage.
    package var text: String

    package init(ordinal: Int, locator: PassageLocator, text: String) {
      self.ordinal = ordinal
      self.locator = locator
      self.text = text
    }
  }

  /// The article.
  package let article: StoredArticle
  /// The passage; nil for the whole article.
  package let passage: Place?

  /// Creates a citation of a whole article or of a passage.
  package init(_ article: StoredArticle, passage: Place? = nil) {
    self.article = article
    self.passage = passage
  }

  /// Creates the citation of a hit's passage; nil unless the request asks for citations.
  package init?(_ hit: SearchHit) {
    guard let locator = hit.locator else { return nil }
    self.init(
      hit.article,
      passage: Place(
        ordinal: hit.passage.ordinal, locator: locator, text: hit.passage.passage.text))
  }

  /// The citation on one line; see `PlainCitation`.
  package var line: String { PlainCitation(CitedFields(self)).line }

  /// The address of the passage on the web, with a text fragment that makes a browser scroll to the
  /// passage and highlight it.
  ///
  /// Nil for a citation of a whole article, and if the article has no web address.
  package var textFragmentLink: String? {
    passage.flatMap { Self.textFragmentLink(to: $0.text, of: article.metadata) }
  }

  /// Returns the address of an article on the web, with a text fragment for a passage with this text;
  /// nil if the article has no web address or the passage no words.
  package static func textFragmentLink(to text: String, of article: ArticleMetadata) -> String? {
    guard let address = webAddress(of: article), let directive = TextFragment(text)?.directive
    else { return nil }
    return TextFragment.append(directive, to: address)
  }

  /// Returns the citation in a style, as a complete file with a single entry.
  package func text(in style: CitationStyle) throws -> String {
    try Citation.text(of: [self], in: style)
  }

  /// Returns citations in a style, as a complete file with an entry for each, in the same order.
  ///
  /// The keys of the entries are unique. The key of an article is the same in every file, as long as
  /// the archive has the article under the same author and year.
  package static func text(of citations: [Citation], in style: CitationStyle) throws -> String {
    var keys = CitationKeys()
    let entries = citations.map { citation in
      var fields = CitedFields(citation)
      fields.key = keys.unique(fields.key)
      return fields
    }
    switch style {
    case .plain: return entries.map { PlainCitation($0).line + "\n" }.joined()
    case .ris: return entries.map { RISCitation($0).record }.joined(separator: "\r\n")
    case .bibtex: return entries.map { BibTeXCitation($0).entry }.joined(separator: "\n")
    case .csl: return try json(entries.map(CSLCitation.init), .pretty)
    }
  }
}
