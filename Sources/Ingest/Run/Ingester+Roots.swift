internal import Archive

/// Finds the roots of a run.
extension Ingester {
  /// Sets `roots` to the roots to be read, followed by all other remembered roots.
  ///
  /// The other roots are needed because files belong to the innermost root that contains them, and
  /// another root may be inside a root to be read.
  func findRoots(_ wanted: [Root]) throws {
    let known = try RememberedRoots(of: archive)
    for root in wanted { roots.append((try id(of: root, known), root)) }
    let named = Set(wanted.map(\.path))
    roots += known.all.filter { !named.contains($0.root.path) }.map { ($0.id, $0.root) }
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
    return try writer.remember(root)
  }
}
