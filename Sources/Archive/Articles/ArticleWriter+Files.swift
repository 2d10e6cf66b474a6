internal import SQLite

/// Writes the files that articles come from, in the same transaction as the articles.
extension ArticleWriter {
  /// Records a root, with the settings for reading its files from now on.
  ///
  /// - Returns: The row id of the root; nil for an unknown root in a dry run.
  public func remember(_ root: Root) throws(ArchiveError) -> Int64? {
    guard !isDryRun else { return try archive.roots().first { $0.root.path == root.path }?.id }
    return try writing {
      try begin()
      try connection.run(
        """
        INSERT INTO roots (path, absolute_path, settings) VALUES (?1, ?2, ?3)
          ON CONFLICT (path) DO UPDATE SET absolute_path = ?2, settings = ?3
        """, [.text(root.path), .text(root.absolutePath), .text(root.settings)])
      return try connection.first("SELECT id FROM roots WHERE path = ?1", [.text(root.path)]) {
        $0.integer(at: 0)
      }
    }
  }

  /// Removes a root from the list of roots; its files and articles stay.
  public func forget(rootID: Int64) throws(ArchiveError) {
    guard !isDryRun else { return }
    try writing {
      try begin()
      try connection.run("UPDATE files SET root_id = NULL WHERE root_id = ?1", [.integer(rootID)])
      try connection.run("DELETE FROM roots WHERE id = ?1", [.integer(rootID)])
    }
  }

  /// Moves the root at `oldPath`, its files and their articles to the path of `root`, with its
  /// settings.
  ///
  /// - Returns: The number of files; nil if something else has one of the new paths or locations.
  public func move(
    rootID id: Int64, _ oldPath: String, to root: Root
  ) throws(ArchiveError) -> Int? {
    guard !isDryRun else { return nil }
    return try writing {
      try begin()
      let values: [Value] = [.integer(id), .text(oldPath), .text(root.path)]
      guard try !isTaken(values) else { return nil }
      // If the source has no identifier for the article, the docno is the location. An exported
      // article has a location of its own, which stays.
      try connection.run(
        """
        UPDATE articles SET
          docno = iif(docno = location, \(Self.movedLocation), docno), location = \(Self.movedLocation)
          FROM files WHERE \(Self.isInMovedFile)
        """, values)
      try connection.run("UPDATE files SET path = \(Self.movedPath) WHERE root_id = ?1", values)
      try connection.run(
        "UPDATE roots SET path = ?2, absolute_path = ?3, settings = ?4 WHERE id = ?1",
        [.integer(id), .text(root.path), .text(root.absolutePath), .text(root.settings)])
      return try connection.first(
        "SELECT count(*) FROM files WHERE root_id = ?1", [.integer(id)]
      ) { Int($0.integer(at: 0)) }
    }
  }

  /// True if a file or an article already has a path or a location that would be given.
  private func isTaken(_ values: [Value]) throws(SQLiteError) -> Bool {
    try connection.first(
      """
      SELECT 1 FROM files JOIN files AS other ON other.path = \(Self.movedPath)
       WHERE files.root_id = ?1
      UNION ALL
      SELECT 1 FROM files JOIN articles ON \(Self.isInMovedFile)
        JOIN articles AS other ON other.location = \(Self.movedLocation)
      """, values
    ) { _ in true } ?? false
  }

  /// The path of a file of the root ?1 after the root has moved from ?2 to ?3.
  ///
  /// The paths in the folder `.` do not start with the path of the folder.
  private static let movedPath = """
    CASE WHEN files.path = ?2 THEN ?3
         ELSE iif(?3 = '.', '', ?3 || '/')
              || iif(?2 = '.', files.path, substr(files.path, length(?2) + 2)) END
    """

  /// True for articles whose location starts with the path of their file.
  private static let isInMovedFile = """
    articles.file_id = files.id AND files.root_id = ?1
      AND substr(articles.location, 1, length(files.path)) = files.path
    """

  private static let movedLocation =
    "\(movedPath) || substr(articles.location, length(files.path) + 1)"

  /// Starts a file, to which the following articles belong until `endFile`.
  ///
  /// Until `endFile` is called, the file counts as not completely read.
  ///
  /// - Returns: The row id of the file; nil for an unknown file in a dry run.
  public func beginFile(
    path: String, rootID: Int64?, status: FileStatus, reader: String
  ) throws(ArchiveError) -> Int64? {
    try writing {
      if !isDryRun { try begin() }
      // The file was read only in part, or `repair` found that a text had changed in the archive.
      let isDistrusted = try connection.first(
        "SELECT content_hash IS NULL FROM files WHERE path = ?1", [.text(path)]
      ) { $0.integer(at: 0) == 1 }
      if !isDryRun { try insertFile(path: path, rootID: rootID, status, reader: reader) }
      let id = try connection.first("SELECT id FROM files WHERE path = ?1", [.text(path)]) {
        $0.integer(at: 0)
      }
      guard let id else { return nil }
      let articles = try connection.rows(
        "SELECT id FROM articles WHERE file_id = ?1", [.integer(id)]
      ) { $0.integer(at: 0) }
      file = (id, Set(articles), isDistrusted ?? false)
      return id
    }
  }

