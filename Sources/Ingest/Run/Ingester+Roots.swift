internal import Archive

/// Which files and folders a run looks at.
extension Ingester {
  /// The roots to be read, followed by those that may be inside of them.
  func findRoots(_ wanted: [Root]) throws {
    let known = try RememberedRoots(of: archive)
    for root in wanted { roots.append((try id(of: root, known), root)) }
    let named = Set(wanted.map(\.path))
    roots += known.all.filter { !named.contains($0.root.path) }.map { ($0.id, $0.root) }
  }

  /// The id of a root; it is remembered first, where it is not inside of one that is.
  private func id(of root: Root, _ known: RememberedRoots) throws -> Int64? {
    guard root.path != "-", !root.path.isEmpty else { return nil }
    if let same = known.known(at: root.path) {
      // A run that finds nothing new writes nothing.
      return same.root == root ? same.id : try writer.remember(root)
    }
    if let holder = known.holder(of: root) { return holder }
    // What is not there is not remembered: it may be a slip of the pen.
    guard !isGone(root.absolutePath) else { return nil }
    return try writer.remember(root)
  }
}
