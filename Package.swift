// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Pressmark",
  products: [
    .library(name: "SQLite", targets: ["SQLite"]),
    .library(name: "Archive", targets: ["Archive"]),
    .library(name: "Ingest", targets: ["Ingest"]),
    .library(name: "QueryLanguage", targets: ["QueryLanguage"]),
    .library(name: "SearchEngine", targets: ["SearchEngine"]),
    .executable(name: "search", targets: ["SearchCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Debian's C libraries. Two are linked statically: each shared library that is loaded makes
    // every search a quarter of a millisecond slower. libxml2 is loaded when it is needed.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLibMD", providers: [.apt(["libmd-dev"])]),
    .systemLibrary(
      name: "CCMark", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .target(
      name: "CLibXML2", cSettings: [.unsafeFlags(["-I/usr/include/libxml2"])],
      linkerSettings: [.linkedLibrary("dl")]),

    .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: strict),
    .target(
      name: "Archive", dependencies: ["CLibMD", "SQLite"], resources: [.embedInCode("schema.sql")],
      swiftSettings: strict, linkerSettings: [.unsafeFlags(["-Xlinker", "-l:libmd.a"])]),
    .target(
      name: "Ingest", dependencies: ["Archive", "CCMark", "CLibXML2"], swiftSettings: strict,
      linkerSettings: [
        .unsafeFlags([
          "-Xlinker", "-l:libcmark-gfm-extensions.a", "-Xlinker", "-l:libcmark-gfm.a",
        ])
      ]),

    .target(name: "QueryLanguage", swiftSettings: strict),
    .target(
      name: "SearchEngine", dependencies: ["Archive", "QueryLanguage", "SQLite"],
      swiftSettings: strict),
    .executableTarget(
      name: "SearchCommand",
      dependencies: [
        "Archive", "Ingest", "QueryLanguage", "SearchEngine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(
      name: "SQLiteTests", dependencies: ["SQLite", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "IngestTests", dependencies: ["Archive", "Ingest", "SQLite", "TestSupport"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
