import Archive
import Foundation
import QueryLanguage
import SQLite
import TestSupport
import Testing

@testable import SearchEngine
@testable import TextAnalysis

/// The snippets of random passages of sentences, headings, lists, tables, brackets and long words.
struct SnippetPropertyTests {
  @Test func `random passages have short and whole snippets`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let tokenizer = try connection.tokenizer(Archive.tokenizer)
    var cut = 0
    var seams = 0
    var unbalanced = 0
    for seed in seeds(1_500) {
      var random = SeededGenerator(seed: seed)
      let passage = RandomPassage(&random)
      let query = passage.query(&random)
      let budget = random.pick([6, 12, 20, 40])
      var preferences = SnippetPreferences()
      preferences.weights = query.map { _ in random.below(1_000) + 1 }
      preferences.typedWords = query
      preferences.prefersFigures = random.chance(1, in: 4)
      let maker = try SnippetMaker(
        Query(query.joined(separator: " ")).highlights(connection), words: budget,
        preferences: preferences, connection: connection)
      let snippet = try maker.excerpt(title: "", text: passage.text).snippet
      let check = PropertyCheck(
        passage: passage, query: query, snippet: snippet, budget: budget, tokenizer: tokenizer,
        place:
          "seed \(seed): \(budget) words for \(query) in \(passage.text.prefix(1_500)): \(snippet.text)"
      )
      seams += try check.run()
      if try !check.isBalanced() { unbalanced += 1 }
      if snippet.text.contains("…") { cut += 1 }
    }
    #expect(cut > 300 && seams > 300 && unbalanced < 200)
  }
}

/// A passage with its blocks; only sentences end with a full stop.
private struct RandomPassage {
  private(set) var text = ""
  /// The start of each block that follows a block without a final mark, in bytes.
  private(set) var seams: [Int] = []

  static let vocabulary: [String] = ["ara", "emi", "olu", "usto"].flatMap { end in
    "bcdfghjklm".map { String($0) + end }
  }

  init(_ random: inout SeededGenerator) {
    var isMarked = true
    for index in 0..<random.below(12) + 1 {
      let kind = random.below(6)
      let separator = index == 0 ? "" : kind == 4 && random.chance(1, in: 2) ? "\n" : "\n\n"
      text += separator
      if !isMarked { seams.append(text.utf8.count) }
      switch kind {
      case 0, 1, 2:
        let sentences = (0..<random.below(5) + 1).map { _ in Self.sentence(&random) }
        text += sentences.joined(separator: random.chance(1, in: 4) ? "\n" : " ")
      case 3: text += "## " + Self.words(1...6, &random).capitalized
      case 4: appendLines("- ", &random)
      default: appendRows(&random)
      }
      isMarked = kind < 3
    }
  }

  private mutating func appendLines(_ mark: String, _ random: inout SeededGenerator) {
    for index in 0..<random.below(4) + 1 {
      if index > 0 { addLine("\n") }
      text += mark + Self.words(1...5, &random)
    }
  }

  private mutating func appendRows(_ random: inout SeededGenerator) {
    for index in 0..<random.below(4) + 1 {
      if index > 0 { addLine("\n\n") }
      text += Self.words(1...2, &random) + " | " + Self.words(1...2, &random)
    }
  }

  private mutating func addLine(_ separator: String) {
    text += separator
    seams.append(text.utf8.count)
  }

  private static func words(_ count: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
    random.words(count, of: vocabulary, skew: 3).joined(separator: " ")
  }

  /// Returns a sentence, sometimes with a bracket, a quotation or a long word.
  private static func sentence(_ random: inout SeededGenerator) -> String {
    var words = random.words(2...25, of: vocabulary, skew: 3)
    if random.chance(1, in: 2), words.count > 3 {
      let start = random.below(words.count - 1) + 1
      let end = min(words.count - 1, start + random.below(10))
      let (open, close) = random.pick([("(", ")"), ("“", "”"), ("[", "]"), ("\"", "\"")])
      words[start] = open + words[start]
      words[end] += close
    } else if random.chance(1, in: 6) {
      let letter = random.pick(["a", "щ", "e\u{301}", "ก"])
      let half = String(repeating: letter, count: 200 + random.below(2_000))
      words.append(half + "." + random.pick(vocabulary) + "." + half)
    }
    words[0] = words[0].capitalized
    return words.joined(separator: " ") + "."
  }

