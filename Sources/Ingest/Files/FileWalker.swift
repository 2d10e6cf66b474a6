internal import Archive
internal import Formats
internal import Glibc

/// A file that the walker found.
struct FoundFile: Sendable {
  /// The path used in the locations of its articles.
  var location: String
  /// The path on the disk; `-` is standard input.
  var path: String
  var status: FileStatus
  /// True if the user named the file itself rather than a folder that contains it.
  var isNamed: Bool
  /// The index of its root in the list passed to the walker.
  var root: Int
}

/// Walks through files and folders in the order of their names, following symbolic links.
///
/// Hidden entries are skipped, as in other search tools. A folder that can be reached by several
/// paths is read once, preferably by a path without links. A folder that contains itself through a
/// link is reported as an error.
struct FileWalker {
  private struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  private var visited: Set<Identity> = []
  private var ancestors: [Identity] = []
  /// Folders reached through links.
  ///
  /// These folders are read last, because the walk may still reach them without a link.
  private var linked: [(location: String, path: String, root: Int, ancestors: [Identity])] = []
  private let rootsByPath: [String: Int]
  private let roots: [Root]
  private let onFile: (FoundFile) throws -> Void
  private let onFolder: (_ path: String) throws -> Void
  private let onError: (IngestError) throws -> Void

  /// - Parameters:
  ///   - roots: All known roots. A file belongs to the innermost root that contains it, even if the
  ///     walk starts above that root.
  ///   - onFile: Called with each file.
  ///   - onFolder: Called with the path of each folder, before its content.
  ///   - onError: Called with each path that cannot be read.
  init(
    roots: [Root], onFile: @escaping (FoundFile) throws -> Void,
    onFolder: @escaping (_ path: String) throws -> Void = { _ in },
    onError: @escaping (IngestError) throws -> Void
  ) {
    self.roots = roots
    rootsByPath = Dictionary(
      roots.indices.map { (roots[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
    self.onFile = onFile
    self.onFolder = onFolder
    self.onError = onError
  }

  /// Walks through the first `count` roots.
  mutating func walk(first count: Int) throws {
    for root in 0..<count { try walk(root) }
    var next = 0
    while next < linked.count {
      let folder = linked[next]
      next += 1
      ancestors = folder.ancestors
      try visit(folder.location, folder.path, folder.root, isNamed: false)
    }
  }

  private mutating func walk(_ root: Int) throws {
    let location = roots[root].path
    if location == "-" {
      let status = FileStatus(size: 0, modified: 0, changed: 0, inode: 0)
      return try onFile(
        FoundFile(location: "-", path: "-", status: status, isNamed: true, root: root))
    }
    try visit(location, roots[root].absolutePath, root, isNamed: true)
  }

  private mutating func visit(
    _ location: String, _ path: String, _ root: Int, isNamed: Bool
  ) throws {
    let root = rootsByPath[location] ?? root
    var status = stat()
    guard stat(path, &status) == 0 else {
      try onError(error(location, errno))
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      try onFile(
        FoundFile(
          location: location, path: path, status: FileStatus(status), isNamed: isNamed, root: root))
    case S_IFDIR:
      let identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
      if ancestors.contains(identity) {
        try onError(IngestError(location: location, reason: .loop))
      } else if visited.insert(identity).inserted {
        ancestors.append(identity)
        defer { ancestors.removeLast() }
        try onFolder(path)
        try visitFolder(location, path, root)
      }
    default: try onError(IngestError(location: location, reason: .notAFile))
    }
  }

  private mutating func visitFolder(_ location: String, _ path: String, _ root: Int) throws {
    guard let names = Self.names(in: path) else {
      try onError(error(location, errno))
      return
    }
    let inLocation = location == "." ? "" : location == "/" ? "/" : location + "/"
    let inPath = path == "/" ? "/" : path + "/"
    let isMaildir = Self.isMaildir(names.lazy.map(\.name))
    for (name, isLink) in names where !Self.isLeftOut(name, inMaildir: isMaildir) {
      if let name = String(validating: name, as: UTF8.self) {
        if isLink, Self.isFolder(inPath + name) {
          linked.append((inLocation + name, inPath + name, root, ancestors))
        } else {
          try visit(inLocation + name, inPath + name, root, isNamed: false)
        }
      } else {
        let inside = inLocation + String(decoding: name, as: UTF8.self)
        try onError(IngestError(location: inside, reason: .unreadable("Name is not UTF-8")))
      }
    }
  }

  /// True for a folder of mail in which each message is a file: https://cr.yp.to/proto/maildir.html.
  private static func isMaildir(_ names: some Sequence<[UInt8]>) -> Bool {
    var parts = 0
    for name in names where name.elementsEqual("cur".utf8) || name.elementsEqual("new".utf8) {
      parts += 1
    }
    return parts == 2
  }

  /// True for hidden entries.
  ///
  /// A mailbox of one file a message has its subfolders under hidden names, such as `.Sent`, and
  /// messages that are still being written in `tmp`.
  private static func isLeftOut(_ name: [UInt8], inMaildir: Bool) -> Bool {
    if inMaildir, name.elementsEqual("tmp".utf8) { return true }
    let isSubfolder = inMaildir && name.dropFirst().first.map { $0 != UInt8(ascii: ".") } == true
    return FileNames.isHidden(name) && !isSubfolder
  }

  private func error(_ location: String, _ code: Int32) -> IngestError {
    switch code {
    case ENOENT: IngestError(location: location, reason: .missing)
    case ELOOP: IngestError(location: location, reason: .loop)
    default: IngestError(location: location, reason: .unreadable(String(cString: strerror(code))))
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Returns the names in a folder, sorted, each with a flag that is true if the entry may be a
  /// link.
  ///
  /// If the folder cannot be read, returns nil and leaves the reason in `errno`.
  private static func names(in folder: String) -> [(name: [UInt8], isLink: Bool)]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [(name: [UInt8], isLink: Bool)] = []
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      let type = Int(entry.pointee.d_type)
      names.append((name, type == DT_LNK || type == DT_UNKNOWN))
    }
    guard errno == 0 else { return nil }
    return names.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }
}

extension FileStatus {
  init(_ status: stat) {
    self.init(
      size: Int64(status.st_size), modified: status.st_mtim.nanoseconds,
      changed: status.st_ctim.nanoseconds, inode: Int64(truncatingIfNeeded: status.st_ino))
  }
}

extension timespec {
  /// The nanoseconds since 1970, clamped to the range of 64 bits.
  fileprivate var nanoseconds: Int64 {
    let (seconds, isOver) = Int64(tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    return isOver ? .max : seconds &+ Int64(tv_nsec)
  }
}
