/// Topics as TREC writes them, in SGML without end tags or in XML.
///
///     <top>                                     <topic number="301">
///     <num> Number: 301                           <query>organized crime</query>
///     <title> Topic: International Crime          <question>who fights it?</question>
///     <desc> Description:                         <narrative>...</narrative>
///     Identify organizations that ...           </topic>
///     </top>
///
/// Names of parts are in either case, and may stand behind a language (`EN-title`). A part ends at its
/// end tag, or where the next one begins; of two of a kind the first one counts.
public struct TrecTopics {
  private let fields: [TopicField]
  private var list = TopicList()
  private var topic: OpenTopic?
  /// Whether a part outside of topics has been told since the last of them.
  private var hasToldOutside = false

  /// Reads a file; the text of a topic is that of `fields`, as far as it has them.
  public static func read(_ bytes: [UInt8], _ fields: [TopicField] = [.title]) -> TopicList {
    var topics = TrecTopics(fields: fields)
    for piece in MarkupPieces(bytes[...]) { topics.take(piece) }
    topics.end()
    if topics.list == TopicList() { topics.list.add(TopicProblem(line: 1, .noTopics)) }
    return topics.list
  }

  private init(fields: [TopicField]) { self.fields = fields }

  /// Whether a tag of this name begins a topic.
  static func isTopic(_ name: String) -> Bool { name == "top" || name == "topic" }

  private mutating func take(_ piece: MarkupPieces.Piece) {
    switch piece.content {
    case .open(let name, let attributes) where Self.isTopic(name):
      end()
      topic = OpenTopic(line: piece.line, attributes: attributes)
    case .close(let name) where Self.isTopic(name): end()
    case .open(let name, _):
      guard topic == nil else { topic?.open(name, beginsLine: piece.beginsLine); return }
      guard !hasToldOutside, TopicPart(tag: name) == .number else { return }
      hasToldOutside = true
      list.add(TopicProblem(line: piece.line, .outsideTopic))
    case .close(let name): topic?.close(name)
    case .text(let bytes, let isLiteral): topic?.append(bytes, isLiteral: isLiteral, of: piece)
    }
  }

  /// Ends the topic that is open.
  private mutating func end() {
    guard let topic else { return }
    do throws(TopicProblem) {
      list.add(try topic.topic(fields))
    } catch {
      list.add(error)
    }
    self.topic = nil
    hasToldOutside = false
  }
}

/// What a tag inside of a topic begins.
enum TopicPart: Hashable {
  case number
  case field(TopicField)

  /// The part that a tag of this name, in lower case, begins; nothing where it is not read.
  init?(tag: String) {
    var name = tag[...]
    // A language: `en-title`.
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

  /// What people put before it, in lower case.
  var labels: [String] {
    switch self {
    case .number: ["number:"]
    case .field(.title): ["topic:", "title:"]
    case .field(.description): ["description:"]
    case .field(.narrative): ["narrative:"]
    }
  }
}
