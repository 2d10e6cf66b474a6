internal import Glibc

/// The inotify(7) events for files in the watched folders.
final class FolderEvents {
  /// A change in a watched folder.
  struct Event {
    /// The number of the watch; -1 if events were lost.
    var watch: Int32
    var mask: UInt32
    /// The name of the entry that changed; empty for the folder itself.
    var name: [UInt8]

    func isAny(of bits: Int32) -> Bool { mask & UInt32(bitPattern: bits) != 0 }
  }

  /// The reason why a folder cannot be watched.
  enum WatchError: Error {
    /// The system allows this user no more watches.
    case limit
    /// The folder is gone or cannot be read.
    case unreachable
  }

  /// The events to watch for: files that are created, written, moved or deleted, and changes of the
  /// folder itself.
  private static let mask = UInt32(
    bitPattern: IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE
      | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// Creates an instance without watches.
  ///
  /// Returns nil if the system allows this user no more instances.
  init?() {
    descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    if descriptor < 0 { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Watches a folder and returns the number of the watch.
  ///
  /// A folder that is already watched keeps its number.
  func watch(_ path: String) throws(WatchError) -> Int32 {
    let watch = inotify_add_watch(descriptor, path, Self.mask)
    guard watch >= 0 else { throw errno == ENOSPC ? .limit : .unreachable }
    return watch
  }

  /// Waits for events; returns an empty list on timeout.
  func wait(milliseconds: Int) -> [Event] {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, Int32(clamping: milliseconds)) > 0 else { return [] }
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? Self.events(in: buffer[..<count]) : []
  }

  /// Splits records of the form `{ watch:4 mask:4 cookie:4 length:4 name:length }`, with names
  /// padded with NUL.
  private static func events(in bytes: ArraySlice<UInt8>) -> [Event] {
    var events: [Event] = []
    var rest = bytes
    func number(_ offset: Int) -> UInt32 {
      rest.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }
    while rest.count >= 16 {
      let length = Int(number(12))
      guard rest.count >= 16 + length else { break }
      let name = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }
      events.append(
        Event(watch: Int32(bitPattern: number(0)), mask: number(4), name: Array(name)))
      rest = rest.dropFirst(16 + length)
    }
    return events
  }
}
