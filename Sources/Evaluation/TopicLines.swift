internal import TextAnalysis

/// Topics on lines: `query`, or `id<TAB>query`.
public enum TopicLines {
  /// Reads the lines of a file.
  ///
  /// A query without an id is named by the number of its line. Empty lines are passed over. No line
  /// has an id in the format `lines`, each has to in `tsv`; else those with a tab have one.
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
/// Lines may end as on Unix, on Windows or on an old Macintosh, and begin with a byte order mark.
public struct NumberedLines: Sequence, IteratorProtocol {
  /// A line.
  public struct Element: Sendable {
    /// Its number, from 1.
    public let number: Int
    /// What it holds, without its end.
    public let bytes: ArraySlice<UInt8>

    /// The line as text.
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

  /// The next line.
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
  /// The text without the white space around it.
  var trimmed: String {
    let text = drop(while: \.isWhitespace)
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) }
    return String(text[..<(end ?? text.startIndex)])
  }
}
