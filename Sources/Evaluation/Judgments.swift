/// What people judged relevant: a file of qrels, as TREC has them.
///
///     line = topic iteration document grade        parted by white space; the iteration says nothing
///
/// A grade of 1 or more is relevant, 0 is not; one below 0 counts as not judged, as in trec_eval.
public struct Judgments: Equatable, Sendable {
  /// The grade of each judged document of each topic.
  public let grades: [String: [String: Int]]

  /// Creates judgments.
  public init(grades: [String: [String: Int]]) { self.grades = grades }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError`, for a line that is none.
  public init(_ bytes: [UInt8]) throws(EvaluationError) {
    var grades: [String: [String: Int]] = [:]
    for (number, fields) in EvaluationLines(bytes) {
      guard fields.count == 4, let grade = Int(fields[3]) else {
        throw EvaluationError(line: number, kind: .notJudgment)
      }
      grades[fields[0], default: [:]][fields[2]] = grade
    }
    self.grades = grades
  }

  /// The topics, as numbers where they all are, else as text.
  public var topics: [String] {
    let topics = Array(grades.keys)
    let numbers = topics.map { Int($0) }
    guard numbers.allSatisfy({ $0 != nil }) else { return topics.sorted() }
    return topics.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) }
  }
}

/// A line that cannot be read.
public struct EvaluationError: Error, Equatable, Sendable {
  /// What it should have been.
  public enum Kind: Equatable, Sendable {
    /// Topic, iteration, document and grade.
    case notJudgment
    /// Topic, Q0, document, rank, score and tag.
    case notResult
    /// A document that this topic has already.
    case repeatedDocument(String, topic: String)
  }

  /// The number of the line, from 1.
  public var line: Int
  /// What is wrong.
  public var kind: Kind
}

/// The lines of a file that are not empty, in fields parted by white space, with their numbers.
struct EvaluationLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var offset = 0
  private var number = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> (Int, [String])? {
    while offset < bytes.count {
      let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = bytes[offset..<end]
      offset = end + 1
      number += 1
      let fields = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      if !fields.isEmpty { return (number, fields.map { String(decoding: $0, as: UTF8.self) }) }
    }
    return nil
  }
}
