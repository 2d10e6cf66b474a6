internal import Glibc

/// A disk that has less free space than a file needs.
public struct SpaceShortage: Equatable, Sendable {
  /// The path of the file.
  public var path: String
  /// The number of bytes that the file needs.
  public var needed: Int64
  /// The number of bytes that are free on the disk.
  public var free: Int64

  /// Returns nil if the disk of the file at `path` has room for `needed` bytes, or does not say how
  /// much is free.
  public init?(at path: String, needing needed: Int64) {
    var status = statvfs()
    guard statvfs(TemporaryNames.folder(of: path), &status) == 0, status.f_blocks > 0 else {
      return nil
    }
    // Some blocks are reserved for root.
    let blocks = geteuid() == 0 ? status.f_bfree : status.f_bavail
    let (bytes, isOver) = UInt64(blocks).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    let free = isOver ? .max : Int64(clamping: bytes)
    guard needed > free else { return nil }
    self.path = path
    self.needed = needed
    self.free = free
  }
}
