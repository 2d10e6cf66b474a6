internal import SQLite

/// The indexes that a transaction drops before it adds the first articles of an archive, and creates
/// again when they are all there.
///
/// To fill an index at once takes a fraction of the time that adding row after row takes. With
/// articles in the archive, they would all have to be read again, so nothing is dropped. Other
/// connections see neither step, and a crash undoes both.
struct LateIndexes {
  /// Indexes that nothing needs while articles are added.
  private static let names = [
    "publisher", "author", "language", "published", "title", "docno", "content_hash",
  ].map { "articles_by_" + $0 }

  /// The statements that create the indexes.
  private let statements: [String]

  /// Drops the indexes if there are no articles.
  init(droppedFrom connection: Connection) throws(SQLiteError) {
    let hasArticles = try connection.first("SELECT EXISTS (SELECT 1 FROM articles)") {
      $0.integer(at: 0) == 1
    }
    guard hasArticles == false else {
      statements = []
      return
    }
    let indexes = try SchemaDefinitions.objects(in: connection).filter {
      $0.type == "index" && Self.names.contains($0.name)
    }
    statements = indexes.map(\.sql)
    for index in indexes { try connection.execute("DROP INDEX \(index.name)") }
  }

  /// Creates the indexes again.
  ///
  /// - Complexity: O(n log n) in the articles.
  func create(in connection: Connection) throws(SQLiteError) {
    for statement in statements { try connection.execute(statement) }
  }
}
