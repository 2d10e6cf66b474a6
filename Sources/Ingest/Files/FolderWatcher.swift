public import Archive
internal import Glibc

/// Follows files and folders, and says when something changes in them.
///
/// It watches every folder that the ingester would read, by inotify(7), and the one that each root
/// is in, since the root itself may be replaced. Where the system watches no more folders, a root is
/// looked at every 30 s instead.
public final class FolderWatcher {
  /// How long nothing has to happen after something did, and how long things may go on happening, in
  /// milliseconds.
  ///
  /// So work that goes on is not reported in pieces.
  private static let quiet = (least: 300, most: 3_000)
  /// How long one waits at a time, to see whether one is to stop.
  private static let step = 200
  private static let lookEvery = Duration.seconds(30)

  /// What a watched folder is for.
  private struct Purpose {
    /// Where it is, and the roots of which it is a part.
    var path = ""
    var roots: Set<Int> = []
    /// The roots that are in it under these names.
    var named: [[UInt8]: Set<Int>] = [:]
    /// Names in it whose changes mean nothing.
    var ignored: Set<[UInt8]> = []
  }

  /// The roots that are not watched, but looked at now and then.
  public private(set) var unwatched: Set<Int> = []

  private let roots: [Root]
  private let ownFiles: [String]
  private let limit: Int
  private var events: FolderEvents?
  private var purposes: [Int32: Purpose] = [:]
  private let clock = ContinuousClock()
  private var lastLook = ContinuousClock.now

  /// Begins to follow `roots`.
  ///
  /// Changes of `ownFiles` mean nothing: the archive, or a report, that the run itself writes.
  public convenience init(roots: [Root], ownFiles: [String]) {
    self.init(roots: roots, ownFiles: ownFiles, limit: .max)
  }

  init(roots: [Root], ownFiles: [String], limit: Int) {
    self.roots = roots
    self.ownFiles = ownFiles
    self.limit = limit
    watchAll()
  }

  /// Waits until something has changed, and for quiet after it.
  ///
  /// - Returns: The numbers of the roots concerned; none where `stopFlag` is set.
  public func wait(_ stopFlag: StopFlag) -> Set<Int> {
    var concerned: Set<Int> = []
    var began: ContinuousClock.Instant?
    var last = clock.now
    while !stopFlag.isSet {
      let changed = look(milliseconds: concerned.isEmpty ? Self.step : Self.quiet.least / 3)
      concerned.formUnion(changed)
      let now = clock.now
      if !changed.isEmpty {
        began = began ?? now
        last = now
      }
      guard let began else { continue }
      if now - last >= .milliseconds(Self.quiet.least)
        || now - began >= .milliseconds(Self.quiet.most)
      {
        return concerned
      }
    }
    return []
  }

  /// The roots in which something happens within a number of milliseconds.
  private func look(milliseconds: Int) -> Set<Int> {
    var concerned: Set<Int> = []
    if let events {
      for event in events.wait(milliseconds: milliseconds) {
        guard let roots = meaning(event) else {
          // The events after it are about watches that are gone, and are not missed.
          watchAll()
          return Set(self.roots.indices)
        }
        concerned.formUnion(roots)
      }
    } else {
      usleep(UInt32(milliseconds) * 1_000)
    }
    if !unwatched.isEmpty, clock.now - lastLook >= Self.lookEvery {
      lastLook = clock.now
      concerned.formUnion(unwatched.filter { !isGone(roots[$0].absolutePath) })
      // There may be room for their folders now.
      let again = unwatched
      unwatched = []
      for root in again { watch(root) }
    }
    return concerned
  }

  /// The roots that an event is about; nil if everything is to be checked again.
  private func meaning(_ event: FolderEvents.Event) -> Set<Int>? {
    // Events were lost, or a folder has another place, and what is in it has too.
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

  /// True if a file was only just made, so that one event more is to come when it has been written.
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

  /// Watches a root, and the folder that it is in.
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

  /// Watches a folder of a root, and all that are in it.
  private func watch(folder: String, of root: Int) {
    let top = Root(path: folder, absolutePath: folder, settings: "{}")
    var walker = FileWalker(
      roots: [top], onFile: { _ in },
      onFolder: { folder in
        do throws(FolderEvents.WatchError) {
          try self.watch(folder) { $0.roots.insert(root) }
        } catch .unreachable {
          // It went while it was looked at, which is an event of its parent.
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

  /// The names that the run's own files have, where they are in `folder`.
  private func ignoredNames(in folder: String) -> Set<[UInt8]> {
    var names: Set<[UInt8]> = []
    for file in ownFiles {
      let slash = file.lastIndex(of: "/")
      let parent = slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
      guard isSameFile(parent, folder) else { continue }
      let name = slash.map { file[file.index(after: $0)...] } ?? file[...]
      // SQLite writes beside its database.
      for ending in ["", "-wal", "-shm", "-journal"] { names.insert(Array((name + ending).utf8)) }
    }
    return names
  }
}

/// True if two paths lead to one thing.
private func isSameFile(_ one: String, _ other: String) -> Bool {
  var (first, second) = (stat(), stat())
  return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
    && first.st_ino == second.st_ino
}
