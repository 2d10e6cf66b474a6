import Foundation
import TestSupport

/// A folder of articles generated from a seed, in files of several kinds; some have many passages.
struct RandomCorpus {
  private static let words = [
    "harbour", "ships", "moon", "station", "gas", "pipeline", "Łódź", "Straße", "F-35", "don't",
    "submarine", "rocket", "treaty", "budget", "vote", "river", "ice", "trade", "津軽海峡", "AI技術",
    "café", "naïve", "CO₂", "\"quoted\"", "back\\slash", "tab\tbed", "emoji 🙂", "U.S.",
  ]
  /// The text of each file, by its name in the folder.
  private(set) var files: [String: String] = [:]
  private var random: SeededGenerator

  /// Creates the files of `seed`: some texts, and tables of `records` articles.
  init(seed: Int, records: Int = 120) {
    random = SeededGenerator(seed: seed)
    for number in 0..<12 { files["text/t\(number).txt"] = "\(sentence(8))\n\n\(text())\n" }
    for number in 0..<8 { files["notes/n\(number).md"] = "# \(sentence(6))\n\n\(text())\n" }
    for table in 0..<3 {
      files["lines\(table).jsonl"] = (0..<records / 3).map { record($0) }.joined()
    }
  }

  /// Changes, adds and removes articles and files, as an update of the sources would.
  mutating func edit() {
    for name in files.keys.sorted() {
      switch Int.random(in: 0..<5, using: &random) {
      case 0 where name.hasPrefix("text/"): files[name] = nil
      case 1, 2:
        guard name.hasSuffix(".jsonl"), let text = files[name] else {
          files[name] = "\(sentence(5))\n\n\(text())\n"
          continue
        }
        var lines = text.split(separator: "\n").map { "\($0)\n" }
        for _ in 0..<10 {
          let index = Int.random(in: 0..<lines.count, using: &random)
          lines[index] = record(index)
        }
        lines.append(record(lines.count))
        files[name] = lines.joined()
      default: break
      }
    }
    files["text/new\(Int.random(in: 0..<99, using: &random)).txt"] = "New\n\n\(text())\n"
  }

  /// Writes the files to the folder `name` in `folder`, and replaces what is there.
  func write(_ name: String, in folder: TemporaryFolder) throws {
    try? folder.remove(name)
    for (file, text) in files { try folder.write("\(name)/\(file)", text) }
  }

  /// Returns a line of JSON with unusual fields, some of which are missing.
  private mutating func record(_ number: Int) -> String {
    var fields: [String: String] = ["id": "r\(number)", "title": sentence(7), "text": text()]
    if Bool.random(using: &random) { fields["publisher"] = sentence(2) }
    if Bool.random(using: &random) { fields["author"] = "Ann \"A.\" O'Neil \\ 王" }
    if Bool.random(using: &random) {
      fields["date"] = "20\(Int.random(in: 10...24, using: &random))"
    }
    if Bool.random(using: &random) {
      fields["language"] = ["en", "de", "pt-BR"].randomElement(using: &random)
    }
    if Bool.random(using: &random) { fields["url"] = "https://example.org/\(number)?a=b&c=\"d\"" }
    if Int.random(in: 0..<12, using: &random) == 0 { fields["text"] = "" }
    let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
    return String(decoding: data ?? Data(), as: UTF8.self) + "\n"
  }

  private mutating func text() -> String {
    var paragraphs: [String] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: paragraphs.append("## " + sentence(4))
      case 1:  // one paragraph of several passages, cut between sentences
        paragraphs.append((0..<30).map { _ in sentence(14) + "." }.joined(separator: " "))
      case 2: paragraphs.append(String(repeating: "津軽海峡を渡る船が増えた。", count: 60))
      case 3: paragraphs.append(String(repeating: "x", count: 20_000))
      case 4: paragraphs.append("- \(sentence(3))\n- \(sentence(3))\n\n\n- \(sentence(2))")
      default: paragraphs.append((0..<4).map { _ in sentence(12) + "." }.joined(separator: " "))
      }
    }
    return paragraphs.joined(separator: "\n\n")
  }

  private mutating func sentence(_ count: Int) -> String {
    random.words(count...count, of: Self.words).joined(separator: " ")
  }
}
