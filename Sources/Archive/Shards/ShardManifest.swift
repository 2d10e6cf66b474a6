internal import FoundationEssentials
internal import FullTextIndex
internal import Glibc
internal import JSON
internal import SQLite

/// The list of the archives that answer as one, in the order of their articles.
///
/// The file is JSON. Paths are relative to its folder:
///
///     {"pressmark_shards": 1, "schema": 9, "shards": [
///       {"path": "shard-0.db", "articles": 412, "passages": 5103, "tokens": 612480, "hash": "9f…"}]}
///
/// The hash changes when articles do, but not when an index is optimized or a file is copied.
public struct ShardManifest: Equatable, Sendable {
  /// An archive of the list.
  public struct Shard: Equatable, Sendable {
    /// The path, relative to the folder of the manifest.
    public var path: String
    /// The number of articles.
    public var articles: Int
    /// The number of passages.
    public var passages: Int
    /// The number of tokens in all titles and passages.
    public var tokens: Int
    /// The start of the SHA-256 of what identifies the articles.
    public var hash: String
  }

  /// The shards, in order.
  public var shards: [Shard]

  /// The version of the format.
  private static let version = 1

  /// Describes archives; `paths` are those for the file.
  public init(of archives: [Archive], paths: [String]) throws(ArchiveError) {
    shards = []
    for (archive, path) in zip(archives, paths) {
      shards.append(try archive.shard(path: path))
    }
  }

  /// Returns true if a file starts like a manifest, and not like an archive.
  public static func isManifest(_ path: String) -> Bool {
    guard let file = fopen(path, "r") else { return false }
    defer { fclose(file) }
    return getc(file) == Int32(UInt8(ascii: "{"))
  }

  /// Reads a manifest.
  ///
  /// - Throws: `ArchiveError`, if the file cannot be read, has another format, or was made by another
  ///   version.
  public init(readingFrom path: String) throws(ArchiveError) {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw ArchiveError(.unreadable, path: path)
    }
    guard let json = try? JSONValue(parsing: Array(bytes)),
      let version = json["pressmark_shards"]?.whole
    else { throw ArchiveError(.malformedManifest, path: path) }
    guard version == Self.version, let schema = json["schema"]?.whole,
      schema <= Archive.schemaVersion
    else { throw ArchiveError(.newer(version: json["schema"]?.whole ?? version), path: path) }
    guard schema == Archive.schemaVersion else { throw ArchiveError(.older, path: path) }
    guard case .array(let rows) = json["shards"], !rows.isEmpty else {
      throw ArchiveError(.malformedManifest, path: path)
    }
    shards = []
    for row in rows {
      guard let file = row["path"]?.stringValue, !file.isEmpty,
        let articles = row["articles"]?.whole,
        let passages = row["passages"]?.whole, let tokens = row["tokens"]?.whole,
        let hash = row["hash"]?.stringValue
      else { throw ArchiveError(.malformedManifest, path: path) }
      shards.append(
        Shard(path: file, articles: articles, passages: passages, tokens: tokens, hash: hash))
    }
    guard Set(shards.map(\.path)).count == shards.count else {
      throw ArchiveError(.malformedManifest, path: path)
    }
  }

  /// The manifest as its file has it, with a line for each shard.
  public var text: String {
    let lines = shards.map { shard in
      let value: JSONValue = [
        "path": .string(shard.path), "articles": .number(String(shard.articles)),
        "passages": .number(String(shard.passages)), "tokens": .number(String(shard.tokens)),
        "hash": .string(shard.hash),
      ]
      return "  " + value.encodedText
    }
    return """
      {"pressmark_shards": \(Self.version), "schema": \(Archive.schemaVersion), "shards": [
      \(lines.joined(separator: ",\n"))
      ]}

      """
  }

  /// Opens the archives of the manifest at `path` for reading.
  ///
  /// - Throws: `ArchiveError`, if one of them is missing, cannot be read, or is not the one that the
  ///   manifest describes.
  public func open(at path: String) throws(ArchiveError) -> [Archive] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var archives: [Archive] = []
    for shard in shards {
      let own = shard.path.hasPrefix("/") ? shard.path : folder + shard.path
      let archive = try Archive.open(readingFrom: own)
      guard try archive.shard(path: shard.path) == shard else {
        throw ArchiveError(.notInManifest(path), path: own)
      }
      archives.append(archive)
    }
    return archives
  }
}

extension Archive {
  /// Returns the highest ids of articles and of passages; 0 if there are none.
  package func lastIDs() throws(ArchiveError) -> (article: Int64, passage: Int64) {
    try mapErrors {
      try connection.first(
        "SELECT (SELECT max(id) FROM articles), (SELECT max(id) FROM passages)"
      ) { row in (article: row.integer(at: 0), passage: row.integer(at: 1)) } ?? (0, 0)
    }
  }

  /// Returns the hash that a manifest has for the archive.
  package func identity() throws(ArchiveError) -> String { try shard(path: "").hash }

  /// Returns the description of the archive for a manifest.
  fileprivate func shard(path: String) throws(ArchiveError) -> ShardManifest.Shard {
    try mapErrors {
      let averages = try AveragesRecord(in: connection)
      let facts = try connection.first(
        """
        SELECT (SELECT count(*) FROM articles),
          json_array((SELECT max(id) FROM articles), (SELECT max(id) FROM passages),
            (SELECT json_group_array(json_array(id, started_at, ended_at)) FROM ingest_runs),
            (SELECT json_array(id, location, content_hash) FROM articles ORDER BY id LIMIT 1),
            (SELECT json_array(id, location, content_hash) FROM articles ORDER BY id DESC LIMIT 1))
        """
      ) { row in (articles: Int(row.integer(at: 0)), identity: row.text(at: 1) ?? "") }
      let (articles, identity) = facts ?? (0, "")
      let counts = "\(articles) \(averages.rowCount) \(averages.tokenCount)"
      return ShardManifest.Shard(
        path: path, articles: articles, passages: averages.rowCount, tokens: averages.tokenCount,
        hash: String(sha256(of: identity + counts).prefix(16)))
    }
  }
}

extension JSONValue {
  /// The value if it is a whole number that is not negative.
  fileprivate var whole: Int? {
    guard case .number(let digits) = self, let number = Int(digits), number >= 0 else { return nil }
    return number
  }
}
