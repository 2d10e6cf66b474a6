/// A run: the ranked documents that a system returned for each topic, in TREC's format.
///
///     line = topic Q0 document rank score tag      separated by white space
///
/// Documents are ordered as trec_eval orders them: by descending score in single precision, then by
/// descending name, compared as bytes. The rank field is ignored.
public struct RankedRun: Equatable, Sendable {
  /// The documents of each topic, best first.
  public let documents: [String: [String]]
  /// The name of the run: the tag of its first line.
  public let tag: String

  /// Creates a run of documents in order.
  public init(documents: [String: [String]], tag: String) {
    self.documents = documents
    self.tag = tag
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError` if a line is malformed, or a topic has a document twice.
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

  /// The topics that the run answers, ordered as numbers if all of them are numbers, otherwise as
  /// text.
  public var topics: [String] { Judgments.ordered(Array(documents.keys)) }
}
