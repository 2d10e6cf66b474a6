internal import FullTextIndex
internal import SQLite
internal import TextAnalysis

/// Fills a new full-text index from the text.
///
/// FTS5's own `'rebuild'` takes longer, and reports no progress.
enum IndexFilling {
  /// The number of passages that are read at a time.
  private static let batch = 1_000

  /// Adds all passages to an empty index, in the current transaction.
  static func fill(
    _ connection: Connection, _ onProgress: (Migration.Progress) -> Void
  ) throws {
    let count = try connection.first("SELECT count(*) FROM passages") { Int($0.integer(at: 0)) }
    var progress = Migration.Progress(passages: 0, total: count ?? 0)
    onProgress(progress)
    if let writer = try IndexWriter(connection),
      try add(to: writer, connection, &progress, onProgress)
    {
      return
    }
    try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
  }

  /// Adds all passages with `writer`.
  ///
  /// - Returns: False if a text is not valid UTF-8 or an id is too large, which only FTS5 can index.
  private static func add(
    to writer: IndexWriter, _ connection: Connection, _ progress: inout Migration.Progress,
    _ onProgress: (Migration.Progress) -> Void
  ) throws -> Bool {
    let tokenizer = try connection.tokenizer(Archive.tokenizer)
    var title: (bytes: [UInt8], terms: TokenizedText)?
    var last: Int64 = .min
    while true {
      // The rows are read before the writer writes, which ends an open SELECT.
      let rows = try connection.rows(
        "SELECT id, title, text FROM indexed_passages WHERE id > ?1 ORDER BY id LIMIT \(batch)",
        [.integer(last)]
      ) { row in (id: row.integer(at: 0), title: row.bytes(at: 1), text: row.bytes(at: 2)) }
      guard let end = rows.last?.id else { break }
      for row in rows {
        guard (1..<Int64(UInt32.max)).contains(row.id), firstInvalidUTF8(in: row.text) == nil,
          firstInvalidUTF8(in: row.title) == nil
        else { return false }
        if title?.bytes != row.title {
          let text = String(decoding: row.title, as: UTF8.self)
          title = (row.title, try tokenizer.tokenized(text))
        }
        let terms = try tokenizer.tokenized(String(decoding: row.text, as: UTF8.self))
        guard let title else { return false }
        try writer.add(row: row.id, [title.terms, terms])
      }
      last = end
      progress.passages += rows.count
      onProgress(progress)
    }
    try writer.flush()
    return true
  }
}
