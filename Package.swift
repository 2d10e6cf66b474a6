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
    .library(name: "Ranking", targets: ["Ranking"]),
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: strict),
    .target(name: "Ranking", dependencies: ["SQLite"], swiftSettings: strict),
    .testTarget(name: "RankingTests", dependencies: ["Ranking", "SQLite"], swiftSettings: strict),
    .executableTarget(
      name: "ranking-bench", dependencies: ["Ranking", "SQLite"], path: "Benchmarks/RankingBench",
      swiftSettings: strict),
    .testTarget(name: "SQLiteTests", dependencies: ["SQLite"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
