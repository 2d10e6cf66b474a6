/// Relevance judgments (qrels), in the format of TREC or of BEIR.
///
///     line = topic iteration document grade        TREC: separated by spaces or tabs; iteration
///                                                  is ignored
///
///     line = topic document grade                  BEIR: separated by tabs, after the heading
///                                                  query-id corpus-id score
///
/// A grade of 1 or more means relevant, 0 not relevant. A negative grade counts as not judged, as
/// in trec_eval.
public struct Judgments: Equatable, Sendable {
  /// The grade of each judged document of each topic.
  public let grades: [String: [String: Int]]

  /// Creates judgments.
  public init(grades: [String: [String: Int]]) { self.grades = grades }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError` if a line is malformed, or contradicts an earlier line.
  public init(_ bytes: [UInt8]) throws(EvaluationError) {
    var grades: [String: [String: Int]] = [:]
    var lines = EvaluationLines(bytes)
    var isFirst = true
    while let line = lines.next() {
      if isFirst {
        isFirst = false
        if line.fields.elementsEqual(Self.heading, by: { $0.elementsEqual($1.utf8) }) {
          lines.separator = .tab
          continue
        }
      }
      let (topic, document, grade) = try Self.judgment(line, lines.separator)
      if let other = grades[topic]?[document], other != grade {
        throw EvaluationError(
          line: line.number, kind: .contradiction(document, topic: topic))
      }
      grades[topic, default: [:]][document] = grade
    }
    self.grades = grades
  }

  /// The first line of a BEIR file.
  private static let heading = ["query-id", "corpus-id", "score"]

  private static func judgment(
    _ line: EvaluationLine, _ separator: EvaluationLines.Separator
  ) throws(EvaluationError) -> (topic: String, document: String, grade: Int) {
    let isTabbed = separator == .tab
    let kind: EvaluationError.Kind = isTabbed ? .notTabbedJudgment : .notJudgment
    guard line.fields.count == (isTabbed ? 3 : 4), let last = line.fields.last,
      let grade = Int(String(decoding: last, as: UTF8.self)),
      line.fields.allSatisfy({ !$0.isEmpty })
    else { throw EvaluationError(line: line.number, kind: kind) }
    return (try line.text(0), try line.text(isTabbed ? 1 : 2), grade)
  }

  /// The topics, ordered as numbers if all of them are numbers, otherwise as text.
  public var topics: [String] { Self.ordered(Array(grades.keys)) }

  /// Sorts topics as numbers if all of them are numbers, otherwise as text.
  static func ordered(_ topics: [String]) -> [String] {
    let numbers = topics.map { Int($0) }
    guard numbers.allSatisfy({ $0 != nil }) else { return topics.sorted() }
    return topics.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) }
  }
}
