internal import CSQLite

extension Connection {
  /// Copies this whole database over that of another connection, which loses what it had.
  ///
  /// It is the state that the open transaction sees, or that of one moment where none is open;
  /// others may write meanwhile. See <https://sqlite.org/backup.html>.
  public func backup(to other: Connection) throws(SQLiteError) {
    guard let backup = sqlite3_backup_init(other.database, "main", database, "main") else {
      throw other.lastError
    }
    // All pages in one step: another writer would make a backup of several begin again.
    let result = sqlite3_backup_step(backup, -1)
    let ended = sqlite3_backup_finish(backup)
    guard result == SQLITE_DONE else {
      if ended != SQLITE_OK { throw other.lastError }
      throw SQLiteError(code: result, message: String(cString: sqlite3_errstr(result)))
    }
  }

  private var lastError: SQLiteError {
    SQLiteError(
      code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)))
  }
}
