internal import Archive

/// The files and folders of a run.
extension Ingester {
  /// The roots to be read, followed by those that may be inside them.
  func findRoots(_ wanted: [Root]) throws {
    let known = try RememberedRoots(of: archive)
    for root in wanted { roots.append((try id(of: root, known), root)) }
    let named = Set(wanted.map(\.path))
    roots += known.all.filter { !named.contains($0.root.path) }.map { ($0.id, $0.root) }
  }

  /// The id of a root, which is remembered first unless it is inside another one.
  private func id(of root: Root, _ known: RememberedRoots) throws -> Int64? {
    guard root.path != "-", !root.path.isEmpty else { return nil }
    if let same = known.known(at: root.path) {
      // A run that finds nothing new must not write.
      return same.root == root ? same.id : try writer.remember(root)
    }
    if let holder = known.holder(of: root) { return holder }
    // A path that does not exist is not remembered: it may be a typing error.
    guard !isGone(root.absolutePath) else { return nil }
    return try writer.remember(root)
  }
}
