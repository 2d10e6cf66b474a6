import Foundation
import TestSupport
import Testing

/// Several archives that are searched as one, by the command.
struct ShardTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes `all.db`, and splits it into `shards`.
  private func split(seed: Int, into count: Int) throws {
    try RandomCorpus(seed: seed, records: 60).write("in", in: folder)
    #expect(try folder.search("ingest", "in", "-d", "all.db").status == 0)
    #expect(try folder.search("shard", "--into", "\(count)", "shards", "-d", "all.db").status == 0)
  }

  @Test func `each article is in the shard that its location gives`() throws {
    try split(seed: 3, into: 4)
    let rows = """
      SELECT location, docno, coalesce(published, ''), articles.content_hash, files.path, files.modified,
        ordinal, start, hex(text)
        FROM articles JOIN passages ON article_id = articles.id JOIN files ON files.id = file_id
      """
    var found: [String] = []
    for number in 1...4 {
      let shard = "shards/shard-\(number).db"
      #expect(try folder.search("check", "-d", shard).output.contains("no errors found"))
      found += try folder.sql(rows, in: shard).split(separator: "\n").map(String.init)
      for location in try folder.sql("SELECT location FROM articles", in: shard).split(
        separator: "\n"
      ).prefix(4) {
        let hash = try run("sh", ["-c", "printf %s \"$1\" | sha256sum", "sh", String(location)])
        let value = UInt64(hash.output.prefix(16), radix: 16)
        #expect(value.map { Int($0 % 4) + 1 } == number, "\(location)")
      }
    }
    let all = try folder.sql(rows, in: "all.db").split(separator: "\n").map(String.init)
    #expect(found.sorted() == all.sorted() && all.count > 100)
  }

  /// Makes `count` archives that `list.json` lists, and `one.db` with their articles in this order.
  private func makeList(seed: Int, of count: Int) throws {
    try split(seed: seed, into: count)
    let names = (1...count).map { "\($0).db" }
    for name in names {
      let lines = name + ".jsonl"
      #expect(try folder.search("export", lines, "-d", "shards/shard-" + name).status == 0)
      for database in [name, "one.db"] {
        #expect(try folder.search("ingest", lines, "-d", database).status == 0)
      }
    }
    #expect(try folder.search(["shard", "--manifest", "list.json"] + names) == CommandResult())
  }

  private static let queries = [
    "river", "ice trade", "+river -harbour", "\"ice trade\"", "river OR moon", "riv*", "=ships",
    "NEAR(ice trade, 5)", "title:river", "rivr", "since:2020", "publisher:harbour river", "Lodz",
    "nosuchword",
  ]

  @Test(arguments: [1, 3, 9])
  func `the archives of a manifest answer like one archive`(count: Int) throws {
    try makeList(seed: 4, of: count)
    try folder.write("queries.txt", Self.queries.joined(separator: "\n") + "\n")
    for options in [[], ["--any"], ["--all"], ["--expand"], ["--fuzzy", "1"], ["--passages"]] {
      let arguments = ["batch", "queries.txt"] + options
      let one = try folder.search(arguments + ["-d", "one.db"])
      let several = try folder.search(arguments + ["-d", "list.json"])
      let isSame = Self.withoutTimes(several.output) == Self.withoutTimes(one.output)
      #expect(isSame, "\(options)")
      #expect(several.errors == one.errors && several.status == one.status)
      #expect(one.lines.count == Self.queries.count)
    }
    for query in Self.queries {
      let arguments = [query, "--json", "--facets", "publisher,year"]
      let one = try folder.search(arguments + ["-d", "one.db"])
      let several = try folder.search(arguments + (1...count).flatMap { ["-d", "\($0).db"] })
      let isSame = Self.withoutTimes(several.output) == Self.withoutTimes(one.output)
      #expect(isSame && several.errors == one.errors, "\(query)")
      #expect(
        try folder.search("timeline", query, "-d", "list.json")
          == folder.search("timeline", query, "-d", "one.db"), "\(query)")
    }
  }

  /// Returns JSON without what is not that of one archive: times, and the cost of the search.
  private static func withoutTimes(_ json: String) -> String {
    json.replacing(/"(elapsed_ms|postings_decoded|pages_read)" ?: ?[0-9.]+,?/, with: "")
  }

  @Test func `a shard that is missing, changed or of another version is an error`() throws {
    try split(seed: 7, into: 2)
    let manifest = "shards/shards.json"
    func errors() throws -> String {
      let result = try folder.search("river", "-d", manifest)
      #expect(result.output == "" && result.status == 2)
      return result.errors
    }
    let text = try folder.text(manifest)
    try folder.write(manifest, text.replacing("shard-2.db", with: "shard-3.db"))
    #expect(try errors().contains("there is no archive at shards/shard-3.db"))
    try folder.write(manifest, text.replacing("shard-2.db", with: "../all.db"))
    #expect(
      try errors().contains("shards/../all.db is not the archive that shards/shards.json describes")
    )
    try folder.write(
      manifest, text.replacing("\"pressmark_shards\": 1", with: "\"pressmark_shards\": 2"))
    #expect(try errors().contains("was made by a newer version"))
    try folder.write(manifest, "{\"shards\": []}")
    #expect(try errors().contains("is neither an archive nor a manifest of shards"))
    try folder.write(manifest, text)
    try folder.write("new.txt", "A new article about the river.")
    #expect(try folder.search("ingest", "new.txt", "-d", "shards/shard-1.db").status == 0)
    #expect(try errors().contains("or has changed since"))
    let again = try folder.search(
      "shard", "--manifest", manifest, "shards/shard-1.db", "shards/shard-2.db", "--force")
    #expect(again == CommandResult())
    #expect(try folder.search("river", "-d", manifest).status == 0)
    // Optimizing and copying change no article.
    #expect(try folder.search("optimize", "-d", "shards/shard-1.db").status == 0)
    #expect(try folder.search("river", "-d", manifest).status == 0)
  }

  @Test func `articles have the numbers of one archive`() throws {
    try makeList(seed: 6, of: 3)
    let count = try folder.sql("SELECT max(id) FROM articles", in: "one.db")
    for number in [1, 30, Int(count.dropLast()) ?? 0] {
      for arguments in [["show", "\(number)", "--format", "json"], ["show", "\(number)#1"]] {
        #expect(
          try folder.search(arguments + ["-d", "list.json"])
            == folder.search(arguments + ["-d", "one.db"]).checked(), "\(arguments)")
      }
      let similar = ["similar", "\(number)", "--format", "jsonl"]
      #expect(
        try folder.search(similar + ["-d", "list.json"]).output
          == folder.search(similar + ["-d", "one.db"]).output, "\(number)")
    }
    #expect(
      try folder.search("show", "9999", "-d", "list.json").errors
        == "search: there is no article '9999' in list.json\n")
    #expect(
      try folder.search("status", "-d", "list.json").errors.contains("is a manifest of shards"))
  }

  @Test func `statistics of parts give the scores of the whole`() throws {
    try makeList(seed: 8, of: 3)
    try folder.write("queries.txt", Self.queries.joined(separator: "\n") + "\n")
    func statistics(_ number: Int, _ options: [String] = []) throws {
      let result = try folder.search(
        ["statistics", "--queries", "queries.txt", "-d", "\(number).db"] + options)
      try folder.write("\(number).txt", try result.checked().output)
    }
    func merge() throws -> CommandResult {
      try folder.search("statistics", "--merge", "1.txt", "2.txt", "3.txt")
    }
    for number in 1...3 { try statistics(number) }
    var merged = try merge()
    var rounds = 1
    while rounds < 9 {
      try folder.write("all.txt", merged.output)
      for number in 1...3 { try statistics(number, ["--statistics", "all.txt"]) }
      let next = try merge()
      if next == merged, next.status == 0 { break }
      merged = next
      rounds += 1
    }
    #expect((1...4).contains(rounds) && merged.status == 0)
    let options = ["--passages", "--any", "--limit", "1000", "--json"]
    func hits(_ query: String, _ database: [String]) throws -> [String] {
      try folder.search([query] + options + database).hits.map { hit in
        let passage = try #require(hit["passage"] as? [String: Any])
        return "\(passage["id"] ?? 0) \(hit["score"] ?? 0) \(hit["snippet"] ?? "")"
      }
    }
    var found = 0
    for query in Self.queries {
      let whole = try hits(query, ["-d", "one.db"])
      let parts = try (1...3).flatMap { number in
        try hits(query, ["-d", "\(number).db", "--statistics", "all.txt"])
      }
      // Only the first hundred hits of an answer are scored again.
      #expect(Set(whole.prefix(100)).isSubset(of: parts) && parts.count == whole.count, "\(query)")
      found += whole.count
    }
    #expect(found > 200)
    let reversed = try folder.search("river", "-d", "2.db", "-d", "1.db", "--statistics", "all.txt")
    #expect(reversed.status == 2 && reversed.errors.contains("in another order"))
    let two = try folder.search("river", "-d", "1.db", "-d", "3.db", "--statistics", "all.txt")
    #expect(two.status == 0 && two.output.contains("article"))
    let missing = try folder.search("unheard", "-d", "1.db", "--statistics", "all.txt")
    #expect(missing.status == 2 && missing.output == "")
    #expect(missing.errors.contains("they have no answer to"))
    let foreign = try folder.search("river", "-d", "all.db", "--statistics", "all.txt")
    #expect(foreign.errors.contains("they are not about all.db, or it has changed since"))
  }

  @Test func `what only FTS5 can score needs one archive`() throws {
    try split(seed: 5, into: 2)
    for arguments in [["--raw", "river"], ["--plain", "NEAR(ice trade, 5)"]] {
      let result = try folder.search(arguments + ["-d", "shards/shards.json"])
      #expect(result.status == 2 && result.output == "")
      #expect(result.errors.contains("needs a single archive"), "\(result.errors)")
    }
  }

  @Test func `wrong arguments are explained`() throws {
    #expect(try folder.search("shard", "a").errors.contains("Give either --into or --manifest."))
    #expect(try folder.search("shard", "--into", "0", "a").errors.contains("from 1 to 1,000"))
    try split(seed: 5, into: 2)
    #expect(
      try folder.search("shard", "--into", "2", "shards", "-d", "all.db").errors
        == "search: shards already exists; name a new folder\n")
  }
}
