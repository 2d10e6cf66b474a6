internal import CivilCalendar
internal import QueryLanguage

/// What the filters that were asked for lately leave of an archive, until it changes.
struct KeptFilters {
  /// A filter as it was looked up in the archive.
  struct Entry {
    /// What was asked for.
    let wanted: FilterExpression
    /// The day that its relative dates are counted from.
    let today: CalendarDay
    let filter: ArticleFilter
    let allowed: AllowedPassages
  }

  /// How many are kept: a wide one takes some 300 KB.
  private static let most = 8

  private var entries: [Entry] = []
  private var generation = 0

  /// What was kept for a filter in this state of the archive.
  func entry(_ wanted: FilterExpression, today: CalendarDay, generation: Int) -> Entry? {
    guard generation == self.generation else { return nil }
    return entries.first { $0.wanted == wanted && $0.today == today }
  }

  /// Keeps a filter for the next request; those of another state of the archive are let go.
  mutating func keep(_ entry: Entry, generation: Int) {
    if generation != self.generation || entries.count >= Self.most { entries = [] }
    self.generation = generation
    entries.append(entry)
  }
}
