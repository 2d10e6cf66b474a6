internal import Evaluation
internal import Formats
internal import Ingest

/// Topics as objects of JSON, one on a line.
enum JSONTopics {
  /// The members that name a topic, and those that are its query; the first that is there counts.
  private static let ids = ["id", "_id", "qid", "query_id", "topic", "number"]
  private static let queries = ["query", "text", "title", "question"]

  /// Reads the lines of a file; an object without an id is named by the number of its line.
  static func read(_ bytes: [UInt8]) -> TopicList {
    var list = TopicList()
    for line in NumberedLines(bytes) {
      do throws(TopicProblem) {
        list.add(try topic(line))
      } catch {
        list.add(error)
      }
    }
    return list
  }

  private static func topic(_ line: NumberedLines.Element) throws(TopicProblem) -> Topic {
    _ = try line.text()
    let value = try parsed(line)
    guard case .object = value else { throw TopicProblem(line: line.number, .notAnObject) }
    let texts = queries.lazy.compactMap { name -> String? in
      if case .string(let text)? = value[name] { text } else { nil }
    }
    guard let text = texts.first else { throw TopicProblem(line: line.number, .noQuery) }
    let names = ids.lazy.compactMap { name -> String? in
      switch value[name] {
      case .string(let id): id.allSatisfy(\.isWhitespace) ? nil : id
      case .number(let digits): digits
      default: nil
      }
    }
    return Topic(id: names.first ?? String(line.number), text: text, line: line.number)
  }

  private static func parsed(_ line: NumberedLines.Element) throws(TopicProblem) -> JSONValue {
    do throws(ReadError) {
      return try JSONValue(parsing: Array(line.bytes))
    } catch {
      let detail = if case .invalidJSON(let detail) = error { detail } else { error.words }
      throw TopicProblem(line: line.number, .notJSON(detail))
    }
  }
}
