import Glibc

/// Writes a corpus of made-up words whose frequencies follow Zipf's law.
///
/// The same seed gives the same file. Real text gives better figures: pass a corpus if you have
/// one.
func writeSyntheticCorpus(to path: String, articles: Int) throws {
  guard let file = fopen(path, "w") else { throw BenchError(sentence: "\(path) cannot be written") }
  defer { fclose(file) }
  var state: UInt64 = 20_211_018
  /// Returns a number in 0..<1, from a linear congruential generator with the constants of Knuth's
  /// MMIX.
  func random() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(UInt64(1) << 53)
  }
  /// Returns a random word; the word of rank r is drawn with a probability proportional to 1 / r.
  func word() -> String {
    var rank = Int(exp(random() * log(60_000)))
    var letters: [UInt8] = []
    repeat {
      letters.append(UInt8(ascii: "a") + UInt8(rank % 26))
      rank /= 26
    } while rank > 0
    // The stemmer does not change this ending, so that every rank stays a term of its own.
    return String(decoding: letters, as: UTF8.self) + "ox"
  }
  func words(_ count: Int) -> String { (0..<count).map { _ in word() }.joined(separator: " ") }
  for number in 1...articles {
    let paragraphs = (0..<4).map { _ in words(60 + Int(random() * 60)) + "." }
    let text = paragraphs.joined(separator: "\\n\\n")
    fputs("{\"id\": \"\(number)\", \"title\": \"\(words(6))\", \"text\": \"\(text)\"}\n", file)
  }
}
