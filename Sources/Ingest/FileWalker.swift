internal import Glibc

/// Goes through files and folders, in the order of their names, and follows links.
///
/// Hidden entries are passed over, as by other search tools. A folder that is reached twice is read
/// once; one that holds itself is reported.
struct FileWalker {
  private struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  private var visited: Set<Identity> = []
  private var ancestors: [Identity] = []
  private let onFile: (_ path: String, _ isNamed: Bool) throws -> Void
  private let onError: (IngestError) throws -> Void

  /// - Parameters:
  ///   - onFile: Called with each file, and whether it was named itself rather than found in a folder.
  ///   - onError: Called with each path that cannot be read.
  init(
    onFile: @escaping (_ path: String, _ isNamed: Bool) throws -> Void,
    onError: @escaping (IngestError) throws -> Void
  ) {
    self.onFile = onFile
    self.onError = onError
  }

  /// Goes through what a person named; `-` is standard input.
  mutating func walk(_ path: String) throws {
    if path == "-" { return try onFile(path, true) }
    try visit(Self.tidied(path), isNamed: true)
  }

  private mutating func visit(_ path: String, isNamed: Bool) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      try onError(error(path, errno))
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: try onFile(path, isNamed)
    case S_IFDIR:
      let identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
      if ancestors.contains(identity) {
        try onError(IngestError(location: path, reason: .loop))
      } else if visited.insert(identity).inserted {
        ancestors.append(identity)
        defer { ancestors.removeLast() }
        try visitFolder(path)
      }
    default: try onError(IngestError(location: path, reason: .notAFile))
    }
  }

  private mutating func visitFolder(_ path: String) throws {
    guard let names = Self.names(in: path) else {
      try onError(error(path, errno))
      return
    }
    for name in names where name.first != UInt8(ascii: ".") {
      let inside = Self.tidied(path + "/" + String(decoding: name, as: UTF8.self))
      if String(validating: name, as: UTF8.self) == nil {
        try onError(IngestError(location: inside, reason: .unreadable("Name is not UTF-8")))
      } else {
        try visit(inside, isNamed: false)
      }
    }
  }

  private func error(_ path: String, _ code: Int32) -> IngestError {
    switch code {
    case ENOENT: IngestError(location: path, reason: .missing)
    case ELOOP: IngestError(location: path, reason: .loop)
    default: IngestError(location: path, reason: .unreadable(String(cString: strerror(code))))
    }
  }

  /// The names of what is in a folder, in order; nothing, and `errno`, if it cannot be read.
  private static func names(in folder: String) -> [[UInt8]]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [[UInt8]] = []
    errno = 0
    while let entry = readdir(directory) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { name in Array(name.prefix { $0 != 0 }) })
    }
    guard errno == 0 else { return nil }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// `a/b` from `./a//b/`: one file has one location, however it was typed.
  static func tidied(_ path: String) -> String {
    guard !path.isEmpty else { return path }
    let joined = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    if path.hasPrefix("/") { return "/" + joined }
    // A lone dash is standard input.
    return joined.isEmpty ? "." : joined == "-" ? "./-" : joined
  }
}
