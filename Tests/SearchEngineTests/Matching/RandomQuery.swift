import TestSupport

/// Generates random queries of every form, as they could be typed.
enum RandomQuery {
  static func sequence(depth: Int, _ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in
      let sign = ["", "", "", "+", "-"].randomElement(using: &random) ?? ""
      if !sign.isEmpty { return sign + operand(depth: depth, &random) }
      return chain(depth: depth, &random)
    }.joined(separator: " ")
  }

  /// Returns random filters.
  static func filters(_ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in
      let filters = [
        "publisher:gazette", "publisher:\"evening gazette\"", "publisher:post", "publisher:none",
        "language:en", "language:de", "since:2021", "until:2021-06", "date:2021-01",
        "date:2021-01-01..2021-06", "until:2020-12-31", "since:2021-01-01",
        "(publisher:post OR language:en)", "publisher:(post OR gazette)",
      ]
      let sign = ["", "", "-", "+"].randomElement(using: &random) ?? ""
      return sign + (filters.randomElement(using: &random) ?? "")
    }.joined(separator: " ")
  }

  private static func chain(depth: Int, _ random: inout SeededGenerator) -> String {
    var text = operand(depth: depth, &random)
    while Int.random(in: 0..<4, using: &random) == 0 {
      let join = [" OR ", " AND ", "|", " AND -"].randomElement(using: &random) ?? ""
      text += join + operand(depth: depth, &random)
      if join == " AND -" { break }
    }
    return text
  }

  private static func operand(depth: Int, _ random: inout SeededGenerator) -> String {
    func word() -> String { random.pick(RandomArticles.Shape.shelf.words + ["z"]) }
    switch Int.random(in: 0..<(depth > 0 ? 14 : 11), using: &random) {
    case 0..<4: return word()
    case 4: return "=" + word()
    case 5: return "\"\(word()) \(word())\""
    case 6: return word() + "*"
    case 7: return "NEAR(\(word()) \(word()), \(Int.random(in: 0...3, using: &random)))"
    case 8: return "\"\(word()) \(word()) \(word())\"~\(Int.random(in: 0...3, using: &random))"
    case 9: return "title:" + word()
    case 10: return word() + "-" + word()
    case 11: return "text:(" + chain(depth: depth - 1, &random) + ")"
    default:
      // The first word is not excluded; another test covers groups that only exclude.
      return "(\(word()) \(sequence(depth: depth - 1, &random)))"
    }
  }
}
