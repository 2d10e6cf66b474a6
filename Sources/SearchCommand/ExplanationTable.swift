internal import SearchEngine

/// How a score comes about, for people.
///
/// Gains are printed so that they add up to the score as printed: each is rounded down to a
/// millionth, and what the sum then lacks goes to those that lost most.
struct ExplanationTable {
  private let explanation: ScoreExplanation
  private let gains: [String]
  private let score: String

  init(_ explanation: ScoreExplanation) {
    self.explanation = explanation
    let units = explanation.terms.map { $0.gain * 1e6 }
    let total = (explanation.score * 1e6).rounded()
    // Beyond that a millionth is less than a Double can tell.
    guard total.magnitude < 1e15, units.allSatisfy({ $0.magnitude < 1e15 }) else {
      gains = explanation.terms.map { String($0.gain) }
      score = String(explanation.score)
      return
    }
    var rounded = units.map { Int($0.rounded(.down)) }
    let lost = zip(units, rounded).map { $0 - Double($1) }
    let lacking = Int(total) - rounded.reduce(0, +)
    let order = rounded.indices.sorted { (-lost[$0], $0) < (-lost[$1], $1) }
    for index in order.prefix(max(0, lacking)) { rounded[index] += 1 }
    gains = rounded.map { fixed(Double($0) / 1e6, decimals: 6) }
    score = fixed(total / 1e6, decimals: 6)
  }

  /// The lines of a table, or, where it is wider than `width`, of a list.
  func lines(width: Int?) -> [String] {
    let rows = table
    let widths = (0..<Self.headings.count).map { column in
      rows.map { Glyph.columns(of: $0[column]) }.max() ?? 0
    }
    let needed = widths.reduce(0, +) + 2 * (widths.count - 1)
    let fits = needed <= (width ?? 100)
    let lines =
      fits
      ? rows.map { row in
        zip(row, widths).enumerated().map { index, cell in
          Console.padded(cell.0, to: cell.1, isRight: index > 1)
        }.joined(separator: "  ")
      } : list(width ?? 100)
    let console = Console(width: width, usesColor: false)
    return lines + console.lines(of: parameters)
  }

  private static let headings = [
    "term", "looked for", "passages", "idf", "title", "text", "weighted", "gain",
  ]

  private var table: [[String]] {
    let rows = zip(explanation.terms, gains).map { term, gain in
      [
        printableLine(term.text), printableLine(term.pattern), grouped(term.documentFrequency),
        fixed(term.idf, decimals: 6), grouped(term.titleFrequency), grouped(term.textFrequency),
        Self.short(term.weightedFrequency), gain,
      ]
    }
    let sum = ["score"] + Array(repeating: "", count: Self.headings.count - 2) + [score]
    return [Self.headings] + rows + [sum]
  }

  private func list(_ width: Int) -> [String] {
    let console = Console(width: width, usesColor: false)
    let terms = table.dropFirst().dropLast().flatMap { row in
      console.lines(
        of: "\(row[0]) (\(row[1])): passages \(row[2]), idf \(row[3]), \(row[4]) in the title, "
          + "\(row[5]) in the text, weighted \(row[6]), gain \(row[7])")
    }
    return terms + ["score \(score)"]
  }

  /// What is the same for all terms.
  private var parameters: String {
    let weights = explanation.columnWeights.map(Self.short).joined(separator: " and ")
    return "\(counted(explanation.length, "token")), on average "
      + "\(fixed(explanation.averageLength, decimals: 1)): length factor "
      + "\(fixed(explanation.lengthFactor, decimals: 6)) · weights of title and text \(weights) · "
      + "k1 \(Self.short(explanation.k1)), b \(Self.short(explanation.b)) · "
      + counted(explanation.passageCount, "passage")
  }

  /// A number with no more decimals than it has, three at most.
  private static func short(_ value: Double) -> String {
    let text = fixed(value, decimals: 3)
    guard text.contains(".") else { return text }
    let end = text.lastIndex { $0 != "0" } ?? text.startIndex
    return String(text[...end]).split(separator: ".").joined(separator: ".")
  }
}
