internal import Evaluation
internal import FoundationEssentials
internal import Output

/// A run as `search batch --format jsonl` prints it: the answer to a query on each line.
///
/// The documents are in the order of the hits. A document with several hits, as with `--passages`,
/// has the rank of the first one.
enum JSONLRun {
  /// The members of an answer that are needed.
  private struct Answer: Decodable {
    var id: String
    var hits: [Hit]

    struct Hit: Decodable { var article: Article }
    struct Article: Decodable { var docno: String }
  }

  /// True if a file that starts with these bytes is such a run.
  static func isStart(of bytes: [UInt8]) -> Bool {
    bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
  }

  /// Reads the file called `name`.
  ///
  /// - Throws: `CommandError`, for a line in another format, or a query that is answered twice.
  static func read(_ bytes: [UInt8], name: String) throws(CommandError) -> RankedRun {
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
          sentence: "\(place): the query \"\(printableLine(answer.id))\" already has an answer")
      }
      var seen: Set<String> = []
      documents[answer.id] = answer.hits.map(\.article.docno).filter { seen.insert($0).inserted }
    }
    return RankedRun(documents: documents, tag: "")
  }
}
