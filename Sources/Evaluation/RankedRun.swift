/// What a system answered: a run, as TREC has them.
///
///     line = topic Q0 document rank score tag      parted by white space
///
/// The order is that of the scores, from the highest; equal ones are ordered by the documents' names,
/// from the last in the order of their bytes. Scores are equal that are so in single precision, and
/// the ranks say nothing: so does trec_eval read a run.
public struct RankedRun: Equatable, Sendable {
  /// The documents of each topic, the best first.
  public let documents: [String: [String]]
  /// What the run calls itself: the tag of its first line.
  public let tag: String

  /// Creates a run of documents in order.
  public init(documents: [String: [String]], tag: String) {
    self.documents = documents
    self.tag = tag
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError`, for a line that is none, or a document that a topic has twice.
  public init(_ bytes: [UInt8]) throws(EvaluationError) {
    var results: [String: [(document: String, score: Float)]] = [:]
    var seen: [String: Set<String>] = [:]
    var tag = ""
    for line in EvaluationLines(bytes) {
      guard line.fields.count == 6,
        let score = Double(String(decoding: line.fields[4], as: UTF8.self)), !score.isNaN
      else { throw EvaluationError(line: line.number, kind: .notResult) }
      let (topic, document) = (try line.text(0), try line.text(2))
      guard seen[topic, default: []].insert(document).inserted else {
        throw EvaluationError(
          line: line.number, kind: .repeatedDocument(document, topic: topic))
      }
      if tag.isEmpty { tag = try line.text(5) }
      results[topic, default: []].append((document, Float(score)))
    }
    documents = results.mapValues { results in
      results.sorted { one, other in
        one.score != other.score
          ? one.score > other.score
          : other.document.utf8.lexicographicallyPrecedes(one.document.utf8)
      }.map(\.document)
    }
    self.tag = tag
  }

  /// The topics that are answered, as numbers where they all are, else as text.
  public var topics: [String] { Judgments.ordered(Array(documents.keys)) }
}
