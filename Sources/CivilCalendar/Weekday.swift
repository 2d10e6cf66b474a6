/// A day of the week; the week starts on Monday, as in ISO 8601.
public enum Weekday: Int, CaseIterable, Hashable, Sendable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday

  /// Creates a day from its English name or a usual abbreviation; nil for any other text.
  public init?(named name: some StringProtocol) {
    let name = name.lowercased()
    guard let day = Self.allCases.first(where: { $0.names.contains(name) }) else { return nil }
    self = day
  }

  private var names: [String] {
    let name = String(describing: self)
    let short = String(name.prefix(3))
    return switch self {
    case .tuesday: [name, short, "tues"]
    case .wednesday: [name, short, "weds"]
    case .thursday: [name, short, "thur", "thurs"]
    default: [name, short]
    }
  }
}

extension CalendarDay {
  /// The day of the week.
  public var weekday: Weekday {
    // Number 0, the 1 March of the year 0, is a Wednesday.
    let index = (number % 7 + 7 + Weekday.wednesday.rawValue) % 7
    return Weekday.allCases[index]
  }

  /// Returns the latest day that is a `weekday` and not after this one.
  public func latest(_ weekday: Weekday) -> CalendarDay {
    adding(days: -((self.weekday.rawValue - weekday.rawValue + 7) % 7))
  }
}
