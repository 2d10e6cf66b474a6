public import Archive
public import Formats

/// The files and folders that are updated when none is named.
public struct RememberedRoots {
  let all: [(id: Int64, root: Root)]
  private let byPath: [String: Int]

  /// Reads the list.
  public init(of archive: Archive) throws(ArchiveError) {
    all = try archive.roots()
    byPath = Dictionary(
      all.indices.map { [all] in (all[$0].root.path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The roots that a person names by paths; all that are remembered, where there are none.
  ///
  /// `settings` say how their files are read; as the last time, where there are none. What is in a root
  /// that is remembered belongs to that root, by whatever path it is named.
  public func named(_ paths: [String], settings: ReaderSettings? = nil) -> [Root] {
    guard !paths.isEmpty else { return all.map(\.root) }
    return paths.map { path in
      var root = Root(named: path, settings: settings?.stored ?? "{}")
      if let path = knownPath(of: root) { root.path = path }
      if settings == nil, let known = known(at: root.path) { root.settings = known.root.settings }
      return root
    }
  }

  /// The path by which the archive knows what is at a root, if it is another one.
  private func knownPath(of root: Root) -> String? {
    guard known(at: root.path) == nil, holder(of: root) == nil else { return nil }
    let holders = all.map(\.root).filter { $0.path != "-" && root.isOnDisk(inside: $0) }
    guard let nearest = holders.max(by: { $0.absolutePath.count < $1.absolutePath.count }) else {
      return nil
    }
    let inside = root.absolutePath.dropFirst(nearest.absolutePath.count)
    return Root.tidied(nearest.path + inside)
  }

  /// Takes a root off the list, by its path as it was given or by where it is; what was read of it
  /// stays.
  ///
  /// - Returns: The root, or nil if there is no such root.
  public func forget(_ path: String, in archive: Archive) throws(ArchiveError) -> Root? {
    let named = Root(named: path, settings: "{}")
    let known =
      known(at: named.path) ?? all.first { $0.root.absolutePath == named.absolutePath }
    guard let known else { return nil }
    let writer = ArticleWriter(archive: archive)
    try writer.forget(rootID: known.id)
    try writer.commit()
    return known.root
  }

  func root(id: Int64) -> Root? { all.first { $0.id == id }?.root }

  func known(at path: String) -> (id: Int64, root: Root)? { byPath[path].map { all[$0] } }

  /// The nearest root in which another one is and which is read the same way.
  func holder(of root: Root) -> Int64? {
    var path = Substring(root.path)
    while true {
      if let known = known(at: String(path)), known.root.holds(root),
        known.root.settings == root.settings
      {
        return known.id
      }
      guard path != "/", path != "." else { return nil }
      if let slash = path.lastIndex(of: "/") {
        path = slash == path.startIndex ? "/" : path[..<slash]
      } else {
        path = "."
      }
    }
  }
}
