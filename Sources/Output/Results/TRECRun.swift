internal import Archive
internal import SearchEngine

/// The answers of a batch as a TREC run, to be evaluated.
struct TRECRun: BatchFormat {
  let name = "trec"
  let summary = "a TREC run, which 'search evaluate' measures"
  // Evaluation measures look far down a ranking.
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

/// Returns a TREC run for one topic: a line `topic Q0 docno rank score tag` for each hit.
///
/// trec_eval keeps the order of the hits: see `RunScores`. The run lists each document once, for
/// its best passage, or each passage as `docno#ordinal` if `passages` is set.
func runLines(_ hits: [SearchHit], topic: String, tag: String, passages: Bool = false) -> String {
  // Compares bytes, since two encodings of an accented letter are equal as strings.
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

/// The scores of a run, strictly decreasing.
///
/// trec_eval stores scores as 32-bit floats, and orders hits with equal scores by document name. So
/// each score must be lower than the previous one even as a float. A score that is not lower is
/// replaced by the highest number with six decimals that is.
struct RunScores {
  private var last: Float?

  /// Returns the next score as text.
  mutating func next(_ score: Double) -> String {
    // Beyond 1e9, floats are too coarse to keep scores apart; real scores are far lower.
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

/// Returns a name as one word, since white space separates the fields of a run.
///
/// White space and control characters are percent-encoded (`%20`). In a name that contains any of
/// them, `%` is encoded too.
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

/// True if a name can be written to a run unchanged.
package func isRunWord(_ name: String) -> Bool {
  !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace }
    && printable(name) == name
}
