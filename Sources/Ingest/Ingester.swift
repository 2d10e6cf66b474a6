public import Archive
internal import Threading

/// Reads articles from files, folders and standard input, and stores them.
///
/// What cannot be read is reported and passed over; the rest is stored. Work is committed in large
/// batches, so a run that dies leaves whole articles behind, and the next one finishes the rest.
public struct Ingester {
  /// What has been done so far.
  public struct Summary: Equatable, Sendable {
    /// Articles that were not in the archive.
    public var added = 0
    /// Articles that were, with another text or other metadata.
    public var updated = 0
    /// Articles that were, just so.
    public var unchanged = 0
    /// What could not be ingested.
    public var failed = 0
    /// Files in folders that are of no known format.
    public var skippedFiles = 0
    /// The files that were read.
    public var files = 0
    /// The bytes of text of all articles.
    public var textBytes = 0
    /// The passages of articles that were added or updated.
    public var storedPassages = 0

    /// All articles that were read.
    public var articles: Int { added + updated + unchanged }
  }

  /// How much text is stored in one transaction, in bytes.
  static let batchBytes = 32 << 20
  /// How much text may be read ahead of what is stored, in bytes.
  static let aheadBytes = 8 << 20

  private let writer: ArticleWriter
  private let onProgress: (Summary) -> Void
  private let onError: (IngestError) -> Void

  /// Creates an ingester.
  ///
  /// - Parameters:
  ///   - archive: Where the articles go; open for writing.
  ///   - onProgress: Called after each article.
  ///   - onError: Called with each thing that could not be ingested.
  public init(
    into archive: Archive, onProgress: @escaping (Summary) -> Void = { _ in },
    onError: @escaping (IngestError) -> Void
  ) {
    writer = ArticleWriter(archive: archive)
    self.onProgress = onProgress
    self.onError = onError
  }

  /// Ingests `paths`: files, folders with all that is in them, and `-` for standard input.
  ///
  /// - Throws: `ArchiveError`, when the archive cannot be written.
  public func ingest(_ paths: [String]) throws -> Summary {
    var summary = Summary()
    var batch = 0
    func store(_ event: ArticleSource.Event) throws {
      try handle(event, &summary)
      batch += event.bytes
      if batch >= Self.batchBytes {
        try writer.commit()
        batch = 0
      }
    }
    let queue = BoundedQueue<ArticleSource.Event>(capacity: Self.aheadBytes)
    if let reader = WorkerThread({ Self.read(paths, into: queue) }) {
      defer {
        queue.close()
        reader.join()
      }
      while let events = queue.takeAll() { try events.forEach(store) }
    } else {
      try ArticleSource.read(paths, store)
    }
    try writer.commit()
    return summary
  }

  /// Reads on a thread of its own, while what was read is stored.
  private static func read(_ paths: [String], into queue: BoundedQueue<ArticleSource.Event>) {
    defer { queue.close() }
    // What cannot be read is an event; nothing is thrown but this end.
    try? ArticleSource.read(paths) { event in
      // Every event takes some room, or a file of nothing but faults would fill the memory.
      guard queue.append(event, weight: event.bytes + 256) else { throw Stopped() }
    }
  }

  /// The writer has given up, and wants no more.
  private struct Stopped: Error {}

  private func handle(_ event: ArticleSource.Event, _ summary: inout Summary) throws {
    switch event {
    case .article(let article, let bytes):
      let outcome = try writer.put(article)
      switch outcome {
      case .added: summary.added += 1
      case .updated: summary.updated += 1
      case .unchanged: summary.unchanged += 1
      }
      if outcome != .unchanged { summary.storedPassages += max(1, article.passages.count) }
      summary.textBytes += bytes
      onProgress(summary)
    case .file: summary.files += 1
    case .skippedFile: summary.skippedFiles += 1
    case .failure(let error):
      summary.failed += 1
      onError(error)
    }
  }
}
