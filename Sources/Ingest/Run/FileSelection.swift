internal import Archive
internal import Formats
internal import Glibc

/// Decides which of the files that the walker found are read.
struct FileSelection: Sendable {
  /// Identifies a file independently of its name.
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

  /// Returns the reason to skip a file; nil if the file is to be read.
  func reasonToSkip(_ file: FoundFile) -> IngestEntry.SkipReason? {
    if own.contains(where: { $0.inode == file.status.inode && $0 == Identity(file.path) }) {
      return .ownFile
    }
    if file.isNamed { return nil }
    let format = Format(path: file.location)
    guard format != nil || Format.asksContent(ofFileNamed: file.location) else {
      return .otherKind
    }
    if FileNames.isReadme(file.location) { return .describesFolder }
    // Only files that look like databases by their names are opened, as this runs for every file.
    return format == .database && SourceDatabase.isArchive(file.path) ? .archive : nil
  }

  /// True if neither the name of a new file nor its first bytes show a format.
  ///
  /// The file is opened only if its name does not decide.
  func isUnknown(_ file: FoundFile) -> Bool {
    guard !file.isNamed else { return false }
    return !Format.isKnown(name: file.location, head: Format.head(ofFileAt: file.path))
  }
}
