/// A query with the name that its answers go by: a topic, as TREC has it.
public struct Topic: Equatable, Sendable {
  /// Its name, which no other topic of the same file has.
  public var id: String
  /// What is searched for.
  public var text: String
  /// The line on which it begins, from 1.
  public var line: Int

  /// Creates a topic.
  public init(id: String, text: String, line: Int) {
    self.id = id
    self.text = text
    self.line = line
  }
}

/// A part of a topic of TREC that can be searched for.
public enum TopicField: String, CaseIterable, Hashable, Sendable {
  /// A few words, as one types them; `query` in newer files.
  case title
  /// A sentence; `question` in newer files.
  case description = "desc"
  /// What is relevant and what is not.
  case narrative = "narr"
}

/// Why a topic cannot be read.
public struct TopicProblem: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Kind: Equatable, Sendable {
    /// It is not UTF-8, from this byte of the line on, from 1.
    case notUTF8(byte: Int)
    /// A line that should have been an id, a tab and a query.
    case noTab
    /// It has no number.
    case noNumber
    /// It has none of the parts that were asked for.
    case noText(id: String, [TopicField])
    /// An earlier topic, on this line, has its name.
    case repeated(id: String, line: Int)
    /// It is no object of JSON, for this reason.
    case notJSON(String)
    /// It is JSON, but no object.
    case notAnObject
    /// The object has no member that is known as a query.
    case noQuery
    /// A part of a topic that stands outside of one.
    case outsideTopic
    /// The whole file has no topic.
    case noTopics
  }

  /// The line on which the topic begins, or the trouble stands, from 1.
  public var line: Int
  /// What is wrong.
  public var kind: Kind

  /// Creates a problem.
  public init(line: Int, _ kind: Kind) {
    self.line = line
    self.kind = kind
  }
}

/// The topics of a file, and those that could not be read.
public struct TopicList: Equatable, Sendable {
  /// The topics that can be answered, in their order; no two have one name.
  public private(set) var topics: [Topic] = []
  /// What stands for the others, in their order.
  public private(set) var problems: [TopicProblem] = []
  private var lines: [String: Int] = [:]

  /// Creates an empty list.
  public init() {}

  /// Adds a topic, or says that its name is taken.
  public mutating func add(_ topic: Topic) {
    if let line = lines[topic.id] {
      return add(TopicProblem(line: topic.line, .repeated(id: topic.id, line: line)))
    }
    lines[topic.id] = topic.line
    topics.append(topic)
  }

  /// Adds what stands for a topic that could not be read.
  public mutating func add(_ problem: TopicProblem) { problems.append(problem) }
}
