internal import Archive
internal import Glibc

extension Root {
  /// The root that a person names by a path.
  init(named path: String, settings: String) {
    let tidied = Self.tidied(path)
    self.init(path: tidied, absolutePath: Self.absolute(tidied), settings: settings)
  }

  /// `a/b` from `./a//b/`: one file has one location, however it was typed.
  static func tidied(_ path: String) -> String {
    // A lone dash is standard input.
    guard !path.isEmpty, path != "-" else { return path }
    let joined = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    if path.hasPrefix("/") { return "/" + joined }
    return joined.isEmpty ? "." : joined == "-" ? "./-" : joined
  }

  /// Where a relative path leads from here.
  private static func absolute(_ path: String) -> String {
    guard !path.isEmpty, !path.hasPrefix("/"), path != "-", let folder = getcwd(nil, 0) else {
      return path
    }
    defer { free(folder) }
    let here = String(cString: folder)
    return path == "." ? here : (here == "/" ? "" : here) + "/" + path
  }

  /// True if `other` is this root or inside of it, both by name and on the disk.
  func holds(_ other: Root) -> Bool {
    Self.isInside(other.path, path) && Self.isInside(other.absolutePath, absolutePath)
  }

  /// True if it is at the place of `other` on the disk, or below.
  func isOnDisk(inside other: Root) -> Bool { Self.isInside(absolutePath, other.absolutePath) }

  private static func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
      || (folder == "." && !path.hasPrefix("/"))
  }
}
