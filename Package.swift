// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Debug builds of the modules are optimized, with their assertions: the tests of random archives and
// queries take several times longer otherwise.
let optimized =
  strict + [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))]

// A Debian package must not contain copies of libraries that Debian updates: see `make deb`.
let isForDebian = Context.environment["DEB"] != nil
let yaml: LinkerSetting =
  isForDebian ? .linkedLibrary("yaml") : .unsafeFlags(["-Xlinker", "-l:libyaml.a"])
let zlib: LinkerSetting =
  isForDebian ? .linkedLibrary("z") : .unsafeFlags(["-Xlinker", "-l:libz.a"])

let package = Package(
  name: "Pressmark",
  products: [
    .library(name: "SQLite", targets: ["SQLite"]),
    .library(name: "FullTextIndex", targets: ["FullTextIndex"]),
    .library(name: "Ranking", targets: ["Ranking"]),
    .library(name: "Archive", targets: ["Archive"]),
    .library(name: "CivilCalendar", targets: ["CivilCalendar"]),
    .library(name: "TextAnalysis", targets: ["TextAnalysis"]),
    .library(name: "Formats", targets: ["Formats"]),
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
    // Debian's C libraries. Small ones are linked statically, because loading a shared library
    // makes every search a quarter of a millisecond slower. libxml2, libarchive, md4c, CLD2 and
    // others are loaded only when they are needed.
    .systemLibrary(
      name: "CSQLite", path: "Sources/C/SQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CNettle", path: "Sources/C/Nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CYAML", path: "Sources/C/YAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", path: "Sources/C/Zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMalloc", path: "Sources/C/Malloc"),
    .target(name: "CTOML", path: "Sources/C/TOML"),
    .target(
      name: "CLibXML2", path: "Sources/C/LibXML2",
      cSettings: [.unsafeFlags(["-I/usr/include/libxml2"])],
      linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "CLibArchive", path: "Sources/C/LibArchive", linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "CDecompression", dependencies: ["CZlib"], path: "Sources/C/Decompression",
      linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CMD4C", path: "Sources/C/MD4C", linkerSettings: [.linkedLibrary("dl")]),
    .systemLibrary(
      name: "CUchardet", path: "Sources/C/Uchardet", providers: [.apt(["libuchardet-dev"])]),
    .target(name: "CSandbox", path: "Sources/C/Sandbox"),
    .target(name: "CSpawn", path: "Sources/C/Spawn"),

    .target(name: "CCLD2", path: "Sources/C/CLD2", linkerSettings: [.linkedLibrary("dl")]),
    // A header-only C++ library.
    .target(
      name: "CRapidJSON", path: "Sources/C/RapidJSON",
      cxxSettings: [.unsafeFlags(["-fno-exceptions", "-fno-rtti"]), .define("NDEBUG")]),

    .target(name: "CivilCalendar", swiftSettings: optimized),
    .target(name: "JSON", dependencies: ["CRapidJSON", "TextAnalysis"], swiftSettings: optimized),
    .target(name: "TextAnalysis", dependencies: ["CCLD2"], swiftSettings: optimized),
    .target(name: "SQLite", dependencies: ["CSQLite", "Threading"], swiftSettings: optimized),
    .target(name: "Threading", swiftSettings: optimized),
    .target(name: "SearchModel", swiftSettings: optimized),
    .target(
      name: "FullTextIndex", dependencies: ["SQLite", "Threading"], swiftSettings: optimized),
    .target(
      name: "Ranking", dependencies: ["FullTextIndex", "SQLite", "SearchModel"],
      swiftSettings: optimized),
    .target(
      name: "Archive",
      dependencies: ["CNettle", "FullTextIndex", "JSON", "SQLite", "TextAnalysis"],
      resources: [.embedInCode("schema.sql")],
      swiftSettings: optimized, linkerSettings: [.unsafeFlags(["-Xlinker", "-l:libnettle.a"])]),
    .target(
      name: "Formats",
      dependencies: [
        "CDecompression", "CLibArchive", "CLibXML2", "CMD4C", "CSpawn", "CTOML", "CUchardet",
        "CYAML", "CZlib",
        "CivilCalendar", "JSON", "SQLite", "TextAnalysis",
      ],
      swiftSettings: optimized,
      linkerSettings: [
        .unsafeFlags(["-Xlinker", "-l:libuchardet.a"]), yaml, zlib, .linkedLibrary("stdc++"),
      ]),
    .target(
      name: "Ingest",
      dependencies: [
        "Archive", "CMalloc", "CSandbox", "CSpawn", "Formats", "TextAnalysis", "Threading",
      ],
      swiftSettings: optimized),

    .target(
      name: "QueryLanguage", dependencies: ["CivilCalendar", "SearchModel", "TextAnalysis"],
      swiftSettings: optimized),
    .target(name: "Evaluation", dependencies: ["TextAnalysis"], swiftSettings: optimized),
    .target(
      name: "SearchEngine",
      dependencies: [
        "Archive", "CivilCalendar", "FullTextIndex", "JSON", "QueryLanguage", "Ranking", "SQLite",
        "SearchModel", "TextAnalysis",
      ],
      resources: [.embedInCode("Spelling/spelling_pairs.txt")],
      swiftSettings: optimized),
    .target(
      name: "Output",
      dependencies: [
        "Archive", "CivilCalendar", "Evaluation", "FullTextIndex", "JSON", "QueryLanguage",
        "SearchEngine", "SearchModel",
      ], swiftSettings: optimized),
    .target(
      name: "Assistants",
      dependencies: [
        "Archive", "FullTextIndex", "JSON", "Output", "QueryLanguage", "SQLite", "SearchEngine",
        "Threading",
      ], swiftSettings: optimized),
    .executableTarget(
      name: "SearchCommand",
      dependencies: [
        "Archive", "Assistants", "CMalloc", "CivilCalendar", "Evaluation", "Formats", "Ingest",
        "JSON", "Output", "QueryLanguage", "SearchEngine", "SearchModel", "TextAnalysis",
        "Threading",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .executableTarget(name: "bench", path: "Benchmarks/bench", swiftSettings: strict),
    .executableTarget(
      name: "ranking-bench", dependencies: ["FullTextIndex", "Ranking", "SQLite"],
      path: "Benchmarks/RankingBench",
      swiftSettings: strict),

    // Tests parse the program's own Markdown with another library than its reader.
    .systemLibrary(
      name: "CCMark", path: "Tests/CMark", providers: [.apt(["libcmark-gfm-dev"])]),
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
      name: "RankingTests",
      dependencies: ["FullTextIndex", "Ranking", "SQLite", "SearchModel", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ArchiveTests",
      dependencies: ["Archive", "FullTextIndex", "SQLite", "TestSupport", "TextAnalysis"],
      swiftSettings: strict),
    .testTarget(
      name: "TextAnalysisTests",
      dependencies: [
        "CivilCalendar", "QueryLanguage", "SQLite", "SearchModel", "TestSupport", "TextAnalysis",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FormatsTests",
      dependencies: ["Formats", "JSON", "SQLite", "TestSupport", "TextAnalysis"],
      swiftSettings: strict),
    .testTarget(
      name: "IngestTests",
      dependencies: [
        "Archive", "CSandbox", "Formats", "Ingest", "SQLite", "TestSupport", "TextAnalysis",
      ],
      exclude: ["Worker/fake_worker.py"],
      swiftSettings: strict),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "QueryLanguageTests",
      dependencies: ["CivilCalendar", "QueryLanguage", "SearchModel", "SQLite", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SearchEngineTests",
      dependencies: [
        "Archive", "CivilCalendar", "FullTextIndex", "QueryLanguage", "Ranking", "SQLite",
        "SearchEngine", "SearchModel", "TestSupport", "TextAnalysis", "Threading",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "OutputTests",
      dependencies: ["Archive", "Output", "QueryLanguage", "SearchEngine", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "AssistantsTests",
      dependencies: [
        "Archive", "Assistants", "JSON", "SQLite", "SearchEngine", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Archive", "CCMark", "Evaluation", "Formats", "FullTextIndex", "Ingest", "Output",
        "QueryLanguage", "Ranking", "SearchCommand", "SearchEngine", "SearchModel", "TestSupport",
      ],
      exclude: ["Golden"], swiftSettings: strict, linkerSettings: [.linkedLibrary("cmark-gfm")]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// The server needs Hummingbird, which takes longer to build than everything else, so it exists only
// on request: see `make serve`.
if Context.environment["SERVER"] != nil {
  package.products.append(.executable(name: "search-server", targets: ["SearchServer"]))
  package.dependencies += [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
  ]
  package.targets += [
    .executableTarget(
      name: "SearchServer",
      dependencies: [
        "Archive", "Assistants", "CMalloc", "CZlib", "CivilCalendar", "JSON", "Output",
        "QueryLanguage", "SQLite",
        "SearchEngine", "TextAnalysis", "Threading",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      resources: [.embedInCode("openapi.json"), .embedInCode("output.schema.json")]
        + [
          "layout", "search", "results", "refine", "suggestions", "facts", "text", "start",
          "article",
          "block", "saved", "help", "problem",
        ].map { .embedInCode("Pages/Templates/\($0).mustache") }
        + ["page.css", "page.js"].map { .embedInCode("Pages/\($0)") },
      swiftSettings: optimized, linkerSettings: [zlib]),
    .testTarget(
      name: "ServerTests",
      dependencies: [
        "Archive", "QueryLanguage", "SQLite", "SearchEngine", "SearchServer", "TestSupport",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
  ]
}

// The fuzz targets need libFuzzer, so they exist only on request: see `make fuzz`.
if Context.environment["FUZZ"] != nil {
  package.targets += [
    .target(name: "FuzzDriver", path: "Fuzz/driver", swiftSettings: strict),
    .executableTarget(
      name: "fuzz-ranking",
      dependencies: ["Archive", "FullTextIndex", "FuzzDriver", "Ranking", "SQLite"],
      path: "Fuzz/ranking", swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
    .executableTarget(
      name: "fuzz-formats", dependencies: ["Formats", "FuzzDriver"],
      path: "Fuzz/formats", exclude: ["libraries.sh", "seeds.py"],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
    .executableTarget(
      name: "fuzz-query",
      dependencies: ["CivilCalendar", "FuzzDriver", "QueryLanguage", "SearchModel", "SQLite"],
      path: "Fuzz/query", exclude: ["words.dict"],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
  ]
}
