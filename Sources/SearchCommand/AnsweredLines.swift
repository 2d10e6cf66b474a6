internal import Evaluation
internal import FoundationEssentials

/// A run as `search batch --format jsonl` prints it: the answer to a query on each line.
///
/// The documents are in the order of the hits. One that has several, as with `--passages`, stands
/// where the first of them is.
enum AnsweredLines {
  /// What counts of an answer.
  private struct Answer: Decodable {
    var id: String
    var hits: [Hit]

    struct Hit: Decodable { var article: Article }
    struct Article: Decodable { var docno: String }
  }

  /// Whether that is how a file begins.
  static func areIn(_ bytes: [UInt8]) -> Bool {
    bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
  }

  /// Reads a file that is called `name`.
  ///
  /// - Throws: `CommandError`, for a line that is none, or a query that is answered twice.
  static func run(_ bytes: [UInt8], name: String) throws(CommandError) -> RankedRun {
    let decoder = JSONDecoder()
    var documents: [String: [String]] = [:]
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated()
    where line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
      let place = "\(name):\(grouped(index + 1))"
      guard let answer = try? decoder.decode(Answer.self, from: Data(line)) else {
        throw CommandError(
          sentence: "\(place): not an answer as 'search batch --format jsonl' prints it")
      }
      guard documents[answer.id] == nil else {
        throw CommandError(
          sentence: "\(place): the query \"\(printableLine(answer.id))\" is there already")
      }
      var seen: Set<String> = []
      documents[answer.id] = answer.hits.map(\.article.docno).filter { seen.insert($0).inserted }
    }
    return RankedRun(documents: documents, tag: "")
  }
}
