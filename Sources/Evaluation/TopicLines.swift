internal import TextAnalysis

/// Topics on lines: `query`, or `id<TAB>query`.
public enum TopicLines {
  /// Reads the lines of a file.
  ///
  /// A query without an id gets the number of its line as its id. Blank lines are skipped. In the
  /// format `lines` no line has an id, in `tsv` every line must have one, and in `mixed` the lines
  /// with a tab have one.
  public static func read(_ bytes: [UInt8], _ format: TopicFormat = .mixed) -> TopicList {
    var list = TopicList()
    for line in NumberedLines(bytes) {
      do throws(TopicProblem) {
        list.add(try topic(line, format))
      } catch {
        list.add(error)
      }
    }
    return list
  }

  private static func topic(
    _ line: NumberedLines.Element, _ format: TopicFormat
  ) throws(TopicProblem) -> Topic {
    let text = try line.text()
    guard format != .lines, let tab = text.utf8.firstIndex(of: 0x09) else {
      if format == .tsv { throw TopicProblem(line: line.number, .noTab) }
      return Topic(id: String(line.number), text: text, line: line.number)
    }
    let id = text[..<tab].trimmed
    if id.isEmpty, format == .tsv { throw TopicProblem(line: line.number, .noNumber) }
    return Topic(
      id: id.isEmpty ? String(line.number) : id, text: String(text[text.utf8.index(after: tab)...]),
      line: line.number)
  }
}

/// The lines of a file that are not blank, with their numbers.
///
/// A line ends with LF, CR LF or CR. A byte order mark at the start of a line is skipped.
public struct NumberedLines: Sequence, IteratorProtocol {
  /// A line.
  public struct Element: Sendable {
    /// The number of the line, from 1.
    public let number: Int
    /// The content of the line, without the line ending.
    public let bytes: ArraySlice<UInt8>

    /// Returns the line as text.
    public func text() throws(TopicProblem) -> String {
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      throw TopicProblem(
        line: number, .notUTF8(byte: (firstInvalidUTF8(in: bytes) ?? bytes.count) + 1))
    }
  }

  private var rest: ArraySlice<UInt8>
  private var number = 0

  /// Creates the lines of a file.
  public init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Returns the next line; nil at the end.
  public mutating func next() -> Element? {
    while !rest.isEmpty {
      number += 1
      let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
      var line = rest[..<end]
      rest = rest[end...].dropFirst(rest[end...].starts(with: [0x0D, 0x0A]) ? 2 : 1)
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
      let isBlank =
        String(validating: line, as: UTF8.self)?.allSatisfy(\.isWhitespace) ?? line.isEmpty
      if !isBlank { return Element(number: number, bytes: line) }
    }
    return nil
  }
}

extension Substring {
  /// The text without leading and trailing white space.
  var trimmed: String {
    let text = drop(while: \.isWhitespace)
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) }
    return String(text[..<(end ?? text.startIndex)])
  }
}
