import Archive
import FullTextIndex
import QueryLanguage
import Ranking
import SQLite
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

/// Words that are spelled like a typed one, which `--fuzzy` searches for.
struct SimilarWordTests {
  /// Words of few letters, so that many are similar, with endings that the stemmer removes.
  private static func word(_ random: inout SeededGenerator) -> String {
    let letters = random.words(2...6, of: ["a", "e", "n", "r", "ё", "ö"], skew: 2).joined()
    return letters + random.pick(["", "", "s", "ing", "ed", "ly", "2", "ation"])
  }

  /// Similar words by the definition: all written words are compared one by one.
  private static func expected(
    _ typed: String, _ limit: Int, _ words: Set<String>, _ texts: Texts, stems: Bool
  ) throws -> [SimilarWord] {
    let connection = texts.archive.connection
    let (stemming, folding) = (try connection.indexTokenizer(), try connection.foldingTokenizer())
    func fold(_ word: String) throws -> String { try folding.tokens(of: word)[0].term }
    func stem(_ word: String) throws -> String { try stemming.tokens(of: word)[0].term }
    let folded = try fold(typed)
    func edits(_ word: String) -> Int {
      let count = word.unicodeScalars.count
      return count >= 6 ? limit : count >= 4 ? min(limit, 1) : 0
    }
    func isWord(_ word: String) -> Bool { !word.contains { $0.isNumber } }
    guard edits(folded) > 0, isWord(folded) else { return [] }
    let limit = try edits(stems ? stem(typed) : folded)
    var nearest: [String: SimilarWord] = [:]
    for word in Set(try words.map(stems ? stem : fold)) where isWord(word) {
      let distance = EditDistance.between(stems ? try stem(typed) : folded, word)
      guard distance <= limit, !Query.stopWords.contains(word) else { continue }
      let term = stems ? word : try stem(word)
      let other = SimilarWord(term: term, text: word, distance: max(distance, stems ? 1 : 0))
      if let known = nearest[term], (known.distance, known.text) <= (distance, word) { continue }
      nearest[term] = other
    }
    let own = try texts.spellings.forms(of: typed).forms
    return try nearest.values.filter { !own.contains([$0.term]) }
      .map { word in
        (word, try texts.spellings.documentFrequency(of: .term(word.term)))
      }
      .sorted { ($0.0.distance, $1.1, $0.0.text) < ($1.0.distance, $0.1, $1.0.text) }
      .prefix(32).map(\.0)
  }

