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
      let files = try archive.fileIDs(ofRoot: id, inside: isWhole ? nil : root.path)
      let gone = try files.filter { !seenFiles.contains($0) }.sorted()
        .compactMap { try archive.file(id: $0) }
        .filter { isGone(whole.absolutePath(of: $0.path)) }
      guard !gone.isEmpty else { continue }
      let isMissing = isGone(root.absolutePath)
      guard options.prunes else {
        summary.gone += gone.count
        continue
      }
      guard options.isForced || (!isMissing && gone.count * 2 <= files.count) else {
        summary.gone += gone.count
        summary.refusedPrunes.append(
          IngestSummary.RefusedPrune(path: root.path, gone: gone.count, files: files.count))
        continue
      }
      try remove(gone)
      if isMissing && isWhole { try writer.forget(rootID: id) }
    }
  }

  private func remove(_ files: [StoredFile]) throws {
    for file in files {
      remove(try writer.remove(file), of: file.path)
      // The changes of a transaction to the index are held in memory, so commit from time to time.
      try commit(afterRemoving: file.status.size)
    }
  }
}
