public import CivilCalendar
internal import Glibc

extension CalendarDay {
  /// The current day, in the time zone of the process.
  public static var today: CalendarDay {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return CalendarDay(
      year: Int(parts.tm_year) + 1_900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
      ?? .epoch
  }
}
