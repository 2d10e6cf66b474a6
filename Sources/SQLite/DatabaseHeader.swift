/// The first bytes of a database file.
///
/// See <https://sqlite.org/fileformat.html#the_database_header>.
package struct DatabaseHeader {
  /// The bytes that every database starts with.
  package static let magic = Array("SQLite format 3\0".utf8)
  /// The size of the header.
  package static let byteCount = 100
  /// `application_id` in every archive of this program: "PRES".
  package static let archiveID: Int64 = 0x5052_4553

  private let bytes: [UInt8]

  /// Reads the header at the start of `bytes`; nil if these are not the bytes of a database.
  package init?(_ bytes: some Collection<UInt8>) {
    self.bytes = Array(bytes.prefix(Self.byteCount))
    guard self.bytes.count == Self.byteCount, self.bytes.starts(with: Self.magic) else {
      return nil
    }
  }

  /// True if the database is in WAL mode.
  package var isInWALMode: Bool { bytes[18] == 2 }

  /// True if the database is an archive of this program.
  package var isArchive: Bool {
    bytes[68..<72].reduce(0) { $0 << 8 | Int64($1) } == Self.archiveID
  }
}
