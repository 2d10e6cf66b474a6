/// What people judged relevant: a file of qrels, as TREC or BEIR has them.
///
///     line = topic iteration document grade        parted by white space; the iteration says nothing
///
///     line = topic document grade                  parted by tabs, behind the heading
///                                                  query-id corpus-id score
///
/// A grade of 1 or more is relevant, 0 is not; one below 0 counts as not judged, as in trec_eval.
public struct Judgments: Equatable, Sendable {
  /// The grade of each judged document of each topic.
  public let grades: [String: [String: Int]]

  /// Creates judgments.
  public init(grades: [String: [String: Int]]) { self.grades = grades }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError`, for a line that is none, or one that contradicts another.
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

  /// The first line of a file of BEIR.
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

  /// The topics, as numbers where they all are, else as text.
  public var topics: [String] { Self.ordered(Array(grades.keys)) }

  /// Topics in order.
  static func ordered(_ topics: [String]) -> [String] {
    let numbers = topics.map { Int($0) }
    guard numbers.allSatisfy({ $0 != nil }) else { return topics.sorted() }
    return topics.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) }
  }
}
