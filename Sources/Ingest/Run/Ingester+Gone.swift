internal import Archive

/// Handles the articles of files that are gone.
extension Ingester {
  /// Finds archived files of the first `count` roots that no longer exist, and removes their
  /// articles if the options say so.
  func handleGoneFiles(first count: Int) throws {
    let remembered = try RememberedRoots(of: archive)
    for (id, root) in roots.prefix(count) {
      // The path named in this run may be inside a remembered root.
      guard let id, let whole = remembered.root(id: id) else { continue }
      let isWhole = whole.path == root.path
      let isMissing = isGone(root.absolutePath)
      let isPruned = try handleGoneFiles(of: root, id, in: whole, isMissing: isMissing)
      guard isMissing, isWhole else { continue }
      if isPruned {
        try writer.forget(rootID: id)
      } else {
        summary.goneRoots.append(root.path)
      }
    }
  }

  /// Handles the gone files of one root.
  ///
  /// - Returns: True if files were gone and their articles were removed.
  private func handleGoneFiles(
    of root: Root, _ id: Int64, in whole: Root, isMissing: Bool
  ) throws -> Bool {
    let files = try archive.fileIDs(ofRoot: id, inside: whole.path == root.path ? nil : root.path)
    let gone = try files.filter { !seenFiles.contains($0) }.sorted()
      .compactMap { try archive.file(id: $0) }
      .filter { isGone(whole.absolutePath(of: $0.path)) }
    guard !gone.isEmpty else { return false }
    guard options.prunes else {
      // A file whose articles were all removed by hand leaves nothing to prune.
      let withArticles = try gone.filter { try archive.hasArticles(ofFile: $0.id) }
      summary.gone += withArticles.count
      let room = IngestSummary.maxGoneFiles - summary.goneFiles.count
      summary.goneFiles += withArticles.prefix(max(0, room)).map(\.path)
      return false
    }
    guard options.isForced || (!isMissing && gone.count * 2 <= files.count) else {
      summary.gone += gone.count
      summary.refusedPrunes.append(
        IngestSummary.RefusedPrune(path: root.path, gone: gone.count, files: files.count))
      return false
    }
    try remove(gone)
    return true
  }

  private func remove(_ files: [StoredFile]) throws {
    for file in files {
      remove(try writer.remove(file), of: file.path)
      // The changes of a transaction to the index are held in memory, so commit from time to time.
      try commit(afterRemoving: file.status.size)
    }
  }
}
