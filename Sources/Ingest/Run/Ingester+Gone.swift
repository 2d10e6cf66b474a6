internal import Archive

/// Handles the articles of files that are gone.
extension Ingester {
  /// Finds files of the first `count` roots that are in the archive but not on the disk; removes
  /// their articles if the options say so.
  func handleGoneFiles(first count: Int) throws {
    let remembered = try RememberedRoots(of: archive)
    for (id, root) in roots.prefix(count) {
      // The named path may be part of a remembered root.
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
      // The index of one transaction is held in memory.
      try commit(afterRemoving: file.status.size)
    }
  }
}
