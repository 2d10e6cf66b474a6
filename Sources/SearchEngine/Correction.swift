internal import QueryLanguage

/// Another word for one that hardly any passage has.
struct Correction: Equatable {
  /// What was typed: a word, or two that are one.
  var typed: [String]
  /// What may have been meant: a word, or two.
  var replacement: String
  /// Where the first word was typed, in UTF-8 bytes of the query.
  var range: Range<Int>
}

extension Query {
  /// The runs of words that were typed next to each other, and nothing between them; a word in a
  /// group, or beside OR, is a run of its own.
  var wordRuns: [[(word: String, range: Range<Int>)]] { parts.wordRuns }

  /// The query with other words for those that were typed, wherever these stand as words of their
  /// own.
  func replacing(_ corrections: [Correction]) -> Query {
    var query = self
    query.parts = parts.replacing(corrections)
    query.notices = []
    return query
  }
}

extension [Part] {
  fileprivate var wordRuns: [[(word: String, range: Range<Int>)]] {
    var runs: [[(word: String, range: Range<Int>)]] = []
    var isOpen = false
    for part in self where part.role != .excluded {
      switch part.node {
      case .word(let word) where part.role == .plain && isOpen:
        runs[runs.count - 1].append((word, part.range))
      case .word(let word):
        runs.append([(word, part.range)])
        isOpen = part.role == .plain
        continue
      case .group(let parts): runs += parts.wordRuns
      case .either(let parts): runs += parts.flatMap { [$0].wordRuns }
      case .exact, .prefix, .phrase, .near, .field, .filter: break
      }
      isOpen = if case .word = part.node { isOpen } else { false }
    }
    return runs
  }

  fileprivate func replacing(_ corrections: [Correction]) -> [Part] {
    var replaced: [Part] = []
    var rest = self[...]
    while let part = rest.popFirst() {
      guard case .word(let word) = part.node,
        part.role != .excluded,
        let correction = corrections.first(where: { correction in
          let others = correction.typed.dropFirst().map { Part(.word($0)) }
          return correction.typed.first == word
            && rest.prefix(others.count).elementsEqual(others)
        })
      else {
        replaced.append(Part(part.role, part.node.replacing(corrections), range: part.range))
        continue
      }
      rest = rest.dropFirst(correction.typed.count - 1)
      let words = correction.replacement.split(separator: " ").map { Part(.word(String($0))) }
      let node = words.count == 1 ? words[0].node : Node.phrase(correction.replacement)
      replaced.append(Part(part.role, node, range: part.range))
    }
    return replaced
  }
}

extension Node {
  fileprivate func replacing(_ corrections: [Correction]) -> Node {
    switch self {
    // What are alternatives is not two halves of a word.
    case .either(let parts): .either(parts.flatMap { [$0].replacing(corrections) })
    case .group(let parts): .group(parts.replacing(corrections))
    case .word, .exact, .prefix, .phrase, .near, .field, .filter: self
    }
  }
}

extension SearchNotice {
  /// Proposes another word.
  init(proposing correction: Correction) {
    self.init(
      code: "did-you-mean",
      message: "did you mean \"\(correction.replacement)\" for "
        + "\"\(correction.typed.joined(separator: " "))\"?",
      range: correction.range)
  }

  /// Says that other words were looked for, since those that were typed found nothing.
  init(following query: Query) {
    self.init(code: "corrected", message: "nothing found; showing what '\(query)' finds")
  }

  /// Says that exact words could not be told from their other forms.
  static let inexactWord = SearchNotice(
    code: "inexact-word",
    message: "other forms of the words behind '=' are found too: the index cannot be read as usual")

  /// Says that no article can match a filter; nil for a date, which an article could have.
  init?(unmet filter: Filter) {
    guard case .field(let field, let value) = filter else { return nil }
    let message =
      switch field {
      case .language: "no article is in the language \"\(value)\""
      default: "no \(field.rawValue) is called \"\(value)\""
      }
    self.init(code: "unknown-\(field.rawValue)", message: message)
  }
}
