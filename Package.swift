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
    .library(name: "FullTextIndex", targets: ["FullTextIndex"]),
    .library(name: "Ranking", targets: ["Ranking"]),
    .library(name: "Archive", targets: ["Archive"]),
    .library(name: "Ingest", targets: ["Ingest"]),
    .library(name: "QueryLanguage", targets: ["QueryLanguage"]),
    .library(name: "SearchEngine", targets: ["SearchEngine"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .executable(name: "search", targets: ["SearchCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Debian's C libraries. Small ones are linked statically: each shared library that is loaded
    // makes every search a quarter of a millisecond slower. libxml2 and libarchive are loaded when
    // they are needed.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CNettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(
      name: "CCMark", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .target(name: "CTOML"),
    .target(
      name: "CLibXML2", cSettings: [.unsafeFlags(["-I/usr/include/libxml2"])],
      linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CLibArchive", linkerSettings: [.linkedLibrary("dl")]),
    .systemLibrary(name: "CUchardet", providers: [.apt(["libuchardet-dev"])]),
    .target(name: "CSpawn"),

    .target(name: "CCLD2", linkerSettings: [.linkedLibrary("dl")]),
    // A C++ library of headers alone.
    .target(
      name: "CRapidJSON",
      cxxSettings: [.unsafeFlags(["-fno-exceptions", "-fno-rtti"]), .define("NDEBUG")]),

    .target(name: "SQLite", dependencies: ["CSQLite", "Threading"], swiftSettings: strict),
    .target(name: "Threading", swiftSettings: strict),
    .target(name: "FullTextIndex", dependencies: ["SQLite", "Threading"], swiftSettings: strict),
    .target(
      name: "Ranking", dependencies: ["FullTextIndex", "SQLite"], swiftSettings: strict),
    .target(
      name: "Archive", dependencies: ["CNettle", "FullTextIndex", "SQLite"],
      resources: [.embedInCode("schema.sql")],
      swiftSettings: strict, linkerSettings: [.unsafeFlags(["-Xlinker", "-l:libnettle.a"])]),
    .target(
      name: "Ingest",
      dependencies: [
        "Archive", "CCLD2", "CCMark", "CLibArchive", "CLibXML2", "CRapidJSON", "CSpawn", "CTOML",
        "CUchardet", "CYAML", "CZlib", "SQLite", "Threading",
      ],
      swiftSettings: strict,
      linkerSettings: [
        .unsafeFlags([
          "-Xlinker", "-l:libcmark-gfm-extensions.a", "-Xlinker", "-l:libcmark-gfm.a",
          "-Xlinker", "-l:libuchardet.a", "-Xlinker", "-l:libyaml.a", "-Xlinker", "-l:libz.a",
        ]), .linkedLibrary("stdc++"),
      ]),

    .target(name: "QueryLanguage", swiftSettings: strict),
    .target(name: "Evaluation", swiftSettings: strict),
    .target(
      name: "SearchEngine",
      dependencies: ["Archive", "FullTextIndex", "QueryLanguage", "Ranking", "SQLite"],
      swiftSettings: strict),
    .target(
      name: "Output",
      dependencies: ["Archive", "Evaluation", "FullTextIndex", "QueryLanguage", "SearchEngine"],
      swiftSettings: strict),
    .executableTarget(
      name: "SearchCommand",
      dependencies: [
        "Archive", "CMalloc", "Evaluation", "Ingest", "Output", "QueryLanguage", "SearchEngine",
        "Threading",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .executableTarget(name: "bench", path: "Benchmarks/bench", swiftSettings: strict),
    .executableTarget(
      name: "ranking-bench", dependencies: ["FullTextIndex", "Ranking", "SQLite"],
      path: "Benchmarks/RankingBench",
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Archive", "FullTextIndex", "SQLite"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "SQLiteTests", dependencies: ["SQLite", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ThreadingTests", dependencies: ["TestSupport", "Threading"], swiftSettings: strict),
    .testTarget(
      name: "FullTextIndexTests",
      dependencies: ["FullTextIndex", "Ranking", "SQLite", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "RankingTests", dependencies: ["FullTextIndex", "Ranking", "SQLite", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ArchiveTests", dependencies: ["Archive", "FullTextIndex", "SQLite", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "IngestTests",
      dependencies: ["Archive", "Ingest", "QueryLanguage", "SQLite", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "QueryLanguageTests", dependencies: ["QueryLanguage", "SQLite", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SearchEngineTests",
      dependencies: [
        "Archive", "FullTextIndex", "QueryLanguage", "Ranking", "SearchEngine", "SQLite",
        "TestSupport", "Threading",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "OutputTests", dependencies: ["Archive", "Output", "QueryLanguage", "SearchEngine"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Archive", "CCMark", "Evaluation", "FullTextIndex", "Ingest", "Output", "QueryLanguage",
        "Ranking", "SearchCommand", "SearchEngine", "TestSupport",
      ],
      exclude: ["Golden"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// The fuzz targets bring libFuzzer's main, so they are there on request only: see `make fuzz`.
if Context.environment["FUZZ"] != nil {
  package.targets += [
    .target(name: "FuzzDriver", path: "Fuzz/driver", swiftSettings: strict),
    .executableTarget(
      name: "fuzz-ranking",
      dependencies: ["Archive", "FullTextIndex", "FuzzDriver", "Ranking", "SQLite"],
      path: "Fuzz/ranking", swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
    .executableTarget(
      name: "fuzz-query", dependencies: ["FuzzDriver", "QueryLanguage", "SQLite"],
      path: "Fuzz/query", exclude: ["words.dict"],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
  ]
}
