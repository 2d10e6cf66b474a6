internal import Archive
internal import Glibc

/// Recognizes a root that was renamed or moved.
extension RememberedRoots {
  /// The number of files that are compared.
  private static let sample = 64

  /// Returns the remembered root that now is at `root`; nil if there is none.
  ///
  /// The root must be gone from its old path, and most of a sample of its files must be at the same
  /// places below the new path: with the same inode and size, or, on another disk, with the same
  /// bytes.
  func renamed(to root: Root) throws(ArchiveError) -> (id: Int64, root: Root)? {
    guard root.path != "-", !root.path.isEmpty, known(at: root.path) == nil,
      holder(of: root) == nil, !isGone(root.absolutePath)
    else { return nil }
    for old in all where isGone(old.root.absolutePath) {
      if try isSame(old, as: root) { return old }
    }
    return nil
  }

  private func isSame(
    _ old: (id: Int64, root: Root), as root: Root
  ) throws(ArchiveError) -> Bool {
    let ids = try archive.fileIDs(ofRoot: old.id).sorted()
    let step = max(1, ids.count / Self.sample)
    var found = 0
    var compared = 0
    for index in stride(from: 0, to: ids.count, by: step) {
      guard let file = try archive.file(id: ids[index]), file.contentHash != nil else { continue }
      compared += 1
      if Self.isThere(file, at: root.absolutePath(of: file.path, in: old.root)) { found += 1 }
    }
    return found * 2 > compared
  }

  private static func isThere(_ file: StoredFile, at path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    let current = FileStatus(status)
    guard current.size == file.status.size else { return false }
    if current.inode == file.status.inode { return true }
    return (try? HashedFile(path: path).contentHash()) == file.contentHash
  }
}

extension Root {
  /// Returns the absolute path that a file of the root `old` has below this root.
  fileprivate func absolutePath(of path: String, in old: Root) -> String {
    let inside = old.absolutePath(of: path).dropFirst(old.absolutePath.count)
    return absolutePath + inside
  }
}
