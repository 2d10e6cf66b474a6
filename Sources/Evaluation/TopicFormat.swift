/// The format of a file of topics.
public enum TopicFormat: Sendable {
  /// A query on each line, optionally after an id and a tab.
  case mixed
  /// A query on each line; tabs belong to the query.
  case lines
  /// An id, a tab and a query on each line.
  case tsv
  /// TREC topics, in SGML or XML.
  case trec
  /// A JSON object on each line.
  case jsonl

  /// Returns the format of a file, detected from its content: `mixed`, `trec` or `jsonl`.
  ///
  /// A query may start with `<` or `{` too. A file is `trec` only if it starts with a declaration
  /// or a comment, or contains a tag `<top>` or `<topic>`; it is `jsonl` only if the `{` is
  /// followed by a quote or a `}`.
  public static func of(_ bytes: [UInt8]) -> TopicFormat {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = (bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]).drop { $0 <= 0x20 }
    switch content.first {
    case UInt8(ascii: "<"):
      let isDeclared = ["<?xml", "<!DOCTYPE", "<!--"].contains { content.starts(with: $0.utf8) }
      return isDeclared || hasTopicTag(content) ? .trec : .mixed
    case UInt8(ascii: "{"):
      let next = content.dropFirst().first { $0 > 0x20 }
      return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}") ? .jsonl : .mixed
    default: return .mixed
    }
  }

  private static func hasTopicTag(_ bytes: ArraySlice<UInt8>) -> Bool {
    var tokens = SGMLTokenizer(bytes)
    while let token = tokens.next() {
      if case .open(let name, _) = token.content, TrecTopics.isTopic(name) { return true }
    }
    return false
  }
}
