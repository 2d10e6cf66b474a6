public import Archive
internal import TextAnalysis

/// The position of a passage in its article, for citations.
public struct PassageLocator: Equatable, Sendable {
  /// The start of the passage in the article's text, in code points.
  public var offset: Int
  /// The number of passages of the article.
  public var passageCount: Int
  /// The last heading above the passage or at its start; nil if there is none.
  public var heading: String?

  /// Creates a locator from its parts.
  public init(offset: Int, passageCount: Int, heading: String? = nil) {
    self.offset = offset
    self.passageCount = passageCount
    self.heading = heading
  }

  /// Locates a passage in the text of its article.
  ///
  /// - Complexity: O(n) in the bytes before the passage.
  public init(_ passage: Passage, in articleText: String, passageCount: Int) {
    // All bytes of a code point but its first one are continuation bytes.
    offset = articleText.utf8.prefix(passage.start).count { $0 & 0xC0 != 0x80 }
    self.passageCount = passageCount
    heading = PassageSplitter.heading(at: passage.start, in: articleText)
  }
}
