internal import Ranking
internal import SQLite

/// A place in a text that a needle marks.
struct Match: Equatable {
  /// The needle's number.
  var needle: Int
  /// What is found here, for telling whether a snippet shows it all: the needle, or its part of a
  /// NEAR.
  var key: Int
  /// The place, in UTF-8 bytes of the text.
  var range: Range<Int>
}

/// Finds what needles mark in a text, as the index sees it.
///
/// A phrase is one match, from its first token to its last. Of a NEAR those tokens are matches that
/// take part in it.
struct MatchFinder {
  /// How a needle is found: any of its rules is enough.
  private enum Rule {
    case run(Int)
    case near([Int: Int], elements: Int, distance: Int)
  }

  private let needles: [Needle]
  private let rules: [(needle: Int, key: Int, rule: Rule)]
  private let scanner: PhraseScanner
  private let stemming: Tokenizer
  private let folding: Tokenizer?

  /// How many keys there are: they count from 0.
  let keyCount: Int

  /// Creates a finder for an index that is cut by the tokenizer `stemming`.
  ///
  /// If a needle is exact, `folding` makes the tokenizer that cuts alike and leaves words unstemmed.
  init(
    _ needles: [Needle], stemming: Tokenizer, folding: () throws(SQLiteError) -> Tokenizer
  ) throws(SQLiteError) {
    var runs: [[[PhraseScanner.Atom]]] = []
    var rules: [(needle: Int, key: Int, rule: Rule)] = []
    var keyCount = 0
    for (number, needle) in needles.enumerated() {
      var keysTaken = 1
      for pattern in needle.pattern.alternatives {
        if case .near(let patterns, let distance) = pattern {
          var elements: [Int: Int] = [:]
          for (element, pattern) in patterns.enumerated() {
            for atoms in pattern.alternatives.compactMap({ $0.atoms(exact: nil) }) {
              elements[runs.count] = element
              runs.append(atoms)
            }
          }
          rules.append(
            (number, keyCount, .near(elements, elements: patterns.count, distance: distance)))
          keysTaken = max(keysTaken, patterns.count)
        } else if let atoms = pattern.atoms(exact: needle.exact) {
          rules.append((number, keyCount, .run(runs.count)))
          runs.append(atoms)
        }
      }
      keyCount += keysTaken
    }
    scanner = PhraseScanner(runs)
    self.needles = needles
    self.rules = rules
    self.keyCount = keyCount
    self.stemming = stemming
    self.folding = scanner.needsExactForms ? try folding() : nil
  }

  /// The matches in the text of a column, by place.
  ///
  /// - Complexity: O(n log n) in the text, once for each tokenizer.
  func matches(in text: String, column: Int) throws(SQLiteError) -> [Match] {
    guard !rules.isEmpty else { return [] }
    let tokens = try stemming.tokens(of: text)
    // Both cut alike; should they ever not, no form is taken for another's.
    let forms = try folding?.tokens(of: text)
    let places = scanner.places(in: tokens, forms: forms?.count == tokens.count ? forms : nil)
    var placesOfRun: [Int: [Range<Int>]] = [:]
    for place in places { placesOfRun[place.run, default: []].append(place.tokens) }
    let surface = Surface(text)
    var matches: [Match] = []
    for (number, key, rule) in rules {
      let needle = needles[number]
      guard needle.columns?.contains(column) ?? true else { continue }
      switch rule {
      case .run(let run):
        for place in placesOfRun[run] ?? [] {
          for range in surface.marked(tokens.bytes(of: place), needle.substring) {
            matches.append(Match(needle: number, key: key, range: range))
          }
        }
      case .near(let elements, let count, let distance):
        let items = elements.flatMap { run, element in
          (placesOfRun[run] ?? []).map { Near.Item(element: element, tokens: $0) }
        }
        for item in Near(elementCount: count, distance: distance).takingPart(items) {
          matches.append(
            Match(
              needle: number, key: key + item.element, range: tokens.bytes(of: item.tokens)))
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
  /// Where a run of the tokens stands, from its first to its last.
  fileprivate func bytes(of run: Range<Int>) -> Range<Int> {
    self[run.lowerBound].range.lowerBound..<self[run.upperBound - 1].range.upperBound
  }
}

extension Pattern {
  /// The patterns of which any is enough, those of one token together.
  fileprivate var alternatives: [Pattern] {
    guard case .any(let patterns) = self else { return [self] }
    let flat = patterns.flatMap(\.alternatives)
    let single = flat.filter { $0.choices(exact: nil) != nil }
    let others = flat.filter { $0.choices(exact: nil) == nil }
    return single.isEmpty ? others : [.phrase([.any(single)])] + others
  }

  /// What each token of a run may be; nothing if the pattern is no run.
  fileprivate func atoms(exact: [String]?) -> [[PhraseScanner.Atom]]? {
    guard case .phrase(let patterns) = self else {
      return choices(exact: exact?.first).map { [$0] }
    }
    guard exact == nil || exact?.count == patterns.count else { return nil }
    var run: [[PhraseScanner.Atom]] = []
    for (index, pattern) in patterns.enumerated() {
      guard let atoms = pattern.choices(exact: exact?[index]) else { return nil }
      run.append(atoms)
    }
    return run.isEmpty ? nil : run
  }

  /// What one token may be; nothing if the pattern is no single token.
  private func choices(exact: String?) -> [PhraseScanner.Atom]? {
    switch self {
    case .term(let text): return [.init(text: text, isPrefix: false, exact: exact)]
    case .prefix(let text): return [.init(text: text, isPrefix: true, exact: exact)]
    case .any(let patterns):
      var atoms: [PhraseScanner.Atom] = []
      for pattern in patterns {
        guard let choices = pattern.choices(exact: exact) else { return nil }
        atoms += choices
      }
      return atoms
    case .phrase(let patterns) where patterns.count == 1: return patterns[0].choices(exact: exact)
    case .phrase, .near: return nil
    }
  }
}
