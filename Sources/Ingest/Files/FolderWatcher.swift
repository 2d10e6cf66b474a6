public import Archive
internal import Glibc

/// Watches files and folders, and reports the roots that change.
///
/// Every folder that the ingester would read is watched with inotify(7). The parent of each root is
/// watched too, because the root itself may be replaced. If the system allows no more watches, a
/// root that cannot be watched is reported as changed every 30 s.
public final class FolderWatcher {
  /// The limits of a wait, in milliseconds.
  ///
  /// A wait ends after `min` without changes, or `max` after the first change.
  private static let quiet = (min: 300, max: 3_000)
  /// The interval in milliseconds at which the stop flag is checked.
  private static let step = 200
  private static let checkInterval = Duration.seconds(30)

  /// A watched folder, and the roots for which it is watched.
  private struct Purpose {
    /// The folder's path.
    var path = ""
    /// The roots that the folder is part of.
    var roots: Set<Int> = []
    /// The roots that are entries of this folder, by their names in it.
    var named: [[UInt8]: Set<Int>] = [:]
    /// Names whose changes are ignored.
    var ignored: Set<[UInt8]> = []
  }

  /// The roots that cannot be watched.
  ///
  /// They are reported as changed at intervals instead.
  public private(set) var unwatched: Set<Int> = []

  private let roots: [Root]
  private let ownFiles: [String]
  private let limit: Int
  private var events: FolderEvents?
  private var purposes: [Int32: Purpose] = [:]
  private let clock = ContinuousClock()
  private var lastLook = ContinuousClock.now

  /// Starts to watch `roots`.
  ///
  /// Changes to `ownFiles` are ignored: they are files that the run itself writes, such as the
  /// archive or a report.
  public convenience init(roots: [Root], ownFiles: [String]) {
    self.init(roots: roots, ownFiles: ownFiles, limit: .max)
  }

  init(roots: [Root], ownFiles: [String], limit: Int) {
    self.roots = roots
    self.ownFiles = ownFiles
    self.limit = limit
    watchAll()
  }

  /// Waits until something has changed and no more changes follow.
  ///
  /// - Returns: The indices of the changed roots; empty if `stopFlag` is set.
  public func wait(_ stopFlag: StopFlag) -> Set<Int> {
    var concerned: Set<Int> = []
    var began: ContinuousClock.Instant?
    var last = clock.now
    while !stopFlag.isSet {
      let changed = changedRoots(milliseconds: concerned.isEmpty ? Self.step : Self.quiet.min / 3)
      concerned.formUnion(changed)
      let now = clock.now
      if !changed.isEmpty {
        began = began ?? now
        last = now
      }
      guard let began else { continue }
      if now - last >= .milliseconds(Self.quiet.min)
        || now - began >= .milliseconds(Self.quiet.max)
      {
        return concerned
      }
    }
    return []
  }

  /// Waits for changes for at most the given time, and returns the changed roots.
  private func changedRoots(milliseconds: Int) -> Set<Int> {
    var concerned: Set<Int> = []
    if let events {
      for event in events.wait(milliseconds: milliseconds) {
        guard let roots = changedRoots(by: event) else {
          // Rebuild all watches, and ignore the remaining events, which belong to the old watches.
          watchAll()
          return Set(self.roots.indices)
        }
        concerned.formUnion(roots)
      }
    } else {
      usleep(UInt32(milliseconds) * 1_000)
    }
    if !unwatched.isEmpty, clock.now - lastLook >= Self.checkInterval {
      lastLook = clock.now
      concerned.formUnion(unwatched.filter { !isGone(roots[$0].absolutePath) })
      // More watches may be available now, so try to watch these roots again.
      let again = unwatched
      unwatched = []
      for root in again { watch(root) }
    }
    return concerned
  }

