/// What is wrong with a file of judgments or results.
public struct EvaluationError: Error, Equatable, Sendable {
  /// What a line is not, or should not be.
  public enum Kind: Equatable, Sendable {
    /// Topic, iteration, document and grade.
    case notJudgment
    /// Topic, document and grade, parted by tabs, as in a file of BEIR.
    case notTabbedJudgment
    /// Topic, Q0, document, rank, score and tag.
    case notResult
    /// UTF-8.
    case notUTF8
    /// A document that the topic of a run has already.
    case repeatedDocument(String, topic: String)
    /// A document that was judged otherwise for the same topic before.
    case contradiction(String, topic: String)
  }

  /// The number of the line, from 1.
  public var line: Int
  /// What is wrong.
  public var kind: Kind

  /// Creates an error.
  public init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }
}

/// A line of a file, in fields that are not yet text.
struct EvaluationLine {
  /// From 1.
  var number: Int
  var fields: [ArraySlice<UInt8>]

  /// A field as text.
  func text(_ index: Int) throws(EvaluationError) -> String {
    guard let text = String(validating: fields[index], as: UTF8.self) else {
      throw EvaluationError(line: number, kind: .notUTF8)
    }
    return text
  }
}

/// The lines of a file that are not empty.
///
/// A byte order mark at the beginning is passed over, and so is the carriage return of Windows.
struct EvaluationLines: Sequence, IteratorProtocol {
  /// What parts fields.
  enum Separator {
    /// Spaces and tabs, any number of them.
    case whiteSpace
    /// A single tab: fields may hold spaces, or nothing.
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
