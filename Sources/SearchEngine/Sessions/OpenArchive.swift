package import Archive
internal import Glibc
internal import SQLite

/// An archive that one thread has open, with a searcher that keeps its caches from request to
/// request.
package final class OpenArchive {
  package let archive: Archive
  package let searcher: Searcher
  private let identity: FileIdentity
  private var known: (dataVersion: Int64, version: String)?

  package init(path: String) throws {
    identity = try FileIdentity(path)
    archive = try Archive.open(readingFrom: path)
    searcher = Searcher(archive)
  }

  /// True if another file now has the path of the archive, or none does.
  package var isReplaced: Bool { (try? FileIdentity(archive.path)) != identity }

  /// Returns the version of the archive's content: it differs after every run of `search ingest` that
  /// changes something, and for every other file.
  ///
  /// All threads compute the same version. What the sqlite3 shell changes in the fields of articles
  /// but not in their text does not change it.
  package func version() throws -> String {
    let dataVersion = try archive.connection.dataVersion()
    if let known, known.dataVersion == dataVersion { return known.version }
    let version = try archive.snapshot {
      let parts = try archive.connection.rows(
        """
        SELECT hex(block) FROM passages_fts_data WHERE id IN (1, 10)
        UNION ALL SELECT group_concat(id || ':' || coalesce(ended_at, ''))
                    FROM (SELECT id, ended_at FROM ingest_runs ORDER BY id DESC LIMIT 3)
        """
      ) { $0.text(at: 0) ?? "" }
      return String(
        sha256(of: (parts + ["\(identity.device):\(identity.inode)"]).joined(separator: "\n"))
          .prefix(12))
    }
    known = (dataVersion, version)
    return version
  }
}

/// The identity of a file, whatever its name.
private struct FileIdentity: Equatable {
  let device: UInt64
  let inode: UInt64

  init(_ path: String) throws(ArchiveError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw ArchiveError(.missing, path: path) }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}

/// The archive as one thread has it: opened when it is first needed, and again when the
/// file at its path has been replaced.
package struct ArchiveSession {
  package let path: String
  private var opened: OpenArchive?
  /// True if the thread has had work since it was last idle.
  package var hasWorked = false

  package init(path: String) { self.path = path }

  /// Returns the archive that is now at the path.
  package mutating func current() throws -> OpenArchive {
    closeIfReplaced()
    if let opened { return opened }
    let archive = try OpenArchive(path: path)
    opened = archive
    return archive
  }

  /// Closes the archive if its file has been replaced, so that the old file's space is freed.
  package mutating func closeIfReplaced() {
    if let opened, opened.isReplaced { self.opened = nil }
  }
}
