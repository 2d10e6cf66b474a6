internal import FullTextIndex
internal import SQLite

/// The space that work on an archive needs, and that the archive can give back.
extension Archive {
  /// The minimum share of free pages that is given back, and their minimum number: 1 MiB.
  ///
  /// An archive that changes from day to day uses its free pages again.
  private static let minFree = (share: 10, pages: Int64(256))
  /// The number of pages that are moved in one transaction, so that others can write in between.
  private static let movedPages = 8_192

  /// Gives free pages back to the file system if they are more than a tenth of the file.
  ///
  /// Searches go on meanwhile. Archives of earlier versions of the program can give pages back only
  /// if the whole file is rewritten, which happens if `rewriting` is set.
  ///
  /// - Throws: `ArchiveError.noSpace`, if there is no room to rewrite the file.
  public func releaseFreePages(rewriting: Bool = false) throws(ArchiveError) {
    try mapErrors {
      let free = try pragma("freelist_count")
      let pages = try pragma("page_count")
      guard free >= Self.minFree.pages, free * Int64(Self.minFree.share) >= pages else { return }
      if try pragma("auto_vacuum") == 2 {
        // In a damaged file, the number of free pages may be wrong and never decrease.
        var left = free
        var before = Int64.max
        while left > 0, left < before {
          try connection.run("PRAGMA incremental_vacuum(\(Self.movedPages))")
          (before, left) = (left, try pragma("freelist_count"))
        }
      } else if rewriting {
        // The new content is written to a temporary file, and then to the log.
        try connection.checkSpace(at: path, pages: 2 * (pages - free))
        try connection.execute("PRAGMA auto_vacuum = INCREMENTAL; VACUUM")
      }
    }
  }

  /// Returns the shortage that optimizing will probably meet; nil if there is room.
  ///
  /// The index is written once more, first to the log and then to the file.
  public func shortageForOptimizing() throws(ArchiveError) -> SpaceShortage? {
    // An index that cannot be read is rebuilt or reported by `optimize`.
    guard let health = try? IndexHealth(of: connection) else { return nil }
    return try mapErrors {
      let unused = try pragma("freelist_count")
      let pages = Int64(clamping: health.pages)
      let needed = pages.addingReportingOverflow(max(0, pages - unused))
      return try connection.shortage(at: path, pages: needed.overflow ? .max : needed.partialValue)
    }
  }

  /// Returns the shortage that an export to `path` will probably meet; nil if there is room.
  ///
  /// The size of the text is estimated from the number of its tokens.
  public func shortageForExport(to path: String) -> SpaceShortage? {
    let tokens = (try? IndexHealth(of: connection))?.textTokens ?? 0
    let (bytes, isOver) = Int64(clamping: tokens).multipliedReportingOverflow(by: 5)
    return SpaceShortage(at: path, needing: isOver ? .max : bytes)
  }

  private func pragma(_ name: String) throws(SQLiteError) -> Int64 {
    try connection.pragma(name)
  }
}

extension Connection {
  fileprivate func pragma(_ name: String) throws(SQLiteError) -> Int64 {
    try first("PRAGMA \(name)") { $0.integer(at: 0) } ?? 0
  }

  fileprivate func shortage(
    at path: String, pages: Int64
  ) throws(SQLiteError) -> SpaceShortage? {
    let (bytes, isOver) = try pages.multipliedReportingOverflow(by: pragma("page_size"))
    return SpaceShortage(at: path, needing: isOver ? .max : bytes)
  }

  /// - Throws: `ArchiveError.noSpace`, if the disk of the file at `path` has no room for this number
  ///   of pages.
  func checkSpace(at path: String, pages: Int64? = nil) throws {
    let pages = try pages ?? pragma("page_count")
    guard let shortage = try shortage(at: path, pages: pages) else { return }
    throw ArchiveError(.noSpace(needed: shortage.needed, free: shortage.free), path: path)
  }
}
