internal import FullTextIndex
internal import SQLite

/// Splits an archive into shards, by the locations of its articles.
public enum ArchiveSplit {
  /// The number of bytes of text after which the shards are committed.
  private static let batchBytes = 128 << 20
  private static let articlesAtATime = 256

  /// Returns the shard of an article: the first 8 bytes of the SHA-256 of its location, as a number,
  /// modulo the number of shards.
  public static func shard(of location: String, count: Int) -> Int {
    let hash = UInt64(sha256(of: location).prefix(16), radix: 16) ?? 0
    return Int(hash % UInt64(count))
  }

  /// Copies the articles of `archive` to new archives, in their order.
  ///
  /// What each article was read from is copied too. `onProgress` is called with the number of
  /// articles so far.
  ///
  /// - Throws: `ArchiveError`, if one of the archives cannot be read or written.
  public static func split(
    _ archive: Archive, into shards: [Archive], onProgress: (Int) throws -> Void = { _ in }
  ) throws {
    let writers = shards.map { ArticleWriter(archive: $0) }
    var files = Array(repeating: Set<Int64>(), count: shards.count)
    var (done, bytes) = (0, 0)
    try archive.snapshot {
      var last: Int64 = 0
      while true {
        let ids = try archive.connection.rows(
          "SELECT id FROM articles WHERE id > ?1 ORDER BY id LIMIT ?2",
          [.integer(last), .integer(articlesAtATime)]
        ) { $0.integer(at: 0) }
        guard let end = ids.last else { break }
        last = end
        for id in ids {
          guard let article = try archive.article(id: id) else { continue }
          let number = shard(of: article.metadata.location, count: shards.count)
          if let file = article.fileID, files[number].insert(file).inserted {
            try writers[number].copyFile(file, from: archive)
          }
          bytes += try writers[number].copy(article, from: archive)
        }
        done += ids.count
        try onProgress(done)
        if bytes < batchBytes { continue }
        bytes = 0
        for writer in writers { try writer.commit() }
      }
    }
    for writer in writers { try writer.commit() }
    for shard in shards { try shard.optimize() }
  }
}

extension ArticleWriter {
  /// Stores a copy of an article of another archive, whose file has been copied.
  ///
  /// - Returns: The number of bytes of its text.
  fileprivate func copy(_ article: StoredArticle, from other: Archive) throws -> Int {
    let count = try other.passageCount(ofArticle: article.id)
    let passages = count > 0 ? try other.passages(ofArticle: article.id, 1...count) : []
    let text = try other.text(ofArticle: article.id)
    file = article.fileID.map { (id: $0, unseen: [], isDistrusted: false) }
    _ = try put(
      PreparedArticle(metadata: article.metadata, text: text, passages: passages.map(\.passage)))
    file = nil
    return text.utf8.count
  }

  /// Copies what is known about a file of another archive, but not the folder that it was found in.
  fileprivate func copyFile(_ id: Int64, from other: Archive) throws {
    let columns = "id, path, size, modified, changed, inode, content_hash, reader, failures"
    let values = try other.connection.first(
      "SELECT \(columns) FROM files WHERE id = ?1", [.integer(id)]
    ) { row -> [Value] in
      [0, 2, 3, 4, 5, 8].map { .integer(row.integer(at: $0)) }
        + [1, 6, 7].map { row.text(at: $0).map(Value.text) ?? .null }
    }
    guard let values else { return }
    try writing {
      try begin()
      try connection.run(
        """
        INSERT INTO files (id, size, modified, changed, inode, failures, path, content_hash, reader)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """, values)
    }
  }
}
