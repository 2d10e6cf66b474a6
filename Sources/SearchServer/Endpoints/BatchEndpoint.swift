internal import Archive
internal import FoundationEssentials
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import Output
internal import SearchEngine
internal import SQLite

/// `POST /batch`: many queries, one on each line, answered one line at a time.
extension Endpoint {
  static let batch = Endpoint(
    "/batch", methods: [.post],
    parameters: SearchParameters.reading + SearchParameters.hits + ["sort", "facets", "cite"]
      + SearchParameters.ranking + SearchParameters.time
  ) { call in
    let settings = call.service.settings
    let options = try SearchParameters.options(call.parameters, settings)
    try SearchParameters.checked { () throws(SearchRequestError) in try options.check() }
    let lines = try await BatchLine.lines(of: call, maxLines: settings.maxBatchLines)
    var reply = Reply("application/x-ndjson", [])
    reply.stream = { write in
      for line in lines {
        // Each query has a deadline of its own, and ends with the connection.
        let interruption = Interruption(
          at: .now + call.limit, within: call.interruption.withoutDeadline)
        let text = await answer(line, options, call, interruption)
        try await write(Array(text.utf8))
      }
    }
    return reply
  }

  /// Returns the line of the answer to one query; a query that fails has a line with the reason.
  private static func answer(
    _ line: BatchLine, _ options: SearchOptions, _ call: Call, _ interruption: Interruption
  ) async -> String {
    do {
      let request = try SearchParameters.request(line.query, options)
      return try await call.service.pool.run(interruption, call.timings) { open in
        let response = try open.searcher.search(request, interruption: interruption)
        return try response.jsonLine(id: line.id)
      }
    } catch {
      let problem = Problem(error)
      return BatchProblem(id: line.id, query: line.query, problem: problem).text
    }
  }
}

/// A line of a batch: a query, and an id by which its answer is recognized.
private struct BatchLine: Decodable, Sendable {
  var id: String
  var query: String

  private enum CodingKeys: String, CodingKey {
    case id, query
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    query = try members.decode(String.self, forKey: .query)
    id = try members.decodeIfPresent(String.self, forKey: .id) ?? ""
  }

  /// Reads the lines of the body; a line without an id gets its number.
  static func lines(of call: Call, maxLines: Int) async throws -> [BatchLine] {
    let buffer = try await call.body()
    if buffer.readableBytesView.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
      return try list(Data(buffer.readableBytesView), maxLines)
    }
    var lines: [BatchLine] = []
    for (index, bytes) in buffer.readableBytesView.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() where !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
      guard lines.count < maxLines else {
        throw tooMany(maxLines)
      }
      guard var line = try? JSONDecoder().decode(BatchLine.self, from: Data(bytes)) else {
        throw Problem.badRequest(
          "malformed-line", "Line \(index + 1) of the body is not a query.",
          hint: "Write a JSON object on each line: {\"id\": \"1\", \"query\": \"harbour\"}")
      }
      if line.id.isEmpty { line.id = String(index + 1) }
      lines.append(line)
    }
    return lines
  }
}

extension BatchLine {
  /// Reads a body that is one JSON array.
  private static func list(_ body: Data, _ maxLines: Int) throws(Problem) -> [BatchLine] {
    guard var lines = try? JSONDecoder().decode([BatchLine].self, from: body) else {
      throw .badRequest("malformed-line", "The body is not a list of queries.")
    }
    guard lines.count <= maxLines else { throw tooMany(maxLines) }
    for index in lines.indices where lines[index].id.isEmpty { lines[index].id = "\(index + 1)" }
    return lines
  }

  private static func tooMany(_ maxLines: Int) -> Problem {
    Problem(
      status: .contentTooLarge, code: "too-many-lines",
      detail: "A batch has at most \(maxLines) queries.")
  }
}

/// The line of a query that failed.
private struct BatchProblem: Encodable {
  var id: String
  var query: String
  var error: Reason

  struct Reason: Encodable {
    var status: Int
    var code: String
    var detail: String
  }

  init(id: String, query: String, problem: Problem) {
    self.id = id
    self.query = query
    error = Reason(status: problem.status.code, code: problem.code, detail: problem.detail)
  }

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return ((try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}") + "\n"
  }
}