  private func insertFile(
    path: String, rootID: Int64?, _ status: FileStatus, reader: String
  ) throws(SQLiteError) {
    try connection.run(
      """
      INSERT INTO files (path, root_id, size, modified, changed, inode, reader, failures)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)
        ON CONFLICT (path) DO UPDATE SET root_id = ?2, size = ?3, modified = ?4, changed = ?5,
          inode = ?6, reader = ?7, failures = 0, content_hash = NULL
      """,
      [
        .text(path), rootID.map(Value.integer) ?? .null, .integer(status.size),
        .integer(status.modified), .integer(status.changed), .integer(status.inode),
        .text(reader),
      ])
  }

  /// Records that a file was read to its end, and removes the articles that are no longer in it.
  ///
  /// `contentHash` is the SHA-256 of the file; nil if the file could not be read, so that the next
  /// run reads it again. If records of the file could not be read, no article is removed.
  ///
  /// - Returns: The locations of the removed articles.
  public func endFile(
    status: FileStatus, contentHash: String?, failures: Int, keepsArticles: Bool = false
  ) throws(ArchiveError) -> [String] {
    guard let file else { return [] }
    self.file = nil
    return try writing {
      if !isDryRun {
        try begin()
        try connection.run(
          """
          UPDATE files SET size = ?2, modified = ?3, changed = ?4, inode = ?5, content_hash = ?6,
            failures = ?7 WHERE id = ?1
          """,
          [
            .integer(file.id), .integer(status.size), .integer(status.modified),
            .integer(status.changed), .integer(status.inode), .text(orNull: contentHash),
            .integer(failures),
          ])
      }
      // An unreadable record may be an article that was stored before.
      guard contentHash != nil, failures == 0, !keepsArticles else { return [] }
      var removed: [String] = []
      for id in file.unseen.sorted() {
        if let location = try removeArticle(id: id) { removed.append(location) }
      }
      return removed
    }
  }

  /// Updates the file status of a file whose content has not changed.
  public func touch(_ file: StoredFile, status: FileStatus, rootID: Int64?) throws(ArchiveError) {
    guard !isDryRun else { return }
    try writing {
      try begin()
      try connection.run(
        """
        UPDATE files SET size = ?2, modified = ?3, changed = ?4, inode = ?5, root_id = ?6
         WHERE id = ?1
        """,
        [
          .integer(file.id), .integer(status.size), .integer(status.modified),
          .integer(status.changed), .integer(status.inode), rootID.map(Value.integer) ?? .null,
        ])
    }
  }

  /// Renames a file, and updates the locations of its articles.
  public func rename(
    _ file: StoredFile, to path: String, status: FileStatus, rootID: Int64?
  ) throws(ArchiveError) {
    guard !isDryRun else { return }
    try touch(file, status: status, rootID: rootID)
    try writing {
      try connection.run(
        "UPDATE files SET path = ?2 WHERE id = ?1", [.integer(file.id), .text(path)])
      // If the source has no identifier for the article, the docno is the location.
      try connection.run(
        """
        UPDATE articles SET
          docno = iif(docno = location, ?2 || substr(docno, length(?3) + 1), docno),
          location = ?2 || substr(location, length(?3) + 1)
         WHERE file_id = ?1 AND substr(location, 1, length(?3)) = ?3
        """, [.integer(file.id), .text(path), .text(file.path)])
    }
  }

  /// Removes a file and all its articles.
  ///
  /// - Returns: The locations of the removed articles.
  public func remove(_ file: StoredFile) throws(ArchiveError) -> [String] {
    try writing {
      if !isDryRun { try begin() }
      let articles = try connection.rows(
        "SELECT id FROM articles WHERE file_id = ?1 ORDER BY id", [.integer(file.id)]
      ) { $0.integer(at: 0) }
      var removed: [String] = []
      for id in articles {
        if let location = try removeArticle(id: id) { removed.append(location) }
      }
      if !isDryRun { try connection.run("DELETE FROM files WHERE id = ?1", [.integer(file.id)]) }
      return removed
    }
  }

  /// Removes an article.
  ///
  /// Its file stays in the list of files, so that the article does not come back until the file is
  /// read again.
  ///
  /// - Returns: The number of its passages; nil if no article has this id.
  public func remove(articleID id: Int64) throws(ArchiveError) -> Int? {
    try writing {
      try begin()
      let count = try connection.first(
        "SELECT count(*) FROM passages WHERE article_id = ?1", [.integer(id)]
      ) { Int($0.integer(at: 0)) }
      return try removeArticle(id: id) == nil ? nil : count
    }
  }

  /// Assigns an unchanged article to the current file.
  func moveToFile(_ article: StoredArticle) throws(SQLiteError) {
    try connection.run(
      "UPDATE articles SET file_id = ?2 WHERE id = ?1",
      [.integer(article.id), (file?.id).map(Value.integer) ?? .null])
  }

  /// - Returns: The location of the removed article; nil if no article has this id.
  private func removeArticle(id: Int64) throws -> String? {
    let article = try connection.first(
      "SELECT \(StoredArticle.columns) FROM articles WHERE id = ?1", [.integer(id)],
      StoredArticle.init(row:))
    guard let article else { return nil }
    guard !isDryRun else { return article.metadata.location }
    try deletePassages(of: article)
    try connection.run("DELETE FROM articles WHERE id = ?1", [.integer(id)])
    return article.metadata.location
  }
}
