internal import Archive
internal import FoundationEssentials
internal import QueryLanguage
internal import Ranking
internal import SearchEngine

/// Prints results as one JSON object, version 1 of the grammar in docs/output.md.
func writeJSON(
  _ answered: AnsweredQuery, explains: Bool, to output: inout Output
) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  var document = JSONResults(answered)
  if explains { document.explanation = JSONResults.Explanation(answered.results.path) }
  output.write(try encoder.encode(document))
  output.writeLine("")
}

/// The same object on one line, with the query's id, for a batch.
func jsonLine(_ answered: AnsweredQuery) throws -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  var document = JSONResults(answered)
  document.id = answered.query.id
  return try encoder.encode(document) + [0x0A]
}

private struct JSONResults: Encodable {
  var version = 1
  var id: String?
  var query: String
  var understood: String
  var total: Int
  var totalIsExact: Bool
  var elapsedMilliseconds: Double
  var hits: [Hit]
  var notices: [NoticeEntry]
  var explanation: Explanation?

  enum CodingKeys: String, CodingKey {
    case version, id, query, understood, total, hits, notices, explanation
    case totalIsExact = "total_is_exact"
    case elapsedMilliseconds = "elapsed_ms"
  }

  struct Hit: Encodable {
    var rank: Int
    var score: Double
    var article: Article
    var passage: PassageEntry
    var snippet: String
    var highlights: [[Int]]
    var otherPassages: Int

    enum CodingKeys: String, CodingKey {
      case rank, score, article, passage, snippet, highlights
      case otherPassages = "other_passages"
    }
  }

  struct Article: Encodable {
    var id: Int64
    var docno: String
    var location: String
    var title: String
    var author: String?
    var publisher: String?
    var published: String?
    var language: String?
    var url: String?
  }

  struct PassageEntry: Encodable {
    var id: Int64
    var ordinal: Int
    var start: Int
    var text: String
  }

  struct NoticeEntry: Encodable {
    var code: String
    var message: String
    var start: Int
    var length: Int
  }

  struct Explanation: Encodable {
    var path: String
    var reason: String?
    var postingsDecoded: Int?
    var pagesRead: Int?

    enum CodingKeys: String, CodingKey {
      case path, reason
      case postingsDecoded = "postings_decoded"
      case pagesRead = "pages_read"
    }

    init(_ path: RankingPath) {
      switch path {
      case .postingLists(let counters):
        self.path = "posting-lists"
        postingsDecoded = counters.postingsDecoded
        pagesRead = counters.pagesRead
      case .stock(let reason):
        self.path = "fts5"
        self.reason = reason.rawValue
      }
    }
  }

  init(_ answered: AnsweredQuery) {
    let (request, results) = (answered.request, answered.results)
    query = answered.query.text
    understood = request.query.reading(request.mode)
    total = results.total
    totalIsExact = results.totalIsExact
    elapsedMilliseconds = (answered.elapsed / .microseconds(1)).rounded() / 1_000
    hits = results.hits.map(Hit.init)
    notices = request.query.notices.map {
      NoticeEntry(
        code: $0.code, message: $0.message, start: $0.range.lowerBound, length: $0.range.count)
    }
  }
}

extension JSONResults.Hit {
  fileprivate init(_ hit: SearchHit) {
    let metadata = hit.article.metadata
    rank = hit.rank
    score = hit.score
    article = JSONResults.Article(
      id: hit.article.id, docno: metadata.docno, location: metadata.location,
      title: metadata.title, author: metadata.author, publisher: metadata.publisher,
      published: metadata.published, language: metadata.language, url: metadata.url)
    passage = JSONResults.PassageEntry(
      id: hit.passage.id, ordinal: hit.passage.ordinal, start: hit.passage.passage.start,
      text: hit.passage.passage.text)
    snippet = hit.snippet.text
    highlights = hit.snippet.highlights.map { [$0.lowerBound, $0.count] }
    otherPassages = hit.otherPassages
  }
}
