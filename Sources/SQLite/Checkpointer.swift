internal import CSQLite
internal import Glibc
internal import Threading

/// Checkpoints a connection's write-ahead log on a background thread.
///
/// SQLite checkpoints inside the commit that makes the log too long, while the writer waits. This
/// class copies the pages through a second connection while the writer goes on. The writer waits
/// only if the log has grown to several times its usual size, so that the log cannot fill the disk.
final class Checkpointer: @unchecked Sendable {
  // Unchecked, because `mutex` guards every stored variable except `thread`, which only the
  // connection's own thread uses.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var isWanted = false
  private var isWorking = false
  private var isStopped = false
  private var thread: WorkerThread?

  private let path: String

  /// The log length, in pages, that starts a checkpoint: SQLite's own default.
  private static let checkpointThreshold: Int32 = 1_000
  /// The log length at which the writer waits.
  private let maxPages: Int32

  init(path: String, maxPages: Int32) {
    self.path = path
    self.maxPages = maxPages
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&changed, nil)
  }

  deinit {
    pthread_cond_destroy(&changed)
    pthread_mutex_destroy(&mutex)
  }

  /// Watches the commits of `database`, until `stop()`.
  func watch(_ database: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_wal_hook(
      database,
      { context, database, _, pages in
        guard let context else { return SQLITE_OK }
        Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
          .committed(pages, database)
        // A failed checkpoint must not fail the commit; the next checkpoint copies the same pages.
        return SQLITE_OK
      }, context)
  }

  /// Waits for the checkpoint that is running, if any, and ends the thread.
  func stop(_ database: OpaquePointer) {
    sqlite3_wal_hook(database, nil, nil)
    sqlite3_wal_autocheckpoint(database, Self.checkpointThreshold)
    pthread_mutex_lock(&mutex)
    isStopped = true
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&mutex)
    thread?.join()
    thread = nil
  }

  /// Handles a commit after which the log has `pages` pages.
  private func committed(_ pages: Int32, _ database: OpaquePointer?) {
    guard pages >= Self.checkpointThreshold else { return }
    if thread == nil { thread = WorkerThread { self.work() } }
    guard thread != nil else {
      sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
      return
    }
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    isWanted = true
    pthread_cond_broadcast(&changed)
    guard pages >= maxPages else { return }
    // After a complete checkpoint, the next transaction overwrites the log from its start.
    while isWanted || isWorking { pthread_cond_wait(&changed, &mutex) }
  }

  private func work() {
    let connection = try? Connection(path: path, access: .readWrite)
    // Use the same setting as the writer: the log is synced before the database file is written.
    try? connection?.execute("PRAGMA synchronous = NORMAL; SELECT 1 FROM sqlite_schema")
    while waitForWork() {
      connection?.checkpoint()
      pthread_mutex_lock(&mutex)
      isWorking = false
      pthread_cond_broadcast(&changed)
      pthread_mutex_unlock(&mutex)
    }
  }

  private func waitForWork() -> Bool {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while !isWanted && !isStopped { pthread_cond_wait(&changed, &mutex) }
    guard !isStopped else { return false }
    isWanted = false
    isWorking = true
    return true
  }
}
