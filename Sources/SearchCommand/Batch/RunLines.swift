internal import Archive
internal import SearchEngine

/// The lines of a TREC run for one topic: `topic Q0 docno rank score tag`, a line a hit.
///
/// The hits keep their order, and trec_eval reads it so: see `RunScores`. A topic names a document
/// once: its best passage, unless `passages` are named, as `docno#ordinal`.
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

/// Scores as they stand in a run: each lower than the one before it, also for trec_eval, which keeps
/// them as 32-bit floats and orders equal ones by the names of the documents.
///
/// They have six decimals. One that is not lower by itself becomes the highest that is.
struct RunScores {
  private var last: Float?

  /// The next score, as text.
  mutating func next(_ score: Double) -> String {
    // No score of ours is that high; what has no decimals any more could not be told apart.
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

/// A name as one word, since a run is parted by white space: what would part it, or a terminal
/// obey, is written as in addresses (`%20`), and so is `%` in such a name.
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

/// Whether a name can stand in a run as it is.
func isRunWord(_ name: String) -> Bool {
  !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace }
    && printable(name) == name
}
