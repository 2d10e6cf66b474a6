/// An error in a file of judgments or results.
public struct EvaluationError: Error, Equatable, Sendable {
  /// The kind of error.
  public enum Kind: Equatable, Sendable {
    /// The line is not a topic, an iteration, a document and a grade.
    case notJudgment
    /// The line is not a topic, a document and a grade separated by tabs, as in a BEIR file.
    case notTabbedJudgment
    /// The line is not a topic, Q0, a document, a rank, a score and a tag.
    case notResult
    /// The line is not UTF-8.
    case notUTF8
    /// The run already has this document for the topic.
    case repeatedDocument(String, topic: String)
    /// An earlier line gives this document another grade for the topic.
    case contradiction(String, topic: String)
  }

  /// The number of the line, from 1.
  public var line: Int
  /// The kind of error.
  public var kind: Kind

  /// Creates an error.
  public init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }
}

/// A line of a file, split into fields.
struct EvaluationLine {
  /// The number of the line, from 1.
  var number: Int
  var fields: [ArraySlice<UInt8>]

  /// Returns a field as text.
  func text(_ index: Int) throws(EvaluationError) -> String {
    guard let text = String(validating: fields[index], as: UTF8.self) else {
      throw EvaluationError(line: number, kind: .notUTF8)
    }
    return text
  }
}

/// The lines of a file that are not blank.
///
/// A byte order mark at the start of the file and carriage returns at the ends of lines are
/// skipped.
struct EvaluationLines: Sequence, IteratorProtocol {
  /// The separator of fields.
  enum Separator {
    /// Any number of spaces and tabs.
    case whiteSpace
    /// A single tab, so that fields may contain spaces or be empty.
    case tab
  }

  var separator = Separator.whiteSpace
  private let bytes: [UInt8]
  private var offset = 0
  private var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  mutating func next() -> EvaluationLine? {
    while offset < bytes.count {
      let end = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
      var line = bytes[offset..<end]
      offset = end + 1
      number += 1
      if line.last == 0x0D { line.removeLast() }
      guard line.contains(where: { !Self.isWhite($0) }) else { continue }
      let fields =
        separator == .tab
        ? line.split(separator: 0x09, omittingEmptySubsequences: false)
        : line.split(whereSeparator: Self.isWhite)
      return EvaluationLine(number: number, fields: fields)
    }
    return nil
  }

  private static func isWhite(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }
}
