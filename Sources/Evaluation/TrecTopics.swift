/// Reads TREC topics, in SGML or XML, with or without end tags.
///
///     <top>                                     <topic number="301">
///     <num> Number: 301                           <query>organized crime</query>
///     <title> Topic: International Crime          <question>who fights it?</question>
///     <desc> Description:                         <narrative>...</narrative>
///     Identify organizations that ...           </topic>
///     </top>
///
/// The names of parts may be in upper or lower case, and may start with a language (`EN-title`). A
/// part ends at its end tag or at the start of the next part. If a topic has a part twice, the first
/// one that is not empty counts.
public struct TrecTopics {
  private let fields: [TopicField]
  private var list = TopicList()
  private var topic: TopicBuilder?
  /// True if a topic number outside any topic has been reported since the last topic.
  ///
  /// Only the first such number between two topics is reported.
  private var hasReportedOutside = false

  /// Reads a file.
  ///
  /// The query of a topic consists of the texts of those `fields` that the topic has.
  public static func read(_ bytes: [UInt8], _ fields: [TopicField] = [.title]) -> TopicList {
    var topics = TrecTopics(fields: fields)
    for token in SGMLTokenizer(bytes[...]) { topics.take(token) }
    topics.end()
    if topics.list == TopicList() { topics.list.add(TopicProblem(line: 1, .noTopics)) }
    return topics.list
  }

  private init(fields: [TopicField]) { self.fields = fields }

  /// Returns true if a tag of this name starts a topic.
  static func isTopic(_ name: String) -> Bool { name == "top" || name == "topic" }

  private mutating func take(_ token: SGMLTokenizer.Token) {
    switch token.content {
    case .open(let name, let attributes) where Self.isTopic(name):
      end()
      topic = TopicBuilder(line: token.line, attributes: attributes)
    case .close(let name) where Self.isTopic(name): end()
    case .open(let name, _):
      guard topic == nil else { topic?.open(name, beginsLine: token.beginsLine); return }
      guard !hasReportedOutside, TopicPart(tag: name) == .number else { return }
      hasReportedOutside = true
      list.add(TopicProblem(line: token.line, .outsideTopic))
    case .close(let name): topic?.close(name)
    case .text(let bytes, let isLiteral): topic?.append(bytes, isLiteral: isLiteral, of: token)
    }
  }

  /// Adds the open topic to the list.
  private mutating func end() {
    guard let topic else { return }
    do throws(TopicProblem) {
      list.add(try topic.topic(fields))
    } catch {
      list.add(error)
    }
    self.topic = nil
    hasReportedOutside = false
  }
}

/// A part of a topic that is used; all other parts are ignored.
enum TopicPart: Hashable {
  case number
  case field(TopicField)

  /// Creates the part that starts with `tag`, a name in lower case; nil if the part is ignored.
  init?(tag: String) {
    var name = tag[...]
    // Skip the language of `en-title`.
    if let hyphen = name.firstIndex(of: "-"), name[..<hyphen].count == 2 {
      name = name[name.index(after: hyphen)...]
    }
    switch name {
    case "num", "number", "identifier", "id", "qid", "topicid": self = .number
    case "title", "query": self = .field(.title)
    case "desc", "description", "question": self = .field(.description)
    case "narr", "narrative": self = .field(.narrative)
    default: return nil
    }
  }

  /// The labels that may precede the text of the part, in lower case.
  var labels: [String] {
    switch self {
    case .number: ["number:"]
    case .field(.title): ["topic:", "title:"]
    case .field(.description): ["description:"]
    case .field(.narrative): ["narrative:"]
    }
  }
}
