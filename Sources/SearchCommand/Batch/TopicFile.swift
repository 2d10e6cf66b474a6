internal import Formats
internal import ArgumentParser
internal import Evaluation
internal import Ingest
internal import Output
internal import JSON

/// `--topics-format`; see `TopicFormat`.
enum TopicFormatChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, lines, tsv, trec, jsonl

  /// Returns the format of a file with these bytes.
  func format(of bytes: [UInt8]) -> TopicFormat {
    switch self {
    case .auto: .of(bytes)
    case .lines: .lines
    case .tsv: .tsv
    case .trec: .trec
    case .jsonl: .jsonl
    }
  }
}

/// The options for reading the file of topics.
struct TopicOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read topics in this format; auto detects it from the first bytes.", valueName: "format"))
  var topicsFormat = TopicFormatChoice.auto

  @Option(
    help: ArgumentHelp(
      """
      Use these parts of a TREC topic as the query: title, desc, narr, separated by commas. \
      (default: title)
      """, valueName: "parts"))
  var field: TopicFields?

  /// The number of bytes from which the format of a file is recognized.
  private static let head = 4_096

  /// Reads the topics in the file at `path`, or on standard input for `-`.
  func read(_ path: String) throws(CommandError) -> TopicList {
    let bytes = try readFile(path)
    guard !bytes.prefix(Self.head).contains(0) else {
      throw CommandError(sentence: "\(topicPlace(path)): not text")
    }
    let content = bytes.prefix(Self.head).filter { $0 > 0x20 }
    if topicsFormat == .auto, content.starts(with: "[{\"".utf8) {
      throw CommandError(
        sentence: "\(topicPlace(path)): a JSON array; topics are JSON objects, one on each line")
    }
    let format = topicsFormat.format(of: bytes)
    guard field == nil || format == .trec else {
      throw CommandError(
        sentence: "--field is for TREC topics, and \(topicPlace(path)) has none")
    }
    return switch format {
    case .trec: TrecTopics.read(bytes, field?.fields ?? [.title])
    case .jsonl: JSONTopics.read(bytes)
    case .mixed, .lines, .tsv: TopicLines.read(bytes, format)
    }
  }
}

/// The parts of a topic, as `--field` names them.
struct TopicFields: ExpressibleByArgument {
  var fields: [TopicField]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    fields = names.compactMap { TopicField(rawValue: String($0)) }
    guard fields.count == names.count, Set(fields).count == fields.count else { return nil }
  }
}

/// The name of a file of topics, for people.
func topicPlace(_ path: String) -> String { path == "-" ? "standard input" : printable(path) }

extension TopicProblem.Kind {
  /// The problem of a topic as a sentence, for people.
  var words: String {
    switch self {
    case .notUTF8(let byte): "not UTF-8 (byte \(grouped(byte)))"
    case .noTab: "expected an id, a tab and a query"
    case .noNumber: "the topic has no number"
    case .noText(let id, let fields):
      "the topic \(quotedID(id)) has no "
        + fields.map(\.rawValue).joined(separator: " and no ")
    case .repeated(let id, let line):
      "line \(grouped(line)) has the same id, \(quotedID(id)); each topic needs its own"
    case .notJSON(let detail): "not JSON" + (detail.isEmpty ? "" : " (\(printable(detail)))")
    case .notAnObject: "not a JSON object"
    case .noQuery: "the object has no query, text, title or question"
    case .outsideTopic: "a part of a topic before <top>"
    case .noTopics: "there is no <top> or <topic> in it"
    }
  }
}

/// An id in a sentence.
func quotedID(_ id: String) -> String { "\"\(printableLine(id))\"" }

/// Topics as JSON objects, one on each line.
enum JSONTopics {
  /// The members for the id and the query of a topic; the first one that exists counts.
  private static let ids = ["id", "_id", "qid", "query_id", "topic", "number"]
  private static let queries = ["query", "text", "title", "question"]

  /// Reads the lines of a file.
  ///
  /// If an object has no id, its id is the number of its line.
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
      return try JSONValue(reading: Array(line.bytes))
    } catch {
      let detail = if case .invalidJSON(let detail) = error { detail } else { error.words }
      throw TopicProblem(line: line.number, .notJSON(detail))
    }
  }
}
