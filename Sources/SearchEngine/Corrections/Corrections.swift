internal import QueryLanguage
internal import FullTextIndex
internal import Ranking
internal import SQLite

/// A proposal to replace a word that no passage contains.
struct Correction: Equatable {
  /// The typed word, or two typed words that should be one.
  var typed: [String]
  /// The replacement: a word, or two.
  var replacement: String
  /// The position of the first typed word in the query, in UTF-8 bytes.
  var range: Range<Int>

  /// The notice that proposes the correction.
  var notice: Notice {
    Notice(
      kind: .didYouMean(replacement: replacement, typed: typed.joined(separator: " ")),
      range: range)
  }
}

extension Query {
  /// The sequences of words that were typed next to each other, with nothing in between.
  ///
  /// A group has its own sequences. Each word beside OR is a sequence of its own.
  var wordRuns: [[(word: String, range: Range<Int>)]] { parts.wordRuns }

  /// Returns the query with the typed words replaced wherever they are plain words.
  ///
  /// Excluded words are not replaced.
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
      case .clause(.word(let word)):
        if isOpen, part.role == .plain {
          runs[runs.count - 1].append((word, part.range))
        } else {
          runs.append([(word, part.range)])
          isOpen = part.role == .plain
        }
        continue
      case .group(let parts): runs += parts.wordRuns
      case .either(let parts): runs += parts.flatMap { [$0].wordRuns }
      case .clause, .field, .filter: break
      }
      isOpen = false
    }
    return runs
  }

  fileprivate func replacing(_ corrections: [Correction]) -> [Part] {
    var replaced: [Part] = []
    var rest = self[...]
    while let part = rest.popFirst() {
      if part.role == .excluded {
        replaced.append(part)
        continue
      }
      guard let word = part.node.word,
        let correction = corrections.first(where: { correction in
          let others = correction.typed.dropFirst().map { Part(.clause(.word($0))) }
          return correction.typed.first == word
            && rest.prefix(others.count).elementsEqual(others)
        })
      else {
        replaced.append(Part(part.role, part.node.replacing(corrections), range: part.range))
        continue
      }
      rest = rest.dropFirst(correction.typed.count - 1)
      let words = correction.replacement.split(separator: " ").map {
        Part(.clause(.word(String($0))))
      }
      let node = words.count == 1 ? words[0].node : Node.clause(.phrase(correction.replacement))
      replaced.append(Part(part.role, node, range: part.range))
    }
    return replaced
  }
}

extension Node {
  fileprivate func replacing(_ corrections: [Correction]) -> Node {
    switch self {
    // Alternatives are never two halves of one word.
    case .either(let parts): .either(parts.flatMap { [$0].replacing(corrections) })
    case .group(let parts): .group(parts.replacing(corrections))
    case .clause, .field, .filter: self
    }
  }
}

extension Searcher {
  /// Returns the answer to a request, with a suggestion for each word that may be misspelled.
  ///
  /// If `request.corrects` and the corrected query finds something, returns the answer to the
  /// corrected query.
  func corrected<Answer>(
    _ request: SearchRequest, _ usesEngine: Bool, total: KeyPath<Answer, Int>,
    notices: WritableKeyPath<Answer, [Notice]>, _ answer: (SearchRequest) throws -> Answer
  ) throws -> Answer {
    guard request.suggests, !request.isPlain, usesEngine else { return try answer(request) }
    let corrections = try corrections(of: request.query, otherWords(request))
    if request.corrects, !corrections.isEmpty {
      var other = request
      other.query = request.query.replacing(corrections)
      var second = try answer(other)
      if second[keyPath: total] > 0 {
        let words = corrections.map { $0.typed.joined(separator: " ") }
        second[keyPath: notices].insert(
          Notice(kind: .corrected(query: other.query.description, typed: words)), at: 0)
        return second
      }
    }
    var first = try answer(request)
    first[keyPath: notices] += corrections.map(\.notice)
    return first
  }

  /// Returns corrections for the words of a query that the archive has in no spelling.
  private func corrections(
    of query: Query, _ otherWords: OtherWordFinder?
  ) throws -> [Correction] {
    var corrections: [Correction] = []
    for run in query.wordRuns {
      let words = try run.filter { (word, _) in
        try !spellings().forms(of: word).isExpanded && otherWords?.isEmpty(for: word) ?? true
      }
      // A word with other spellings in the index is not half of another word, so it separates the
      // words around it.
      guard words.count == run.count || words.count == 1 else {
        for word in words { corrections += try self.corrections(ofRun: [word]) }
        continue
      }
      corrections += try self.corrections(ofRun: words)
    }
    var seen: Set<[String]> = []
    return corrections.filter { seen.insert($0.typed).inserted }
  }

  private func corrections(
    ofRun words: [(word: String, range: Range<Int>)]
  ) throws -> [Correction] {
    let found: [Suggestion]
    do {
      found = try suggestions().suggest(for: words.map(\.word))
    } catch is IndexError {
      // A search never fails only because no correction can be found.
      return []
    }
    return found.compactMap { suggestion in
      let typed = suggestion.word.split(separator: " ").map(String.init)
      guard let first = words.first(where: { $0.word == typed.first }) else { return nil }
      return Correction(typed: typed, replacement: suggestion.replacement, range: first.range)
    }
  }
}
