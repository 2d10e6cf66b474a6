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
  fileprivate func replacing(_ corrections: [Correction]) -> [Part] {
    var replaced: [Part] = []
    var rest = self[...]
    while let part = rest.popFirst() {
      guard case .word(let word) = part.node,
        let correction = corrections.first(where: { correction in
          let others = rest.prefix(correction.typed.count - 1)
          return correction.typed.first == word
            && others.map(\.node) == correction.typed.dropFirst().map { .word($0) }
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
    case .either(let parts): .either(parts.replacing(corrections))
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

  /// Says that no article can meet a filter.
  init(unmet filter: Filter) {
    switch filter {
    case .publisher(let name):
      self.init(code: "unknown-publisher", message: "no publisher is called \"\(name)\"")
    case .author(let name):
      self.init(code: "unknown-author", message: "no author is called \"\(name)\"")
    case .language(let code):
      self.init(code: "unknown-language", message: "no article is in the language \"\(code)\"")
    case .date: self.init(code: "unknown-date", message: "no article is of that date")
    }
  }
}
