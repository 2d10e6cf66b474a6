/// Determines the separators between an article's passages when they are joined into the article's
/// text, as the view `article_texts` does.
struct ArticleTextBuilder {
  /// The separator between two passages, determined by their distance.
  enum Gap {
    case nothing
    case space
    case emptyLine
    /// A distance that never separates passages: they overlap, or text is missing.
    case wrong

    init(_ distance: Int) {
      self =
        switch distance {
        case 0: .nothing
        case 1: .space
        case 2: .emptyLine
        default: .wrong
        }
    }

    /// The bytes of the separator.
    var bytes: [UInt8] {
      switch self {
      case .nothing, .wrong: []
      case .space: [0x20]
      case .emptyLine: [0x0A, 0x0A]
      }
    }
  }

  /// The offset at which the last passage ends; nil before the first passage.
  private var end: Int?

  /// Adds a passage of `count` bytes at offset `start`.
  ///
  /// - Returns: The separator before this passage.
  mutating func gap(before start: Int, count: Int) -> Gap {
    defer { end = start.addingReportingOverflow(count).partialValue }
    guard let end else { return start == 0 ? .nothing : .wrong }
    return Gap(start.subtractingReportingOverflow(end).partialValue)
  }
}
