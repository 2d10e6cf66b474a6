import Archive
import Foundation
import QueryLanguage
import SQLite
import TestSupport
import Testing

@testable import SearchEngine
import SearchModel

/// The snippets of real articles, checked for the properties that any reader would expect.
struct ExcerptTests {
  private let connection: Connection
  private let tokenizer: Tokenizer

  init() throws {
    connection = try Connection(path: ":memory:", access: .create)
    tokenizer = try connection.tokenizer(Archive.tokenizer)
  }

  /// The sample articles, in pieces of a few paragraphs.
  private static let passages: [String] = {
    let folders = [Project.seeds, Project.shared("articles")].compactMap { $0 }
    if folders.count < 2 { skip("no ../shared/articles") }
    let files = folders.flatMap { folder in
      (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted()
        .filter { $0.hasSuffix(".md") || $0.hasSuffix(".txt") }.map { folder + "/" + $0 } ?? []
    }
    return files.flatMap { file -> [String] in
      let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
      var passages: [String] = []
      for paragraph in text.components(separatedBy: "\n\n") {
        if let last = passages.last, last.count < 700 {
          passages[passages.count - 1] = last + "\n\n" + paragraph
        } else {
          passages.append(paragraph)
        }
      }
      return passages
    }
  }()

  @Test func `two hundred queries have good snippets`() throws {
    #expect(Self.passages.count > 50)
    var cut = 0
    for seed in seeds(200) {
      var random = SeededGenerator(seed: seed)
      let passage = Self.passages.randomElement(using: &random) ?? ""
      let (query, parts) = try randomQuery(passage, &random)
      let budget = [8, 20, 40, 40, 64].randomElement(using: &random) ?? 40
      let maker = try SnippetMaker(
        Query(query).highlights(connection), words: budget, connection: connection)
      let excerpt = try maker.excerpt(title: "", text: passage)
      let check = SnippetCheck(
        snippet: excerpt.snippet, passage: passage, parts: parts, tokenizer: tokenizer,
        place: "seed \(seed): \(budget) words for \(query) in \(passage)")
      try check.run(budget: budget)
      #expect(excerpt.present == Set(try check.present(in: passage)), check.place)
      if excerpt.snippet.text.contains("…") { cut += 1 }
    }
    #expect(cut > 80)
  }

  /// Returns words and phrases of the passage, and sometimes a word of another passage.
  private func randomQuery(
    _ passage: String, _ random: inout SeededGenerator
  ) throws -> (text: String, parts: [[String]]) {
    var texts: [String] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      let isStrange = Int.random(in: 0..<6, using: &random) == 0
      let source = isStrange ? Self.passages.randomElement(using: &random) ?? "" : passage
      let words = source.split { !$0.isLetter }.map(String.init)
        .filter { !["and", "or", "not", "near"].contains($0.lowercased()) }
      let count = max(1, Int.random(in: -4...3, using: &random))
      guard words.count >= count else { continue }
      let start = Int.random(in: 0...words.count - count, using: &random)
      let text = words[start..<start + count].joined(separator: " ")
      texts.append(count > 1 ? "\"\(text)\"" : text)
    }
    let parts = try texts.map { try tokenizer.tokens(of: $0).map(\.term) }
    return (texts.joined(separator: " "), parts)
  }
}

/// Checks a passage's snippet for the words and phrases of a query.
private struct SnippetCheck {
  var snippet: Snippet
  var passage: String
  var parts: [[String]]
  var tokenizer: Tokenizer
  var place: Comment

  func run(budget: Int) throws {
    try checkText(budget: budget)
    try checkHighlights()
    #expect(try shown().count >= bestWindow(budget), place)
  }

  /// Checks that the snippet consists of parts of the passage, in order.
  private func checkText(budget: Int) throws {
    let utf8 = Array(snippet.text.utf8)
    var position = 0
    var words = 0
    for fragment in snippet.fragments {
      let between = String(decoding: utf8[position..<fragment.range.lowerBound], as: UTF8.self)
      #expect(["", "…", " … "].contains(between), place)
      let shown = String(decoding: utf8[fragment.range], as: UTF8.self)
      let source = String(decoding: Array(passage.utf8)[fragment.start...], as: UTF8.self)
      #expect(isExcerpt(bare(shown), of: bare(source)), place)
      words += shown.replacing(" · ", with: " ").split(separator: " ").count
      position = fragment.range.upperBound
    }
    #expect(["", "…"].contains(String(decoding: utf8[position...], as: UTF8.self)), place)
    #expect(words <= budget, place)
    #expect(!snippet.text.contains("\n") && !snippet.text.contains("  "), place)
  }

  /// True if `shown` is the start of `source`, with separators that `source` may lack.
  private func isExcerpt(_ shown: [Unicode.Scalar], of source: [Unicode.Scalar]) -> Bool {
    var place = 0
    for scalar in shown {
      if place < source.count, source[place] == scalar {
        place += 1
      } else if scalar != "·" {
        return false
      }
    }
    return true
  }

  private func bare(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "#" }
  }

  /// Checks that exactly the words of the query are highlighted.
  private func checkHighlights() throws {
    let utf8 = Array(snippet.text.utf8)
    let stems = Set(parts.joined())
    for (range, next) in zip(snippet.highlights, snippet.highlights.dropFirst()) {
      #expect(range.upperBound <= next.lowerBound, place)
    }
    for range in snippet.highlights {
      let text = String(decoding: utf8[range], as: UTF8.self)
      #expect(Array(text.utf8) == Array(utf8[range]), place)
      let terms = try tokenizer.tokens(of: text).map(\.term)
      #expect(!terms.isEmpty && stems.isSuperset(of: terms), place)
    }
    for fragment in snippet.fragments {
      let text = String(decoding: utf8[fragment.range], as: UTF8.self)
      let tokens = try tokenizer.tokens(of: text)
      for part in parts {
        for run in runs(of: part, in: tokens) {
          let start = tokens[run.lowerBound].range.lowerBound + fragment.range.lowerBound
          let end = tokens[run.upperBound - 1].range.upperBound + fragment.range.lowerBound
          #expect(
            snippet.highlights.contains { $0.lowerBound <= start && end <= $0.upperBound }, place)
        }
      }
    }
  }

  private func runs(of part: [String], in tokens: [Tokenizer.Token]) -> [Range<Int>] {
    guard !part.isEmpty, tokens.count >= part.count else { return [] }
    return (0...tokens.count - part.count).map { $0..<$0 + part.count }
      .filter { tokens[$0].map(\.term) == part }
  }

  /// Returns the numbers of the query's parts that occur in a text.
  func present(in text: String) throws -> [Int] {
    let tokens = try tokenizer.tokens(of: text)
    return parts.indices.filter { !runs(of: parts[$0], in: tokens).isEmpty }
  }

  /// Returns the distinct parts that the fragments show.
  func shown() throws -> Set<[String]> {
    var shown: Set<[String]> = []
    let utf8 = Array(snippet.text.utf8)
    for fragment in snippet.fragments {
      let text = String(decoding: utf8[fragment.range], as: UTF8.self)
      shown.formUnion(try present(in: text).map { parts[$0] })
    }
    return shown
  }

  /// Returns the largest number of distinct parts in any window of the given size.
  private func bestWindow(_ budget: Int) throws -> Int {
    let words = passage.split(whereSeparator: \.isWhitespace)
    var best = 0
    for start in words.indices {
      let end = min(words.count, start + budget)
      let window = passage[words[start].startIndex..<words[end - 1].endIndex]
      best = max(best, Set(try present(in: String(window)).map { parts[$0] }).count)
    }
    return best
  }
}
