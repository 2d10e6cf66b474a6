/// A topic in the sense of TREC: a query with an id, under which its results are reported.
public struct Topic: Equatable, Sendable {
  /// The id, unique in its file.
  public var id: String
  /// The query.
  public var text: String
  /// The line on which the topic starts, from 1.
  public var line: Int

  /// Creates a topic.
  public init(id: String, text: String, line: Int) {
    self.id = id
    self.text = text
    self.line = line
  }
}

/// A part of a TREC topic that can be used as the query.
public enum TopicField: String, CaseIterable, Hashable, Sendable {
  /// A few words, as typed into a search box; `query` in newer files.
  case title
  /// A sentence; `question` in newer files.
  case description = "desc"
  /// A paragraph that says what is relevant and what is not.
  case narrative = "narr"
}

/// The reason why a topic cannot be read.
public struct TopicProblem: Error, Equatable, Sendable {
  /// The kind of problem.
  public enum Kind: Equatable, Sendable {
    /// The line is invalid UTF-8 from this byte on, counted from 1.
    case notUTF8(byte: Int)
    /// The line has no tab between an id and a query.
    case noTab
    /// The topic has no number.
    case noNumber
    /// The topic has none of the requested fields.
    case noText(id: String, [TopicField])
    /// An earlier topic, on this line, has the same id.
    case repeated(id: String, line: Int)
    /// The line is not valid JSON, for this reason.
    case notJSON(String)
    /// The line is valid JSON, but not an object.
    case notAnObject
    /// The object has no member that contains a query.
    case noQuery
    /// A topic number appears outside any topic.
    case outsideTopic
    /// The file has no topics.
    case noTopics
  }

  /// The line on which the topic starts or the problem is, from 1.
  public var line: Int
  /// The kind of problem.
  public var kind: Kind

  /// Creates a problem.
  public init(line: Int, _ kind: Kind) {
    self.line = line
    self.kind = kind
  }
}

/// The topics of a file, and the problems with topics that could not be read.
public struct TopicList: Equatable, Sendable {
  /// The topics, in the order of the file; their ids are unique.
  public private(set) var topics: [Topic] = []
  /// The problems with the other topics, in the order of the file.
  public private(set) var problems: [TopicProblem] = []
  private var lines: [String: Int] = [:]

  /// Creates an empty list.
  public init() {}

  /// Adds a topic, or a problem if an earlier topic has the same id.
  public mutating func add(_ topic: Topic) {
    if let line = lines[topic.id] {
      return add(TopicProblem(line: topic.line, .repeated(id: topic.id, line: line)))
    }
    lines[topic.id] = topic.line
    topics.append(topic)
  }

  /// Adds the problem of a topic that could not be read.
  public mutating func add(_ problem: TopicProblem) { problems.append(problem) }
}
