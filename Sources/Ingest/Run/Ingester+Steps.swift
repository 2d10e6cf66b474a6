internal import Archive
internal import Formats

/// Stores the results of each step.
extension Ingester {
  func take(_ step: ReadStep) throws {
    switch step {
    case .begin(let found): try begin(found)
    case .position(let bytes): file?.position = bytes
    case .record: preconditionFailure("a record of which no article was made")
    case .article(let article): try store(article)
    case .end(let status, let result): try end(status, result)
    case .unchanged(let found, let stored):
      note(found, stored)
      onEntry(IngestEntry(found.location, file: found.location, .unchanged))
    case .touched(let found, let stored):
      try writer.touch(stored, status: found.status, rootID: roots[found.root].id)
      note(found, stored)
      onEntry(IngestEntry(found.location, file: found.location, .unchanged))
    case .renamed(let found, let stored):
      let rootID = roots[found.root].id
      try writer.rename(stored, to: found.location, status: found.status, rootID: rootID)
      note(found, stored)
      summary.counts.renamed += 1
      onEntry(IngestEntry(found.location, file: found.location, .renamed(from: stored.path)))
    case .skipped(let location, let file, let reason):
      summary.counts.skipped += 1
      onEntry(IngestEntry(location, file: file, .skipped(reason)))
    case .failure(let error): fail(error.location, file: error.location, error.line, error.reason)
    case .lookupFailure(let error): throw error
    }
  }

  /// Counts a file that did not have to be read.
  private func note(_ found: FoundFile, _ stored: StoredFile) {
    summary.counts.files += 1
    summary.bytes += found.status.size
    summary.knownFailures += stored.failures
    seenFiles.insert(stored.id)
  }

  private func begin(_ found: FoundFile) throws {
    summary.counts.files += 1
    summary.filesRead += 1
    file = OpenFile(found: found, bytesBefore: summary.bytes)
    guard found.path != "-" else { return }
    let root = roots[found.root]
    let reader = ReaderSettings(stored: root.root.settings).reader
    let id = try writer.beginFile(
      path: found.location, rootID: root.id, status: found.status, reader: reader)
    if let id { seenFiles.insert(id) }
  }

  private func store(_ article: ReadArticle) throws {
    guard var open = file else { return }
    // The value is taken out of the property while it changes, so that its set is not copied.
    file = nil
    defer { file = open }
    let path = open.found.location
    summary.bytes = open.bytesBefore + open.stored(article.sourceBytes)
    switch article.result {
    case .failure(.blank):
      if article.member.isEmpty { open.isBlank = true }
      summary.counts.skipped += 1
      onEntry(IngestEntry(path + article.member, file: path, .skipped(.empty)))
    case .failure(.noArticles):
      summary.counts.skipped += 1
      onEntry(IngestEntry(path + article.member, file: path, .skipped(.withoutArticles)))
    case .failure(let reason):
      open.failures += 1
      let isWholeFile = article.line == nil && article.member.isEmpty
      if reason.isOfMachine || isWholeFile { open.isUnfinished = true }
      fail(path + article.member, file: path, article.line, reason)
    case .success(var prepared):
      prepared.metadata.location = article.location(in: path, &open.docnos)
      if prepared.metadata.docno.isEmpty { prepared.metadata.docno = prepared.metadata.location }
      let outcome = try writer.put(prepared)
      count(outcome, prepared, article, file: path)
    }
  }

  private func count(
    _ outcome: ArticleWriter.Outcome, _ prepared: PreparedArticle, _ article: ReadArticle,
    file: String
  ) {
    let reported: IngestEntry.Outcome
    switch outcome {
    case .added:
      reported = .added
      summary.counts.added += 1
    case .updated:
      reported = .updated
      summary.counts.updated += 1
    case .unchanged:
      reported = .unchanged
      summary.counts.unchanged += 1
    }
    if outcome != .unchanged { summary.storedPassages += max(1, prepared.passages.count) }
    if article.unreadableDate != nil { summary.unreadableDates += 1 }
    summary.textBytes += article.bytes
    uncommittedBytes += article.bytes
    onEntry(
      IngestEntry(
        prepared.metadata.location, file: file, line: article.line, reported,
        unreadableDate: article.unreadableDate, hasText: article.bytes > 0, notes: article.notes))
  }

  private func end(_ status: FileStatus, _ result: Result<String?, ReadError>) throws {
    guard let open = file else { return }
    file = nil
    summary.bytes = open.bytesBefore + open.found.status.size
    var failures = open.failures
    if case .failure(let reason) = result {
      fail(open.found.location, file: open.found.location, nil, reason)
      failures += 1
    }
    guard open.found.path != "-" else { return }
    // A file without a hash is read again the next time, and none of its articles are removed.
    let hash = open.isUnfinished ? nil : (try? result.get()) ?? nil
    // A program that failed to write a file may leave it empty, so its articles are kept.
    let removed = try writer.endFile(
      status: status, contentHash: hash, failures: failures, keepsArticles: open.isBlank)
    remove(removed, of: open.found.location)
  }

  func remove(_ locations: [String], of file: String) {
    summary.counts.removed += locations.count
    for location in locations { onEntry(IngestEntry(location, file: file, .removed)) }
  }

  private func fail(
    _ location: String, file: String, _ line: Int?, _ reason: ReadError
  ) {
    summary.counts.failed += 1
    onEntry(IngestEntry(location, file: file, line: line, .failed(reason)))
  }
}
