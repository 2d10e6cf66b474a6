internal import Evaluation
internal import FoundationEssentials
internal import Output

/// A run as `search batch --format jsonl` prints it: the answer to a query on each line, or, with
/// `--per hit`, a hit on each line.
///
/// The documents are in the order of the hits. A document with several hits, as with `--passages`,
/// has the rank of the first one.
enum JSONLRun {
  /// The members of an answer that are needed.
  private struct Answer: Decodable {
    var id: String
    var hits: [Hit]?
    /// The article of a hit that has a line of its own.
    var article: Article?

    struct Hit: Decodable { var article: Article }
    struct Article: Decodable { var docno: String }

    /// The names of the documents; nil if the line is neither an answer nor a hit.
    var documents: [String]? { hits?.map(\.article.docno) ?? article.map { [$0.docno] } }
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
    var hitsID: String?
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated()
    where line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
      let place = "\(name):\(grouped(index + 1))"
      guard let answer = try? decoder.decode(Answer.self, from: Data(line)),
        let found = answer.documents
      else {
        throw CommandError(
          sentence: "\(place): not an answer as 'search batch --format jsonl' prints it")
      }
      // The hits of a query follow each other.
      let continues = answer.hits == nil && hitsID == answer.id
      hitsID = answer.hits == nil ? answer.id : nil
      guard continues || documents[answer.id] == nil else {
        throw CommandError(
          sentence: "\(place): the query \"\(printableLine(answer.id))\" already has an answer")
      }
      var seen = Set(documents[answer.id] ?? [])
      documents[answer.id, default: []] += found.filter { seen.insert($0).inserted }
    }
    return RankedRun(documents: documents, tag: "")
  }
}
