/// How topics are written down.
public enum TopicFormat: Sendable {
  /// A query on each line; those with a tab have an id before it.
  case mixed
  /// A query on each line, tabs and all.
  case lines
  /// On each line an id, a tab and a query.
  case tsv
  /// Topics of TREC: SGML or XML.
  case trec
  /// An object of JSON on each line.
  case jsonl

  /// The format of a file by its first bytes: never `lines` or `tsv`, which `mixed` is both of.
  ///
  /// A query may begin with `<` or `{` too, so it takes a declaration of XML, a tag `<top>` or
  /// `<topic>` somewhere, or what an object goes on with.
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
    var pieces = MarkupPieces(bytes)
    while let piece = pieces.next() {
      if case .open(let name, _) = piece.content, TrecTopics.isTopic(name) { return true }
    }
    return false
  }
}
