internal import CSQLite
internal import Glibc
internal import Threading

/// Copies what one connection commits from the write-ahead log into the database, on another thread.
///
/// SQLite does this within the commit that makes the log too long, and the writer waits. Here it goes
/// on while the writer works, by a connection of its own. The writer waits only where the log has
/// grown to several times the usual size, so that it cannot fill the disk.
final class Checkpointer: @unchecked Sendable {
  // Every stored variable is touched only with `mutex` held, but for `thread`, which belongs to the
  // thread of the connection: so the class may be shared.
  private var mutex = pthread_mutex_t()
  private var changed = pthread_cond_t()
  private var isWanted = false
  private var isWorking = false
  private var isStopped = false
  private var thread: WorkerThread?

  private let path: String

  /// From how many pages of the log on they are copied: SQLite's own default.
  private static let manyPages: Int32 = 1_000
  /// At how many the writer waits.
  private let mostPages: Int32

  init(path: String, mostPages: Int32) {
    self.path = path
    self.mostPages = mostPages
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
        // What cannot be copied now will be later: a commit does not fail for it.
        return SQLITE_OK
      }, context)
  }

  /// Ends the thread, once what it is doing is done.
  func stop(_ database: OpaquePointer) {
    sqlite3_wal_hook(database, nil, nil)
    sqlite3_wal_autocheckpoint(database, Self.manyPages)
    pthread_mutex_lock(&mutex)
    isStopped = true
    pthread_cond_broadcast(&changed)
    pthread_mutex_unlock(&mutex)
    thread?.join()
    thread = nil
  }

  /// A commit has left so many pages in the log.
  private func committed(_ pages: Int32, _ database: OpaquePointer?) {
    guard pages >= Self.manyPages else { return }
    if thread == nil { thread = WorkerThread { self.work() } }
    guard thread != nil else {
      sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
      return
    }
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    isWanted = true
    pthread_cond_broadcast(&changed)
    guard pages >= mostPages else { return }
    // When all of it is copied, the next transaction begins the log anew.
    while isWanted || isWorking { pthread_cond_wait(&changed, &mutex) }
  }

  private func work() {
    let connection = try? Connection(path: path, access: .readWrite)
    // As the writer has it: the log is safe on the disk before the database is written.
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
