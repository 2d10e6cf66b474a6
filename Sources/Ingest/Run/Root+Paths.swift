public import Archive
internal import Glibc

extension Root {
  /// Creates the root for a path that the user gave.
  init(named path: String, settings: String) {
    let tidied = Self.tidied(path)
    self.init(path: tidied, absolutePath: Self.absolute(tidied), settings: settings)
  }

  /// Returns `a/b` for `./a//b/`, so that a file has one location, however the user writes its
  /// path.
  static func tidied(_ path: String) -> String {
    // A lone dash is standard input.
    guard !path.isEmpty, path != "-" else { return path }
    let joined = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    if path.hasPrefix("/") { return "/" + joined }
    return joined.isEmpty ? "." : joined == "-" ? "./-" : joined
  }

  /// Returns the absolute path for a path relative to the current folder.
  private static func absolute(_ path: String) -> String {
    guard !path.isEmpty, !path.hasPrefix("/"), path != "-", let folder = getcwd(nil, 0) else {
      return path
    }
    defer { free(folder) }
    let here = String(cString: folder)
    return path == "." ? here : (here == "/" ? "" : here) + "/" + path
  }

  /// True if `other` is this root or inside it, both by name and on the disk.
  func holds(_ other: Root) -> Bool {
    Self.isInside(other.path, path) && Self.isInside(other.absolutePath, absolutePath)
  }

  /// True if a path of a file in the archive is at or inside this root.
  public func contains(path: String) -> Bool { Self.isInside(path, self.path) }

  /// True if the root is at the path of `other` on the disk, or below it.
  func isOnDisk(inside other: Root) -> Bool { Self.isInside(absolutePath, other.absolutePath) }

  private static func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
      || (folder == "." && !path.hasPrefix("/"))
  }
}
