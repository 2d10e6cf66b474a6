internal import Ranking
internal import SQLite
internal import SearchModel

/// A part of a text that is highlighted.
struct Match: Equatable {
  /// The index of the highlight.
  var highlight: Int
  /// A number that identifies what is found here: a highlight, or an element of a NEAR.
  ///
  /// A snippet tries to show a match of every key.
  var key: Int
  /// The position, in UTF-8 bytes of the text.
  var range: Range<Int>
}

/// Finds highlights in a text, using the tokens of the index.
///
/// A phrase is one match, from its first token to its last. The matches of a NEAR are the matches
/// of its elements that are near each other.
struct MatchFinder {
  /// One of the rules by which a highlight is found.
  private enum Rule {
    case run(Int)
    /// A NEAR; each element is any of several runs.
    case near([[Int]], distance: Int)
  }

  private let highlights: [Highlight]
  private let rules: [(highlight: Int, key: Int, rule: Rule)]
  private let scanner: PhraseScanner
  private let stemming: Tokenizer
  private let folding: Tokenizer?

  /// The index of the highlight of each key; keys are numbered from 0.
  let highlightsOfKeys: [Int]
  /// The number of keys.
  var keyCount: Int { highlightsOfKeys.count }

  /// Creates a finder for an index with the tokenizer `stemming`.
  ///
  /// `folding` is called only if a highlight has written forms. It returns a tokenizer that splits
  /// text like `stemming` but does not stem.
  init(
    _ highlights: [Highlight], stemming: Tokenizer, folding: () throws(SQLiteError) -> Tokenizer
  ) throws(SQLiteError) {
    var runs: [[[PhraseScanner.Atom]]] = []
    var rules: [(highlight: Int, key: Int, rule: Rule)] = []
    var highlightsOfKeys: [Int] = []
    for (index, highlight) in highlights.enumerated() {
      var keysTaken = 1
      let key = highlightsOfKeys.count
      defer { highlightsOfKeys += Array(repeating: index, count: keysTaken) }
      if let written = highlight.term.written {
        rules.append((index, key, .run(runs.count)))
        runs.append(written.map { PhraseScanner.Atom.choices($0) })
        continue
      }
      for pattern in highlight.term.pattern.alternatives {
        if case .near(let patterns, let distance) = pattern {
          var elements: [[Int]] = []
          for pattern in patterns {
            let atoms = pattern.alternatives.compactMap(\.atoms)
            elements.append(Array(runs.count..<runs.count + atoms.count))
            runs += atoms
          }
          rules.append((index, key, .near(elements, distance: distance)))
          keysTaken = max(keysTaken, patterns.count)
        } else if let atoms = pattern.atoms {
          rules.append((index, key, .run(runs.count)))
          runs.append(atoms)
        }
      }
    }
    scanner = PhraseScanner(runs)
    self.highlights = highlights
    self.rules = rules
    self.highlightsOfKeys = highlightsOfKeys
    self.stemming = stemming
    self.folding = scanner.needsForms ? try folding() : nil
  }

  /// Returns the matches in the text of a column, in order.
  ///
  /// - Complexity: O(n log n) in the length of the text, for each tokenizer that is used.
  func matches(in text: String, column: Int) throws(SQLiteError) -> [Match] {
    guard !rules.isEmpty else { return [] }
    let tokens = try stemming.tokens(of: text)
    // Both tokenizers split text in the same way. If their tokens ever differed, no written
    // form would match.
    let forms = try folding?.tokens(of: text)
    let found = scanner.occurrences(
      in: tokens, forms: forms?.count == tokens.count ? forms : nil)
    let occurrences = Dictionary(grouping: found, by: \.run).mapValues { $0.map(\.tokens) }
    let parts = TermPartFinder(text, stemming)
    var matches: [Match] = []
    for (index, key, rule) in rules {
      let highlight = highlights[index]
      guard highlight.term.columns?.contains(column) ?? true else { continue }
      switch rule {
      case .run(let run):
        for occurrence in occurrences[run] ?? [] {
          for range in try parts.ranges(of: highlight.part, in: tokens.bytes(of: occurrence)) {
            matches.append(Match(highlight: index, key: key, range: range))
          }
        }
      case .near(let elements, let distance):
        let runs = elements.map { $0.flatMap { occurrences[$0] ?? [] } }
        for (element, runs) in Nearness.participants(runs, distance: distance).enumerated() {
          for run in runs {
            matches.append(
              Match(highlight: index, key: key + element, range: tokens.bytes(of: run)))
          }
        }
      }
    }
    matches.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.key)
        < ($1.range.lowerBound, $1.range.upperBound, $1.key)
    }
    return matches
  }
}

extension [Tokenizer.Token] {
  /// The bytes of a run of tokens, from its first to its last.
  fileprivate func bytes(of run: Range<Int>) -> Range<Int> {
    self[run.lowerBound].range.lowerBound..<self[run.upperBound - 1].range.upperBound
  }
}

extension Pattern {
  /// The alternatives of the pattern, with all those of a single token combined into one.
  fileprivate var alternatives: [Pattern] {
    guard case .any(let patterns) = self else { return [self] }
    let flat = patterns.flatMap(\.alternatives)
    let single = flat.filter { $0.choices != nil }
    let others = flat.filter { $0.choices == nil }
    return single.isEmpty ? others : [.phrase([.any(single)])] + others
  }

  /// The choices for each token of a run; nil if the pattern is not a run.
  fileprivate var atoms: [[PhraseScanner.Atom]]? {
    guard case .phrase(let patterns) = self else { return choices.map { [$0] } }
    var run: [[PhraseScanner.Atom]] = []
    for pattern in patterns {
      guard let atoms = pattern.choices else { return nil }
      run.append(atoms)
    }
    return run.isEmpty ? nil : run
  }

  /// The choices for a token; nil if the pattern is not a single token.
  private var choices: [PhraseScanner.Atom]? {
    switch self {
    case .term(let text): return [.term(text)]
    case .prefix(let text): return [.prefix(text)]
    case .any(let patterns):
      var atoms: [PhraseScanner.Atom] = []
      for pattern in patterns {
        guard let choices = pattern.choices else { return nil }
        atoms += choices
      }
      return atoms
    case .phrase(let patterns) where patterns.count == 1: return patterns[0].choices
    case .phrase, .near: return nil
    }
  }
}
