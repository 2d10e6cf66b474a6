internal import Archive
internal import Glibc

/// Which of the files that are found are to be read.
struct FileSelection: Sendable {
  /// A file, whatever it is called.
  private struct Identity: Equatable {
    var device: UInt64
    var inode: Int64

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      device = UInt64(status.st_dev)
      inode = Int64(truncatingIfNeeded: status.st_ino)
    }
  }

  private let own: [Identity]

  /// - Parameter own: The files that the run itself writes.
  init(own: [String]) { self.own = own.compactMap(Identity.init) }

  /// Why a file is not read; nothing where it is.
  func reasonToSkip(_ file: FoundFile) -> IngestEntry.SkipReason? {
    if own.contains(where: { $0.inode == file.status.inode && $0 == Identity(file.path) }) {
      return .ownFile
    }
    if file.isNamed { return nil }
    guard SourceFormat(path: file.location) != nil else { return .otherKind }
    if describesFolder(file.location) { return .describesFolder }
    return isArchive(file) ? .archive : nil
  }
}

/// Whether the file is a README, which tells of the folder and is none of the articles in it.
private func describesFolder(_ path: String) -> Bool {
  let utf8 = path.utf8
  let start = utf8.lastIndex(of: UInt8(ascii: "/")).map(utf8.index(after:)) ?? utf8.startIndex
  let name = utf8[start...]
  return name.prefix(6).elementsEqual("readme".utf8) { $0 | 0x20 == $1 }
    && (name.count == 6 || name.dropFirst(6).first == UInt8(ascii: "."))
}

/// Whether the file is a Pressmark archive.
private func isArchive(_ file: FoundFile) -> Bool {
  guard SourceFormat(path: file.location) == .sqlite else { return false }
  // See <https://sqlite.org/fileformat.html#the_database_header>.
  let header = (try? Input(path: file.path).stream.peek(72)) ?? []
  return header.count == 72 && header.starts(with: "SQLite format 3\0".utf8)
    && header.suffix(4).elementsEqual("PRES".utf8)
}
