import Archive
import QueryLanguage
@testable import SearchEngine
import TestSupport

/// Generates articles of a small vocabulary, some of which are copies or versions of others, and
/// queries for them.
struct SharedArticles {
  var random: SeededGenerator
  private static let words = [
    "alfa", "Bravo", "charlie", "deltas", "delta", "echo", "foxtrot", "organise", "organize",
    "e-mail", "email", "Łódź", "lodz", "2021-10-18", "18", "October", "2021", "naïve", "submarine",
    "submarines", "sub", "東京", "東京都", "the", "of", "5km", "5", "km", "re", "construction",
    "reconstruction",
  ]

  init(seed: Int) { random = SeededGenerator(seed: seed) }

  /// Returns one archive with all articles, and several with parts of them in the same order.
  mutating func archives() throws -> (whole: Archive, shards: [Archive]) {
    let whole = try Archive.open(writingTo: ":memory:")
    var shards: [Archive] = []
    var texts: [[String]] = []
    // What is similar to a word, and explanations, depend on whether there are tables of words.
    let isOptimized = random.chance(1, in: 2)
    for shard in 0..<(1 + random.below(5)) {
      let archive = try Archive.open(writingTo: ":memory:")
      for number in 0..<random.below(9) {
        let article = article("\(shard)/\(number)", &texts)
        try archive.put([article])
        try whole.put([article])
      }
      if isOptimized { try archive.optimize() }
      shards.append(archive)
    }
    if isOptimized { try whole.optimize() }
    return (whole, shards)
  }

  private mutating func article(_ location: String, _ texts: inout [[String]]) -> PreparedArticle {
    var metadata = ArticleMetadata(
      location: location, docno: random.chance(1, in: 4) ? "d\(random.below(3))" : location,
      title: random.words(1...2, of: Self.words).joined(separator: " "))
    metadata.publisher = random.pick([nil, "Gazette", "Evening Gazette", "Post"])
    metadata.author = random.pick([nil, "Quill", "Ann Quill"])
    metadata.language = random.pick([nil, "en", "de", "en-GB"])
    metadata.published = random.pick(
      [nil, "2021", "2021-10", "2021-10-18", "2021-10-18T23:30:00-08:00", "2021-10-19T00:30+09:00"])
    if !texts.isEmpty, random.chance(1, in: 5) {
      return PreparedArticle(metadata, paragraphs: random.pick(texts))
    }
    let paragraphs = (0...random.below(3)).map { _ in
      random.words(1...40, of: Self.words).joined(separator: random.pick([" ", " ", " - "]))
    }
    texts.append(paragraphs)
    return PreparedArticle(metadata, paragraphs: paragraphs)
  }

  mutating func query() -> String {
    (0...random.below(4)).map { _ in operand() }.joined(separator: random.pick([" ", " ", " OR "]))
  }

  private mutating func operand() -> String {
    let (word, other) = (random.pick(Self.words), random.pick(Self.words))
    switch random.below(16) {
    case 0: return "=" + word
    case 1: return "\"\(word) \(other)\""
    case 2: return String(word.prefix(2 + random.below(3))) + "*"
    case 3: return "NEAR(\(word) \(other), \(random.below(6)))"
    case 4: return "-" + word
    case 5: return "+" + word
    case 6: return random.pick(["title:", "text:"]) + word
    case 7: return "(\(word) OR \(other))"
    case 8:
      return random.pick(["publisher:gazette", "since:2021-10-18", "language:en", "author:quill"])
    case 9: return String(word.dropLast()) + "x"
    case 10: return word + other
    case 11: return word.uppercased()
    default: return word
    }
  }

  mutating func options() -> SearchOptions {
    var options = SearchOptions()
    options.mode = random.pick([.best, .best, .any, .all])
    options.isPlain = random.chance(1, in: 6)
    options.limit = random.pick([1, 3, 10])
    options.offset = random.pick([0, 0, 2])
    options.listsPassages = random.chance(1, in: 4)
    options.collapsesCopies = !random.chance(1, in: 4)
    options.order = random.pick([.relevance, .relevance, .newest, .oldest])
    options.facets = random.pick([[], FacetField.allCases])
    options.countsExactly = random.chance(1, in: 3)
    options.corrects = random.chance(1, in: 2)
    options.cites = random.chance(1, in: 4)
    options.context = random.pick([0, 1])
    options.explains = random.chance(1, in: 4)
    if !options.isPlain {
      options.expands = random.chance(1, in: 4)
      options.fuzziness = random.pick([0, 0, 1, 2])
      options.ranking = random.pick([nil, nil, "proximity=0.5", "k1=2,b=0.3"])
      if !options.listsPassages, random.chance(1, in: 6) { options.ranking = "other-passages=0.5" }
    }
    return options
  }
}
