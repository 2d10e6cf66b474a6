internal import Archive

/// Finds the roots of a run.
extension Ingester {
  /// Sets `roots` to the roots to be read, followed by all other remembered roots.
  ///
  /// The other roots are needed because files belong to the innermost root that contains them, and
  /// another root may be inside a root to be read.
  func findRoots(_ wanted: [Root]) throws {
    for root in wanted { try moveRenamedRoot(to: root) }
    let known = try RememberedRoots(of: archive)
    for root in wanted { roots.append((try id(of: root, known), root)) }
    let named = Set(wanted.map(\.path))
    roots += known.all.filter { !named.contains($0.root.path) }.map { ($0.id, $0.root) }
  }

  /// If `root` is a remembered root under another name, renames the root, its files and their
  /// articles.
  ///
  /// In a dry run, the files count as renamed one by one.
  private func moveRenamedRoot(to root: Root) throws {
    guard !options.isDryRun, let old = try RememberedRoots(of: archive).renamed(to: root),
      let files = try writer.move(rootID: old.id, old.root.path, to: root)
    else { return }
    summary.counts.renamed += files
    onEntry(IngestEntry(root.path, file: root.path, .renamed(from: old.root.path)))
  }

  /// Returns the id of a root, or the id of the remembered root that contains the root.
  ///
  /// A root that the archive does not know yet is added to the archive. The result is nil for
  /// standard input, and for a new path that does not exist.
  private func id(of root: Root, _ known: RememberedRoots) throws -> Int64? {
    guard root.path != "-", !root.path.isEmpty else { return nil }
    if let same = known.known(at: root.path) {
      // Write only if the root has changed, because a run that finds nothing new must not write.
      return same.root == root ? same.id : try writer.remember(root)
    }
    if let holder = known.holder(of: root) { return holder }
    // A path that does not exist is not remembered: it may be a typo.
    guard !isGone(root.absolutePath) else { return nil }
    let id = try writer.remember(root)
    if let id { newRoots.append((id, root)) }
    return id
  }

  /// Forgets the new roots that gave no article, so that later runs do not fail because of them.
  func forgetEmptyRoots() throws {
    for (id, root) in newRoots where try !archive.hasArticles(ofRoot: id) {
      try writer.forget(rootID: id)
      summary.emptyRoots.append(root.path)
    }
  }
}
