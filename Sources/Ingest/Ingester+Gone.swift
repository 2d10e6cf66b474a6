internal import Archive

/// What becomes of the articles of files that are gone.
extension Ingester {
  /// Looks for the files that the archive has of the first `count` roots and the disk has not; and
  /// removes their articles, if that is wished.
  func lookForGone(first count: Int) throws {
    for (id, root) in roots.prefix(count) {
      guard let id else { continue }
      let files = try archive.fileIDs(ofRoot: id)
      let gone = try files.filter { !seenFiles.contains($0) }.sorted()
        .compactMap { try archive.file(id: $0) }
        .filter { isGone(root.absolutePath(of: $0.path)) }
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
      if isMissing { try writer.forget(rootID: id) }
    }
  }

  private func remove(_ files: [StoredFile]) throws {
    for file in files {
      remove(try writer.remove(file), of: file.path)
      // A transaction's index is held in memory.
      try commit(afterRemoving: file.status.size)
    }
  }
}
