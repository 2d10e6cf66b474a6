internal import Glibc
internal import Synchronization

/// The temporary files of this process that have not got their final names yet.
///
/// A process that a signal ends removes them.
package enum UnfinishedFiles {
  private static let paths = Mutex<Set<String>>([])
  /// SQLite's own files beside a database.
  private static let endings = ["", "-journal", "-wal", "-shm"]

  static func insert(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  /// Forgets a file that has its final name.
  static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Removes a file from the disk.
  static func remove(_ path: String) {
    forget(path)
    for ending in endings { unlink(path + ending) }
  }

  /// Removes all unfinished files from the disk, because the process is about to end.
  ///
  /// Threads that still write to them fail, or write to files without a name.
  package static func removeAll() {
    for path in paths.withLock({ $0 }) { remove(path) }
  }
}
