import Archive
import Foundation
import TestSupport
import Testing

/// Searches while the archive is being written: they never fail, and never see part of an article.
struct ConcurrencyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `four searches during an ingest see complete articles and are never locked out`()
    throws
  {
    var corpus = RandomCorpus(seed: firstSeed, records: 240)
    try corpus.write("in", in: folder)
    #expect(try folder.search("ingest", "in", "-d", "a.db", "-q").status == 0)
    let readers = (0..<4).map { Reader(folder: folder, seed: $0 + 1) }
    for reader in readers { Thread.detachNewThread { reader.read() } }
    let end = Date(timeIntervalSinceNow: 12)
    var runs = 0
    while Date() < end || runs <= 5 {
      corpus.edit()
      try corpus.write("in", in: folder)
      let result = try folder.search("ingest", "in", "-d", "a.db", "-q", "--prune", "--force")
      #expect(result.status == 0, "\(result.errors)")
      runs += 1
    }
    for reader in readers {
      reader.stop()
      #expect(reader.problems == [])
      #expect(reader.searches > 5 && reader.articles > 5)
    }
    #expect(try folder.search("check", "-d", "a.db").status == 0)
  }
}

/// Searches and reads until it is stopped.
private final class Reader: @unchecked Sendable {
  private let folder: TemporaryFolder
  private var random: SeededGenerator
  private let lock = NSLock()
  private var isStopped = false
  private let ended = DispatchSemaphore(value: 0)
  // Written before `ended` is signalled, and read only after waiting for it.
  private(set) var problems: [String] = []
  private(set) var searches = 0
  private(set) var articles = 0

  init(folder: TemporaryFolder, seed: Int) {
    self.folder = folder
    random = SeededGenerator(seed: seed)
  }

  func stop() {
    lock.withLock { isStopped = true }
    ended.wait()
  }

  func read() {
    while !lock.withLock({ isStopped }), problems.count < 5 {
      do { try look() } catch { problems.append("\(error)") }
    }
    ended.signal()
  }

  private func look() throws {
    let words = ["harbour", "moon", "gas", "treaty", "=ships", "\"ice trade\"", "riv*"]
    let word = words.randomElement(using: &random) ?? "moon"
    let found = try folder.search(word, "-d", "a.db", "--format", "json", "-n", "5")
    searches += 1
    guard found.status == 0 || found.status == 1, !found.errors.contains("another program") else {
      return problems.append("\(word): \(found)")
    }
    let hits = (try? found.hits) ?? []
    for hit in hits.prefix(2) {
      guard let article = hit["article"] as? [String: Any], let id = article["id"] as? Int else {
        return problems.append("a hit without an article: \(found.output)")
      }
      try look(atArticle: id)
    }
  }

  /// Checks that the text joined from the passages matches the stored hash.
  private func look(atArticle id: Int) throws {
    let sql = """
      SELECT json_array(content_hash, text) FROM articles JOIN article_texts ON article_id = id
       WHERE id = \(id)
      """
    let row = try folder.sql(sql, in: "a.db")
    // The article may have been removed in the meantime.
    guard !row.isEmpty else { return }
    let values = try JSONDecoder().decode([String].self, from: Data(row.utf8))
    let (hash, text) = (values[0], values[1])
    let metadata = ArticleMetadata(location: "a", title: "T")
    let expected = PreparedArticle(metadata: metadata, text: text, passages: []).contentHash
    if expected != hash { problems.append("half an article: \(id)") }
    articles += 1
    let shown = try folder.search("show", "\(id)", "-d", "a.db", "--format", "json")
    if shown.status > 1 || shown.json == nil && shown.status == 0 { problems.append("\(shown)") }
  }
}
