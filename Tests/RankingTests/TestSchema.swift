import Foundation

/// The definition of the database, as it stands at the top of the package.
enum TestSchema {
  static func text() throws -> String {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: package.appending(path: "schema.sql"), encoding: .utf8)
  }

  /// The first seed of random tests: `SEED` in the environment changes it.
  static var baseSeed: UInt64 {
    ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) } ?? 1
  }
}
