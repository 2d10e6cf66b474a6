/// Puts the text of an article together from its passages, as the view `article_texts` does.
struct ArticleTextBuilder {
  /// What parts a passage from the one before it, by the distance between them.
  enum Gap {
    case nothing
    case space
    case emptyLine
    /// No distance at which the program places passages: they overlap, or some text is missing.
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

    /// The text that stands there.
    var bytes: [UInt8] {
      switch self {
      case .nothing, .wrong: []
      case .space: [0x20]
      case .emptyLine: [0x0A, 0x0A]
      }
    }
  }

  /// The end of the last passage, by where it said it begins; nothing before the first.
  private var end: Int?

  /// Notes a passage of so many bytes that says it begins at `start`.
  ///
  /// - Returns: What stands before it.
  mutating func gap(before start: Int, count: Int) -> Gap {
    defer { end = start.addingReportingOverflow(count).partialValue }
    guard let end else { return start == 0 ? .nothing : .wrong }
    return Gap(start.subtractingReportingOverflow(end).partialValue)
  }
}
