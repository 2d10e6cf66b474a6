internal import Archive
internal import SearchEngine

extension OutputFormat<SearchResponse> {
  static var trec: Self {
    OutputFormat("trec", "a TREC run: topic Q0 docno rank score tag") { response, _ in
      TRECRun().lines(response, id: "1", tag: "pressmark")
    }
  }
}

/// Answers of a batch as a TREC run, which measures read.
struct TRECRun: BatchFormat {
  let name = "trec"
  let summary = "a TREC run, which 'search evaluate' measures"
  // Measures look far down a ranking.
  let defaultLimit = 1_000
  let hasText = false

  func canHold(id: String) -> Bool { isRunWord(id) }

  func lines(_ response: SearchResponse, id: String, tag: String) -> String {
    runLines(response.hits, topic: id, tag: tag, passages: response.request.listsPassages)
  }

  func opening(id: String) -> String { "\(id) Q0 " }

  func record(_ line: ArraySlice<UInt8>) -> AnswerRecord? {
    guard let line = String(validating: line.dropLast(), as: UTF8.self) else { return nil }
    let fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 6, fields[1] == "Q0", Int(fields[3]) != nil, Double(fields[4]) != nil
    else { return nil }
    return AnswerRecord(id: fields[0], tag: fields[5])
  }
}

/// The lines of a TREC run for one topic: `topic Q0 docno rank score tag`, a line for each hit.
///
/// trec_eval reads the hits in their order: see `RunScores`. A topic names each document once, for
/// its best passage, or each passage, as `docno#ordinal`, if `passages` is set.
func runLines(_ hits: [SearchHit], topic: String, tag: String, passages: Bool = false) -> String {
  // In bytes: as strings, two ways to write an accent are equal.
  var names: Set<[UInt8]> = []
  var scores = RunScores()
  var lines = ""
  var rank = 0
  for hit in hits {
    let docno = runWord(hit.article.metadata.docno)
    let name = passages ? "\(docno)#\(hit.passage.ordinal)" : docno
    guard names.insert(Array(name.utf8)).inserted else { continue }
    rank += 1
    lines += "\(topic) Q0 \(name) \(rank) \(scores.next(hit.score)) \(tag)\n"
  }
  return lines
}

/// The scores of a run: each lower than the one before it, also for trec_eval, which stores scores as
/// 32-bit floats and orders equal ones by the names of the documents.
///
/// They have six decimals. A score that is not lower already becomes the highest one that is.
struct RunScores {
  private var last: Float?

  /// The next score, as text.
  mutating func next(_ score: Double) -> String {
    // Beyond this, floats have no decimals to tell scores apart; no score of ours is as high.
    let score = score.isFinite ? min(max(score, -1e9), 1e9) : 0
    var millionths = (score * 1e6).rounded()
    if let last, Float(millionths / 1e6) >= last {
      millionths = (Double(last.nextDown) * 1e6).rounded(.down)
      while Float(millionths / 1e6) >= last { millionths -= 1 }
    }
    last = Float(millionths / 1e6)
    return fixed(millionths / 1e6, decimals: 6)
  }
}

/// A name as one word, since white space separates the fields of a run.
///
/// White space and control characters are written as in addresses (`%20`), and so is `%` in a name
/// that has any.
func runWord(_ name: String) -> String {
  guard !isRunWord(name) else { return name }
  var word = ""
  for scalar in name.unicodeScalars {
    if scalar != "%", isRunWord(String(scalar)) {
      word.unicodeScalars.append(scalar)
    } else {
      for byte in String(scalar).utf8 {
        word += (byte < 0x10 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
  return word
}

/// True if a name can stand in a run as it is.
package func isRunWord(_ name: String) -> Bool {
  !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace }
    && printable(name) == name
}
