internal import FullTextIndex
internal import Archive

extension OutputFormat<ArchiveStatus> {
  static var json: Self {
    OutputFormat("json", "an object with all details, for programs") { status, _ in
      try Output.json(JSONStatus(status), .pretty)
    }
  }
}

/// The state of an archive in JSON, version 1 of the grammar in docs/output.md.
struct JSONStatus: Encodable {
  var version = outputVersion
  var path: String
  var bytes: Int64
  var walBytes: Int64
  var schemaVersion: Int
  var articles: Int
  var passages: Int
  var textBytes: Int64
  var textBytesAreExact: Bool
  var published: Span?
  var undated: Int
  var publishers: [Count]
  var publishersTotal: Int
  var languages: [Count]
  var roots: [RootStatus]?
  var lastRun: Run?
  var failedFiles: [FailedFile]
  var failedFilesTotal: Int
  var index: Index?

  struct Span: Encodable {
    var first: String
    var last: String
  }

  struct Count: Encodable {
    var value: String?
    var count: Int

    enum CodingKeys: String, CodingKey { case value, count }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      // Articles without a value are counted under null, which must not be left out.
      try container.encode(value, forKey: .value)
      try container.encode(count, forKey: .count)
    }

    init(_ count: ArchiveStatus.Count) {
      value = count.value
      self.count = count.articles
    }
  }

  struct RootStatus: Encodable {
    var path: String
    var absolutePath: String
    var files: Int
    var failures: Int
    var isMissing: Bool
    var settings: RootSettings?

    enum CodingKeys: String, CodingKey {
      case path, files, failures, settings
      case absolutePath = "absolute_path"
      case isMissing = "is_missing"
    }
  }

  struct Run: Encodable {
    var startedAt: String
    var endedAt: String?
    var files, added, updated, unchanged, removed, renamed, failed, skipped: Int

    enum CodingKeys: String, CodingKey {
      case files, added, updated, unchanged, removed, renamed, failed, skipped
      case startedAt = "started_at"
      case endedAt = "ended_at"
    }
  }

  struct FailedFile: Encodable {
    var path: String
    var failures: Int
    var isWhole: Bool

    enum CodingKeys: String, CodingKey {
      case path, failures
      case isWhole = "is_whole"
    }
  }

  struct Index: Encodable {
    var segments: Int
    var blocksAreCurrent: Bool
    var vocabularyIsCurrent: Bool

    enum CodingKeys: String, CodingKey {
      case segments
      case blocksAreCurrent = "blocks_are_current"
      case vocabularyIsCurrent = "vocabulary_is_current"
    }
  }

  enum CodingKeys: String, CodingKey {
    case version, path, bytes, articles, passages, published, undated, publishers, languages, roots
    case index
    case walBytes = "wal_bytes"
    case schemaVersion = "schema_version"
    case textBytes = "text_bytes"
    case textBytesAreExact = "text_bytes_are_exact"
    case publishersTotal = "publishers_total"
    case lastRun = "last_run"
    case failedFiles = "failed_files"
    case failedFilesTotal = "failed_files_total"
  }

  init(_ status: ArchiveStatus) {
    path = status.path
    bytes = status.bytes
    walBytes = status.logBytes
    schemaVersion = status.schemaVersion
    articles = status.articles
    passages = status.passages
    textBytes = status.textBytes
    textBytesAreExact = status.textBytesAreExact
    published = status.published.map { Span(first: $0.lowerBound, last: $0.upperBound) }
    undated = status.undated
    let named = status.publishers.filter { $0.value != nil }
    publishers =
      named.prefix(10).map(Count.init)
      + status.publishers.filter { $0.value == nil }.map(Count.init)
    publishersTotal = named.count
    languages = status.languages.map(Count.init)
    roots = status.roots?.map { root in
      RootStatus(
        path: root.root.path, absolutePath: root.root.absolutePath, files: root.files,
        failures: root.failures, isMissing: root.isMissing,
        settings: root.root.settings == "{}" ? nil : RootSettings(stored: root.root.settings))
    }
    lastRun = status.lastRun.map { run in
      let counts = run.counts
      return Run(
        startedAt: run.startedAt, endedAt: run.endedAt, files: counts.files, added: counts.added,
        updated: counts.updated, unchanged: counts.unchanged, removed: counts.removed,
        renamed: counts.renamed, failed: counts.failed, skipped: counts.skipped)
    }
    failedFiles = status.failedFiles.map { file in
      FailedFile(path: file.path, failures: file.failures, isWhole: file.isWhole)
    }
    failedFilesTotal = status.failedFileCount
    index = status.index.map { index in
      Index(
        segments: index.segments, blocksAreCurrent: index.blocksAreCurrent,
        vocabularyIsCurrent: index.vocabularyIsCurrent)
    }
  }
}