  @Test(arguments: seeds(6), [false, true])
  func `similar words are those that a comparison with all words finds`(
    seed: Int, isOptimized: Bool
  ) throws {
    var random = SeededGenerator(seed: seed)
    let words = (0..<400).map { _ in Self.word(&random) }
    let lines = (0..<120).map { _ in
      random.words(3...12, of: words, skew: 2).joined(separator: " ")
    }
    let texts = try Texts(lines, optimized: isOptimized)
    // The title of each text is "t".
    let present = Set((lines + ["t"]).flatMap { $0.split(separator: " ").map(String.init) })
    var found = 0
    try texts.archive.connection.transaction(.read) {
      for index in 0..<60 {
        let typed = index % 2 == 0 ? random.pick(words) : Self.word(&random)
        for limit in 1...2 {
          let similar = try texts.spellings.similarWords(to: typed, within: limit)
          let expected = try Self.expected(
            typed, limit, present, texts, stems: !Self.hasTables(texts))
          let note = "seed \(seed): \(typed) within \(limit)"
          #expect(similar.map(\.term) == expected.map(\.term), "\(note)")
          #expect(similar.map(\.distance) == expected.map(\.distance), "\(note)")
          if try Self.hasTables(texts) { #expect(similar == expected, "\(note)") }
          found += similar.count
        }
      }
    }
    #expect(found > 100)
  }

  @Test func `only the nearest and most frequent words are searched for`() throws {
    let letters = "abcfghijkmnopqruvwxz".map(String.init)
    // Each word occurs in one passage more than the word after it.
    let words = letters.map { "plane\($0)" } + letters.map { "plan\($0)\($0)" }
    let lines = words.enumerated().flatMap { index, word in
      Array(repeating: word, count: words.count - index)
    }
    let texts = try Texts(lines, optimized: true)
    let similar = try texts.archive.connection.transaction(.read) {
      try texts.spellings.similarWords(to: "planet", within: 2)
    }
    #expect(similar.count == Spellings.maxSimilarWords)
    #expect(similar.map(\.distance) == similar.map(\.distance).sorted())
    let near = similar.filter { $0.distance == 1 }.map(\.text)
    #expect(Set(near) == Set(letters.map { "plane\($0)" }))
    let far = similar.filter { $0.distance == 2 }.map(\.text)
    #expect(far == letters.prefix(far.count).map { "plan\($0)\($0)" })
  }

  /// True if the tables of written forms cover all passages.
  private static func hasTables(_ texts: Texts) throws -> Bool {
    let connection = texts.archive.connection
    let forms = try WrittenForms(connection, connection.formTokenizer())
    return try forms != nil && WrittenForms.uncoveredRows(forms, connection).isEmpty
  }

  @Test(arguments: seeds(4))
  func `the distance of sorted words is that of each word alone`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let words = Set((0..<500).map { _ in Self.word(&random) }).sorted {
      Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
    }
    for _ in 0..<10 {
      let typed = Self.word(&random)
      for limit in 0...3 {
        var scan = LetterDistanceScan(typed, limit)
        for word in words {
          let distance = EditDistance.between(typed, word)
          #expect(
            scan.distance(to: Array(word.utf8)) == (distance <= limit ? distance : nil),
            "seed \(seed): \(typed) \(word)")
        }
      }
    }
  }

  // MARK: Searches

  private static let texts = [
    "submarine", "submarines sink", "sumbarine", "marines", "pipeline", "pipelines", "airline",
    "from here", "form", "farm", "F35 jets", "colour", "from", "warm", "house", "mouse", "horse",
  ]

  private func found(
    _ query: String, _ edits: Int, _ change: (inout SearchRequest) -> Void = { _ in }
  ) throws -> Set<String> {
    let archive = try LocatedTexts(Self.texts, optimized: true)
    var request = SearchRequest(Query(query), mode: .all, limit: 100)
    request.fuzziness = edits
    change(&request)
    return Set(try archive.searcher.search(request).hits.map(\.article.metadata.location))
  }

  @Test(arguments: [
    ("submarine", 0, ["submarine", "submarines sink"]),
    ("submarine", 1, ["submarine", "submarines sink", "sumbarine"]),
    ("submrine", 1, ["submarine", "submarines sink"]),
    ("Pipline", 1, ["pipeline", "pipelines"]),
    ("Pipline", 2, ["pipeline", "pipelines", "airline"]),
    ("hous", 2, ["house"]), ("house", 1, ["house", "mouse", "horse"]),
    // "from" is a stop word, and short words have one edit at most.
    ("form", 2, ["form", "farm"]), ("for", 2, []), ("F36", 2, []), ("F45", 1, []),
    ("=submarine", 2, ["submarine"]), ("\"submrine\"", 2, []), ("submrin*", 2, []),
    ("before -house", 1, Self.texts.filter { $0 != "house" }),
    ("title:submrine", 2, []), ("text:submrine", 1, ["submarine", "submarines sink"]),
    ("submrine AND sink", 1, ["submarines sink"]),
  ])
  func `a word finds similar words`(query: String, edits: Int, texts: [String]) throws {
    #expect(try found(query, edits) == Set(texts))
  }

  @Test func `similar words are described, rank below the typed word, and replace corrections`()
    throws
  {
    for isOptimized in [false, true] {
      let archive = try LocatedTexts(Self.texts, optimized: isOptimized)
      var request = SearchRequest(Query("submarine pipline"), limit: 100)
      request.fuzziness = 2
      request.corrects = true
      let response = try archive.searcher.search(request)
      #expect(response.understood.hasSuffix("; pipline also as \"pipeline\", \"airline\""))
      #expect(
        response.notices.map(\.kind) == [.similarWords(["sumbarine", "pipeline", "airline"])])
      var single = SearchRequest(Query("house"), limit: 100)
      single.fuzziness = 1
      let hits = try archive.searcher.search(single).hits
      #expect(hits.first?.article.metadata.location == "house" && hits.count == 3)
      #expect(hits.dropFirst().allSatisfy { $0.score < hits[0].score / 2 })
    }
    #expect(try found("submarine", 2) { $0.isPlain = true } == ["submarine", "submarines sink"])
  }

  @Test func `the number of edits is checked`() {
    var options = SearchOptions()
    options.fuzziness = 3
    #expect(throws: SearchRequestError.outOfRange("fuzzy", 0...2)) {
      try SearchRequest("a", options)
    }
    options.fuzziness = 1
    options.isPlain = true
    #expect(throws: SearchRequestError.conflict("plain", "fuzzy")) {
      try SearchRequest("a", options)
    }
  }

  @Test func `words in new passages are found before the archive is optimized`() throws {
    let archive = try Archive.holding(
      [PreparedArticle("old", title: "t", paragraphs: ["submarine"])])
    try archive.optimize()
    try archive.put([PreparedArticle("new", title: "t", paragraphs: ["sumbarines"])])
    var request = SearchRequest(Query("submarine"), limit: 10)
    request.fuzziness = 2
    #expect(try Searcher(archive).search(request).total == 2)
  }
}
