public import Archive
public import Formats

/// The files and folders that are updated if the user names none.
public struct RememberedRoots {
  let all: [(id: Int64, root: Root)]
  private let byPath: [String: Int]
  let archive: Archive

  /// Reads the list from the archive.
  public init(of archive: Archive) throws(ArchiveError) {
    self.archive = archive
    all = try archive.roots()
    byPath = Dictionary(
      all.indices.map { [all] in (all[$0].root.path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// True if there are none.
  public var isEmpty: Bool { all.isEmpty }

  /// Returns the roots at `paths`.
  ///
  /// If `paths` is empty, returns all remembered roots.
  ///
  /// The files of these roots are read with `settings`. If `settings` is nil, they are read with
  /// the settings of the last run. If a path is inside a remembered root but written differently,
  /// the path is rewritten to start with the path of that root.
  public func named(
    _ paths: [String], settings: ReaderSettings? = nil
  ) throws(ArchiveError) -> [Root] {
    guard !paths.isEmpty else { return all.map(\.root) }
    var named: [Root] = []
    for path in paths {
      var root = Root(named: path, settings: settings?.stored ?? "{}")
      if let path = knownPath(of: root) { root.path = path }
      if settings == nil {
        if let known = known(at: root.path) {
          root.settings = known.root.settings
        } else if let old = try renamed(to: root) {
          root.settings = old.root.settings
        }
      }
      named.append(root)
    }
    return named
  }

  /// Returns the path under which the archive knows a root that the user wrote differently.
  ///
  /// Returns nil for all other roots.
  private func knownPath(of root: Root) -> String? {
    guard known(at: root.path) == nil, holder(of: root) == nil else { return nil }
    let holders = all.map(\.root).filter { $0.path != "-" && root.isOnDisk(inside: $0) }
    guard let nearest = holders.max(by: { $0.absolutePath.count < $1.absolutePath.count }) else {
      return nil
    }
    let inside = root.absolutePath.dropFirst(nearest.absolutePath.count)
    return Root.tidied(nearest.path + inside)
  }

  /// Removes a root from the list; its articles stay.
  ///
  /// The path may be absolute, or it may be the path that the user gave when the root was ingested.
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

  /// Returns true if a root has this path, or a file that was read is at or inside it.
  public func tracks(_ path: String, in archive: Archive) throws(ArchiveError) -> Bool {
    for root in try named([path]) {
      if known(at: root.path) != nil { return true }
      for (id, known) in all {
        if known.absolutePath == root.absolutePath { return true }
        if try !archive.fileIDs(ofRoot: id, inside: root.path).isEmpty { return true }
      }
    }
    return false
  }

  func root(id: Int64) -> Root? { all.first { $0.id == id }?.root }

  func known(at path: String) -> (id: Int64, root: Root)? { byPath[path].map { all[$0] } }

  /// Returns the id of the innermost remembered root that contains `root` and has the same
  /// settings.
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
