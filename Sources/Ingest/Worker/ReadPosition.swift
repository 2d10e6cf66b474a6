/// A position between two records of a file, by which another process can go on reading it.
///
/// Members of containers are counted as they begin, so the position names the members around it, from
/// the outermost container inward.
struct ReadPosition: Equatable, Sendable {
  /// The file itself, or a member of a container.
  struct Level: Equatable, Sendable {
    /// The number of its records before the position.
    var records = 0
    /// The number of its own members that began before the position; the last one of these may
    /// not have ended.
    var members = 0
  }

  /// The file, and then the members that have begun and not ended, each inside the one before.
  private(set) var levels = [Level()]

  /// The start of a file.
  init() {}

  /// Creates the position at these levels; returns nil if there are none.
  init?(_ levels: [Level]) {
    guard !levels.isEmpty else { return nil }
    self.levels = levels
  }

  /// True inside a member.
  var isInMember: Bool { levels.count > 1 }

  mutating func beginMember() {
    levels[levels.count - 1].members += 1
    levels.append(Level())
  }

  mutating func endMember() { if isInMember { levels.removeLast() } }

  mutating func passRecord() { levels[levels.count - 1].records += 1 }
}

/// Leaves out what is before a position in a file that is read again.
final class PositionFilter {
  private let start: ReadPosition
  private var current = ReadPosition()
  /// True if the position has been passed.
  private var isPassed: Bool
  /// For each member that has begun and not ended, true if its end is to be announced.
  private var announcesEnd: [Bool] = []

  /// Creates a filter for a file that is read from `start` on.
  init(_ start: ReadPosition) {
    self.start = start
    isPassed = start == ReadPosition()
  }

  /// The way to handle a member.
  enum Choice {
    /// The member is new.
    case announce
    /// The position is inside the member, which was announced before.
    case enter
    /// The member is before the position.
    case skip
  }

  /// Notes that a member begins.
  func beginMember() -> Choice {
    current.beginMember()
    let choice = isPassed ? .announce : choice
    if choice == .announce { isPassed = true }
    announcesEnd.append(choice != .skip)
    return choice
  }

  /// Compares the members that have begun with those around the position.
  private var choice: Choice {
    let begun = current.levels.dropLast()
    for (now, then) in zip(begun, start.levels) where now.members != then.members {
      return now.members > then.members ? .announce : .skip
    }
    return begun.count < start.levels.count ? .enter : .skip
  }

  /// Notes that the member that began last ends; returns true if this is to be announced.
  func endMember() -> Bool {
    current.endMember()
    return announcesEnd.popLast() ?? false
  }

  /// Notes a record; returns true if it is after the position.
  func passesRecord() -> Bool {
    defer { current.passRecord() }
    if isPassed { return true }
    guard current.levels.count == start.levels.count, let now = current.levels.last,
      let then = start.levels.last
    else { return false }
    return now.records >= then.records
  }
}
