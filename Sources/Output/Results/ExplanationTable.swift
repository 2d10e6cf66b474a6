internal import SearchEngine
internal import SearchModel

/// The explanation of a score, for people.
///
/// The printed gains add up to the printed score. Each gain is rounded down to a millionth; the
/// millionths missing from the sum are added, one each, to the gains that lost the most by
/// rounding.
struct ExplanationTable {
  private let explanation: ScoreExplanation
  private let gains: [String]
  private let score: String
  /// True if some terms count more than others.
  private var isWeighted: Bool { explanation.terms.contains { $0.queryWeight != 1 } }

  init(_ explanation: ScoreExplanation) {
    self.explanation = explanation
    let all = explanation.terms.map(\.gain) + explanation.added.map(\.gain)
    let units = all.map { $0 * 1e6 }
    let total = (explanation.score * 1e6).rounded()
    // A Double cannot represent millionths of larger values.
    guard total.magnitude < 1e15, units.allSatisfy({ $0.magnitude < 1e15 }) else {
      gains = all.map { String($0) }
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

  /// Returns the lines of a table, or of a list if the table is wider than `width`.
  func lines(width: Int?) -> [String] {
    let rows = table
    let widths = (0..<headings.count).map { column in
      rows.map { DisplayWidth.columns(of: $0[column]) }.max() ?? 0
    }
    let needed = widths.reduce(0, +) + 2 * (widths.count - 1)
    let fits = needed <= (width ?? 100)
    let lines =
      fits
      ? rows.map { row in
        zip(row, widths).enumerated().map { index, cell in
          DisplayWidth.padded(cell.0, to: cell.1, isRight: index > 1)
        }.joined(separator: "  ")
      } : list(width ?? 100)
    let console = Console(width: width, usesColor: false)
    return lines + console.lines(of: parameters)
  }

  private var headings: [String] {
    ["term", "looked for", "passages", "idf"] + (isWeighted ? ["counts"] : [])
      + ["title", "text", "weighted", "gain"]
  }

  private var table: [[String]] {
    let rows = zip(explanation.terms, gains).map { term, gain in
      [
        printableLine(term.text), printableLine(term.pattern), grouped(term.documentFrequency),
        fixed(term.idf, decimals: 6),
      ] + (isWeighted ? [fixed(term.queryWeight, decimals: 3)] : []) + [
        grouped(term.titleFrequency), grouped(term.textFrequency),
        Self.short(term.frequency), gain,
      ]
    }
    let added = zip(explanation.added, gains.dropFirst(explanation.terms.count))
      .map { row($0.name, $1) }
    return [headings] + rows + added + [row("score", score)]
  }

  /// Returns a row with only a name and a number.
  private func row(_ name: String, _ number: String) -> [String] {
    [name] + Array(repeating: "", count: headings.count - 2) + [number]
  }

  private func list(_ width: Int) -> [String] {
    let console = Console(width: width, usesColor: false)
    let terms = table.dropFirst().prefix(explanation.terms.count).flatMap { row in
      let counts = row.suffix(4).map(\.self)
      return console.lines(
        of: "\(row[0]) (\(row[1])): passages \(row[2]), idf \(row[3])"
          + (isWeighted ? ", counts \(row[4])" : "") + ", \(counts[0]) in the title, "
          + "\(counts[1]) in the text, weighted \(counts[2]), gain \(counts[3])")
    }
    let added = zip(explanation.added, gains.dropFirst(explanation.terms.count))
      .map { "\($0.name) \($1)" }
    return terms + added + ["score \(score)"]
  }

  /// A line with the values that are the same for all terms.
  private var parameters: String {
    let weights = explanation.columnWeights.map(Self.short).joined(separator: " and ")
    return "\(counted(explanation.length, "token")), on average "
      + "\(fixed(explanation.averageLength, decimals: 1)): length factor "
      + "\(fixed(explanation.lengthFactor, decimals: 6)) · weights of title and text \(weights) · "
      + "k1 \(Self.short(explanation.k1)), b \(Self.short(explanation.b)) · "
      + counted(explanation.passageCount, "passage")
  }

  /// Returns a number with at most three decimals, without trailing zeros.
  private static func short(_ value: Double) -> String {
    let text = fixed(value, decimals: 3)
    guard text.contains(".") else { return text }
    let end = text.lastIndex { $0 != "0" } ?? text.startIndex
    return String(text[...end]).split(separator: ".").joined(separator: ".")
  }
}

extension ScoreExplanation {
  /// The parts of the score that do not come from terms.
  fileprivate var added: [(name: String, gain: Double)] {
    contributions.filter { $0.value > 0 }.map { part in
      (
        part.name == "proximity" ? "close together" : part.name.replacing("_", with: " "),
        part.value
      )
    }
  }
}
