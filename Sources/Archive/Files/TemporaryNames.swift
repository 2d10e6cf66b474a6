internal import Glibc

/// The temporary names of a file that is being written: `FILE.0123456789abcdef.partial`.
///
/// A number of 64 random bits cannot be guessed, so a file with such a name was made by this
/// program.
struct TemporaryNames {
  private static let digits = 16
  private static let ending = ".partial"
  /// The maximum number of bytes of the file's own name in a temporary name, because file systems
  /// allow names of 255 bytes.
  private static let maxStemBytes = 200

  private let path: String
  private let folder: String
  /// The start of the temporary names, up to the number.
  private let start: String

  init(of path: String) {
    self.path = path
    folder = Self.folder(of: path)
    var name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    while name.utf8.count > Self.maxStemBytes { name.removeLast() }
    start = name + "."
  }

  /// The folder of a file, with a `/` at its end.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
  }

  /// Returns a new name.
  func new() -> String {
    let number = String(UInt64.random(in: .min ... .max), radix: 16)
    let digits = String(repeating: "0", count: Self.digits - number.count) + number
    return (path.contains("/") ? folder : "") + start + digits + Self.ending
  }

  /// Runs `body` while no other process creates or removes temporary files in the folder.
  func withFolderLocked<T>(
    _ body: () throws(ArchiveError) -> T
  ) throws(ArchiveError) -> T {
    // Where folders cannot be locked, two processes may write the same file; both write it
    // completely.
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    if descriptor >= 0 { flock(descriptor, LOCK_EX) }
    return try body()
  }

  /// Removes the temporary files that killed processes have left.
  ///
  /// - Throws: `ArchiveError.busy`, if another process is writing the file.
  func removeLeftovers() throws(ArchiveError) {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    var leftovers: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      if let name, isTemporary(name) { leftovers.append(folder + name) }
    }
    for name in leftovers {
      switch Self.state(of: name) {
      case .isWritten: throw ArchiveError(.busy, path: path)
      case .isLeftover: UnfinishedFiles.remove(name)
      case .isForeign: break
      }
    }
  }

  private func isTemporary(_ name: String) -> Bool {
    guard name.hasPrefix(start), name.hasSuffix(Self.ending) else { return false }
    let number = name.utf8.dropFirst(start.utf8.count).dropLast(Self.ending.utf8.count)
    return number.count == Self.digits
      && number.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private enum State {
    /// A process is writing the file.
    case isWritten
    /// The process that wrote the file has died.
    case isLeftover
    /// The file belongs to somebody else, or is not a file.
    case isForeign
  }

  private static func state(of name: String) -> State {
    let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return .isForeign }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return .isForeign
    }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 { return .isWritten }
    return status.st_uid == geteuid() ? .isLeftover : .isForeign
  }
}