  /// Returns the roots that an event shows as changed; nil if all watches have to be rebuilt.
  private func changedRoots(by event: FolderEvents.Event) -> Set<Int>? {
    // Events were lost, or a folder was moved together with its content.
    if event.isAny(of: IN_Q_OVERFLOW | IN_UNMOUNT | IN_MOVE_SELF) { return nil }
    guard let purpose = purposes[event.watch] else { return [] }
    if event.isAny(of: IN_IGNORED) {
      purposes[event.watch] = nil
      return []
    }
    if event.name.isEmpty { return purpose.roots }
    guard !purpose.ignored.contains(event.name) else { return [] }
    let named = purpose.named[event.name] ?? []
    let isHidden = event.name.first == UInt8(ascii: ".")
    let inside = isHidden ? [] : purpose.roots
    let path = purpose.path + "/" + String(decoding: event.name, as: UTF8.self)
    guard !(named.isEmpty && inside.isEmpty), !isBeingWritten(event, path) else { return [] }
    if event.isAny(of: IN_CREATE | IN_MOVED_TO) {
      for root in named { watch(root) }
      if event.isAny(of: IN_ISDIR) {
        for root in inside { watch(folder: path, of: root) }
      }
    }
    return named.union(inside)
  }

  /// True if a file was created and is still being written.
  ///
  /// When the file is closed, another event follows.
  private func isBeingWritten(_ event: FolderEvents.Event, _ path: String) -> Bool {
    guard event.isAny(of: IN_CREATE) else { return false }
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
  }

  /// Rebuilds all watches.
  private func watchAll() {
    purposes = [:]
    unwatched = []
    events = FolderEvents()
    for root in roots.indices { watch(root) }
  }

  /// Watches a root and its parent folder.
  private func watch(_ root: Int) {
    guard roots[root].path != "-" else { return }
    let path = roots[root].absolutePath
    if let slash = path.lastIndex(of: "/"), path != "/" {
      let folder = slash == path.startIndex ? "/" : String(path[..<slash])
      let name = Array(path[path.index(after: slash)...].utf8)
      do {
        try watch(folder) { $0.named[name, default: []].insert(root) }
      } catch {
        unwatched.insert(root)
      }
    }
    watch(folder: path, of: root)
  }

  /// Watches a folder of a root and all folders inside it.
  private func watch(folder: String, of root: Int) {
    let top = Root(path: folder, absolutePath: folder, settings: "{}")
    var walker = FileWalker(
      roots: [top], onFile: { _ in },
      onFolder: { folder in
        do throws(FolderEvents.WatchError) {
          try self.watch(folder) { $0.roots.insert(root) }
        } catch .unreachable {
          // The folder was removed in the meantime; the watch on its parent reports that.
        }
      }, onError: { _ in })
    do { try walker.walk(first: 1) } catch { unwatched.insert(root) }
  }

  private func watch(
    _ folder: String, for change: (inout Purpose) -> Void
  ) throws(FolderEvents.WatchError) {
    guard let events else { throw .limit }
    let number = try events.watch(folder)
    guard purposes[number] != nil || purposes.count < limit else { throw .limit }
    var purpose = purposes[number] ?? Purpose(path: folder, ignored: ignoredNames(in: folder))
    change(&purpose)
    purposes[number] = purpose
  }

  /// Returns the names of the run's own files that are in `folder`.
  private func ignoredNames(in folder: String) -> Set<[UInt8]> {
    var names: Set<[UInt8]> = []
    for file in ownFiles {
      let slash = file.lastIndex(of: "/")
      let parent = slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
      guard isSameFile(parent, folder) else { continue }
      let name = slash.map { file[file.index(after: $0)...] } ?? file[...]
      // SQLite writes these files next to its database.
      for ending in ["", "-wal", "-shm", "-journal"] { names.insert(Array((name + ending).utf8)) }
    }
    return names
  }
}

/// True if two paths lead to the same file.
private func isSameFile(_ one: String, _ other: String) -> Bool {
  var (first, second) = (stat(), stat())
  return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
    && first.st_ino == second.st_ino
}