  func query(_ random: inout SeededGenerator) -> [String] {
    Array(Set(random.words(1...6, of: Self.vocabulary))).sorted()
  }
}

/// Checks a snippet of a random passage.
private struct PropertyCheck {
  var passage: RandomPassage
  var query: [String]
  var snippet: Snippet
  var budget: Int
  var tokenizer: Tokenizer
  var place: Comment

  private var source: [UInt8] { Array(passage.text.utf8) }

  /// Runs the checks; returns the number of seams.
  func run() throws -> Int {
    let shown = Array(snippet.text.utf8)
    var words = 0
    var seams = 0
    for fragment in snippet.fragments {
      let text = String(decoding: shown[fragment.range], as: UTF8.self)
      let pieces = text.replacing(" · ", with: " ").split(separator: " ")
      words += pieces.count
      for piece in pieces { #expect(piece.unicodeScalars.count <= PassageWords.maxScalars, place) }
      let (found, end) = try #require(read(fragment, shown), place)
      let expected = passage.seams.filter { $0 > start(of: fragment) && $0 < end }
      #expect(found == expected, place)
      seams += found.count
    }
    #expect(words <= budget, place)
    #expect(!snippet.text.contains("  ") && !snippet.text.contains("…·"), place)
    try checkHighlights(shown)
    return seams
  }

  private func start(of fragment: Snippet.Fragment) -> Int {
    let skipped = source[fragment.start...].prefix { $0.isSpace || $0 == UInt8(ascii: "#") }
    return fragment.start + skipped.count
  }

  /// Compares a fragment with the passage.
  ///
  /// Returns the places of the seams and the end of the fragment, in bytes of the passage, or nil if
  /// the bytes differ.
  private func read(
    _ fragment: Snippet.Fragment, _ shown: [UInt8]
  ) -> (seams: [Int], end: Int)? {
    let source = source
    var (place, position) = (fragment.start, fragment.range.lowerBound)
    var seams: [Int] = []
    func skip() {
      while place < source.count, source[place].isSpace || source[place] == UInt8(ascii: "#") {
        place += 1
      }
    }
    if shown[fragment.range].first != 0x20 { skip() }
    while position < fragment.range.upperBound {
      if shown[position...].starts(with: " · ".utf8) {
        while place < source.count, source[place].isSpace { place += 1 }
        seams.append(place)
        skip()
        position += " · ".utf8.count
      } else if shown[position] == 0x20 {
        let before = place
        skip()
        guard place > before else { return nil }
        position += 1
      } else {
        guard place < source.count, source[place] == shown[position] else { return nil }
        (place, position) = (place + 1, position + 1)
      }
    }
    return (seams, place)
  }

  /// Checks that exactly the words of the query are highlighted, and enough of them are shown.
  private func checkHighlights(_ shown: [UInt8]) throws {
    var keys: Set<String> = []
    for range in snippet.highlights {
      let word = String(decoding: shown[range], as: UTF8.self).lowercased()
      #expect(query.contains(word), place)
      keys.insert(word)
    }
    var expected: [Range<Int>] = []
    for fragment in snippet.fragments {
      let text = String(decoding: shown[fragment.range], as: UTF8.self)
      expected += try tokenizer.tokens(of: text).filter { query.contains($0.term) }.map {
        $0.range.lowerBound + fragment.range.lowerBound..<$0.range.upperBound
          + fragment.range.lowerBound
      }
    }
    #expect(snippet.highlights == expected, place)
    #expect(keys.count >= (try oldKeyCount()), place)
  }

  /// Returns the number of words of the query that fit in the shortest parts of the passage.
  private func oldKeyCount() throws -> Int {
    let matches = try tokenizer.tokens(of: passage.text).filter { query.contains($0.term) }
    var words = PassageWords(passage.text)
    words.shortenLongWords(keeping: matches.map(\.range))
    let items = matches.compactMap { match -> ShortestCores.Item? in
      guard let key = query.firstIndex(of: match.term),
        let word = words.words.firstIndex(where: { $0.range.overlaps(match.range) })
      else { return nil }
      return (key, word)
    }
    return ShortestCores(items: items, budget: budget).keyCount()
  }

  // MARK: Brackets

  /// True if no bracket has lost its partner in the middle of a sentence.
  ///
  /// If one has, checks that no part of the passage within the budget has the same matches and all
  /// partners.
  func isBalanced() throws -> Bool {
    guard snippet.fragments.count == 1, let fragment = snippet.fragments.first,
      let end = read(fragment, Array(snippet.text.utf8))?.end
    else { return true }
    let words = PassageWords(passage.text)
    guard !words.words.contains(where: \.continuesLongWord), !words.words.isEmpty else {
      return true
    }
    let pairs = pairs(words)
    let run = words.words.indices.filter {
      words.words[$0].range.lowerBound < end
        && words.words[$0].range.upperBound > start(of: fragment)
    }
    guard let first = run.first, let last = run.last,
      isSplit(first..<last + 1, pairs, words)
    else { return true }
    let matches = run.filter { index in
      let text = String(decoding: words.bytes[words.words[index].range], as: UTF8.self)
      return query.contains(text.lowercased().filter(\.isLetter))
    }
    guard let firstMatch = matches.first, let lastMatch = matches.last else { return false }
    for start in max(0, lastMatch + 1 - budget)...firstMatch {
      for end in lastMatch + 1...min(words.words.count, start + budget) {
        #expect(isSplit(start..<end, pairs, words), "\(place): \(start..<end) is balanced")
      }
    }
    return false
  }

  /// Returns the words with brackets and those with their partners.
  private func pairs(_ words: PassageWords) -> [(open: Int, close: Int)] {
    var pairs: [(open: Int, close: Int)] = []
    var open: Int?
    for (index, word) in words.words.enumerated() {
      let text = String(decoding: words.bytes[word.range], as: UTF8.self)
      if let first = text.first, "([“\"".contains(first) { open = index }
      if let start = open, text.dropFirst().contains(where: { ")]”\"".contains($0) }) {
        if start != index { pairs.append((start, index)) }
        open = nil
      }
    }
    return pairs
  }

  private func isSplit(
    _ run: Range<Int>, _ pairs: [(open: Int, close: Int)], _ words: PassageWords
  ) -> Bool {
    pairs.contains { pair in
      run.contains(pair.open) && !run.contains(pair.close) && !words.isSentenceBreak(run.upperBound)
        || !run.contains(pair.open) && run.contains(pair.close)
          && !words.isSentenceBreak(run.lowerBound)
    }
  }
}

/// The number of keys that a snippet shows if the shortest parts with the most keys are chosen.
private struct ShortestCores {
  typealias Item = (key: Int, word: Int)
  var items: [Item]
  var budget: Int

  func keyCount() -> Int {
    var best = core(items, budget)?.keys.count ?? 0
    var limit = 1
    while limit < budget {
      best = max(best, greedy(limit))
      limit *= 2
    }
    return best
  }

  private func greedy(_ limit: Int) -> Int {
    var (rest, keys, length) = (items, 0, 0)
    for _ in 0..<SnippetPlan.maxFragments {
      guard let core = core(rest, limit), length + core.words.count <= budget else { break }
      length += core.words.count
      keys += core.keys.count
      rest.removeAll { core.keys.contains($0.key) }
    }
    return keys
  }

  private func core(_ items: [Item], _ limit: Int) -> (words: Range<Int>, keys: Set<Int>)? {
    var best: (words: Range<Int>, keys: Set<Int>)?
    for first in items {
      let window = items.filter { $0.word >= first.word && $0.word < first.word + limit }
      let keys = Set(window.map(\.key))
      let last = keys.compactMap { key in window.first { $0.key == key }?.word }.max() ?? first.word
      let words = first.word..<last + 1
      if let best, (-keys.count, words.count) >= (-best.keys.count, best.words.count) { continue }
      best = (words, keys)
    }
    return best
  }
}
