import Archive
import QueryLanguage
import SQLite
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing
import TextAnalysis

/// Words that a text breaks at the end of a line or by a joiner.
struct JoinedWordsTests {
  /// A text, the other texts of the archive, a query, and whether the query finds the text.
  struct Case: CustomTestStringConvertible {
    /// The public report that the case was taken from, or what the case shows.
    var source: String
    var text: String
    var others: [String]
    var query: String
    var isFound: Bool

    init(_ source: String, _ text: String, _ others: [String], _ query: String, _ isFound: Bool) {
      (self.source, self.text, self.others) = (source, text, others)
      (self.query, self.isFound) = (query, isFound)
    }

    var testDescription: String { source }
  }

  private static let cases = [
    Case(
      "mozilla/pdf.js#11752", "faces, and image cap-\ntions are", ["a caption"], "caption", true),
    Case(
      "phiresky/ripgrep-all#44", "under-\nstandable", ["understandable"], "understandable", true),
    Case(
      "gigablast/open-source-search-engine#40", "tells the reader a re-\nmarkable story",
      ["a remarkable day"], "remarkable", true),
    Case("pymupdf/PyMuPDF#4994", "driving cli-\nmate change", ["the climate"], "climate", true),
    Case("datalab-to/pdftext#1", "is permit-\nted", ["permitted"], "permitted", true),
    Case(
      "Unstructured-IO/unstructured#3486", "powerful capabili- ties of", ["capabilities"],
      "capabilities", true),
    Case("thomas-villani/all2md#53", "be-\nwusst, Mag-\ndeburg", ["bewusst"], "bewusst", true),
    Case("thomas-villani/all2md#53, ß", "erschlie-\nßen", ["erschließen"], "erschliessen", true),
    Case("internetarchive/bookreader#921", "be¬\ntween the", ["between"], "between", true),
    Case("manisandro/gImageReader#94", "the solu\u{2010}\ntion", ["a solution"], "solution", true),
    Case("jwilk-archive/pdf2djvu#84", "full text se\u{AD}\narch", ["search"], "search", true),
    Case("firecrawl/pdf-inspector#388", "the de- fendant", ["a defendant"], "defendant", true),
    Case("alpheios-project/alpheios-core#491", "مشکل\u{200C}ها", [], "مشکلها", true),
    Case("the same, typed with the joiner", "مشکلها", [], "مشکل\u{200C}ها", true),
    Case("the same, with the joiner in both", "مشکل\u{200C}ها", [], "مشکل\u{200C}ها", true),
    Case("the same, written with a space", "مشکل ها", [], "مشکل\u{200C}ها", true),
    Case("meilisearch/charabia#379", "عمیق\u{200C}ترین", ["عمیق"], "عمیقترین", true),
    Case("one joiner of two", "کتابخانه\u{200C}ها", [], "کتاب\u{200C}خانه\u{200C}ها", true),
    Case("a joiner against a ligature", "die Auf\u{200C}lage", ["Auflage"], "Auflage", true),
    Case("quoted mail", "> the reconstruc-\n> tion", ["reconstruction"], "reconstruction", true),
    Case("another form", "reconstruc-\ntions", ["reconstructing"], "reconstruction", true),
    Case("three pieces", "re-\nconstruc-\ntion", ["reconstruction"], "reconstruction", true),
    Case("capitals", "RECONSTRUC-\nTION", ["reconstruction"], "Reconstruction", true),
    Case("the end of a page", "reconstruc-\n\ntion", ["reconstruction"], "reconstruction", true),
    Case(
      "a part of a compound", "anti-sub-\nmarine", ["submarine"], "anti-submarine", true),
    Case("the whole word in the same text", "a seman-\ntic or semantic", [], "semantic", true),
    // A word that the archive does not know in one piece, and compounds
    Case("xberg-io/xberg#1543", "price-\ndetermining", ["price"], "pricedetermining", false),
    Case("emareg/paper-checker#16", "power-\nperformance", [], "powerperformance", false),
    Case("docling-project/docling#4151", "or n-\ntridecanal", [], "ntridecanal", false),
    Case("berthubert/tkconv#144", "opsporings- en vervolging", [], "opsporingsen", false),
    Case("the same, and its parts", "opsporings- en vervolging", [], "opsporings", true),
    Case("firecrawl/pdf-inspector#388, and", "mid- and long-term", [], "midand", false),
    Case("a compound", "a well-\nknown man", ["known as well"], "wellknown", false),
    Case("a compound, by its parts", "a well-\nknown man", [], "well-known", true),
    Case("a compound, by its last part", "a well-\nknown man", [], "known", true),
    Case(
      "separate words, which the archive has more often", "from day to day",
      ["to-\nday", "today", "go to day care"], "today", false),
    Case("a new word after a hyphen", "Haupt-\nStadt", ["Hauptstadt"], "Hauptstadt", false),
    Case("a range", "1990-\n2000", ["19902000"], "19902000", false),
    Case("a part", "the reconstruc-\ntion", ["reconstruction"], "struction", false),
    Case("the exact form", "the reconstruc-\ntion", ["x"], "=reconstruction", false),
    Case("a phrase", "the reconstruc-\ntion", ["x"], "\"reconstruction\"", false),
  ]

  @Test(arguments: cases, [false, true])
  func `a word in pieces is found if the archive knows it in one piece`(
    given: Case, isOptimized: Bool
  ) throws {
    let archive = try archive([given.text] + given.others)
    if isOptimized { try archive.optimize() }
    #expect(try found(given.query, archive).contains("0") == given.isFound)
    #expect(try archive.check() == [])
  }

  @Test func `the pieces are described and highlighted, and the plain mode ignores them`() throws {
    let archive = try archive(["The reconstruc-\ntion of the harbour.", "A reconstruction."])
    var request = SearchRequest(Query("reconstruction"))
    let response = try Searcher(archive).search(request)
    #expect(response.understood.hasSuffix("reconstruction also as \"reconstruc tion\""))
    let snippets = response.hits.map(\.snippet)
    let marked = snippets.flatMap { snippet in
      snippet.highlights.map { String(decoding: Array(snippet.text.utf8)[$0], as: UTF8.self) }
    }
    #expect(Set(marked) == ["reconstruc- tion", "reconstruction"])
    request.isPlain = true
    #expect(try Searcher(archive).search(request).total == 1)
    #expect(try found("harbour -reconstruction", archive) == [])
  }

  @Test func `the index agrees with the text, and the shell marks the pieces`() throws {
    let folder = try TemporaryFolder()
    let archive = try archive(
      ["The reconstruc-\ntion. می\u{200C}خواهم", "A reconstruction."], at: folder.path("a.db"))
    #expect(try archive.check() == [])
    let check = "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)"
    #expect(try folder.sql(check, in: "a.db") == "")
    let snippet = """
      SELECT snippet(passages_fts, 1, '[', ']', '...', 24) FROM passages_fts
       WHERE passages_fts MATCH (SELECT '"' || pieces || '"' FROM joined_words WHERE word = 'reconstruct')
      """
    #expect(try folder.sql(snippet, in: "a.db").hasPrefix("The [reconstruc-\ntion]."))
  }

  @Test func `rows from the shell count after optimizing, and missing rows are a problem`() throws {
    let archive = try archive(["reconstruction"])
    let connection = archive.connection
    try connection.execute(
      """
      INSERT INTO passages(article_id, ordinal, start, text) VALUES (1, 2, 16, 'recon-\nstruction');
      INSERT INTO passages_fts(rowid, title, text)
        SELECT id, title, text FROM indexed_passages WHERE id = 2;
      UPDATE articles SET last_passage = 2;
      """)
    let count = "SELECT count(*) FROM joined_words"
    #expect(try connection.first(count) { $0.integer(at: 0) } == 0)
    try archive.optimize()
    #expect(try connection.first(count) { $0.integer(at: 0) } == 1)
    #expect(try !archive.check().contains(.vocabulary))
    try connection.execute("INSERT INTO joined_words VALUES ('gone', 'go ne')")
    #expect(try !archive.check().contains(.vocabulary))
    try connection.execute("DELETE FROM joined_words")
    #expect(try archive.check().contains(.vocabulary))
    try connection.execute("DROP TABLE joined_words")
    #expect(try found("reconstruction", archive) == ["0"])
    try archive.put([PreparedArticle("1", title: "t", paragraphs: ["recon-\nstruction"])])
    try archive.optimize()
    #expect(try found("struction", archive) == ["0", "1"])
  }

  /// The words and their pieces consist of letters that the stemmer does not change.
  @Test func `the articles found are those that the rules of broken words name`() throws {
    var brokenFinds = 0
    for seed in seeds(2_000) {
      var random = SeededGenerator(seed: seed)
      let library = BrokenLibrary(&random)
      let archive = try archive(library.texts)
      for word in library.words {
        let expected = library.articles(with: word)
        brokenFinds += expected.count { !library.tokens[$0].contains(word) }
        let found = try found(word, archive)
        #expect(found == Set(expected.map(String.init)), "seed \(seed): \(word), \(library.texts)")
      }
    }
    #expect(brokenFinds > 1_000)
  }

  private func archive(_ texts: [String], at path: String = ":memory:") throws -> Archive {
    try Archive.holding(
      texts.enumerated().map {
        PreparedArticle("\($0)", title: "t", paragraphs: [normalize($1)])
      }, at: path)
  }

  private func found(_ text: String, _ archive: Archive) throws -> Set<String> {
    var request = SearchRequest(Query(text), limit: 100)
    request.suggests = false
    return Set(try Searcher(archive).search(request).hits.map(\.article.metadata.location))
  }
}

/// Up to eight random texts of words that are broken at random places, and of compounds.
private struct BrokenLibrary {
  let words: [String]
  /// The tokens of each text, and the text after each token.
  private(set) var tokens: [[String]] = []
  private var gaps: [[String]] = []
  private static let breaks = ["-\n", "\u{2010}\n", "¬\n", "- ", "-\n> "]

  var texts: [String] {
    zip(tokens, gaps).map { zip($0, $1).map { $0 + $1 }.joined() }
  }

  init(_ random: inout SeededGenerator) {
    let syllables = ["bako", "tomak", "kobam", "mato", "amok", "bota"]
    var words: Set<String> = []
    for _ in 0..<5 {
      words.insert(random.words(1...3, of: syllables).joined())
    }
    self.words = words.sorted()
    for _ in 0...random.below(7) {
      tokens.append([])
      gaps.append([])
      for _ in 0..<(1 + random.below(5)) { addWord(&random) }
    }
  }

  private mutating func addWord(_ random: inout SeededGenerator) {
    var pieces = [Substring(random.pick(words))]
    if random.chance(2, in: 3) {
      let word = pieces[0]
      let seam = word.index(word.startIndex, offsetBy: 3 + random.below(word.count - 3))
      pieces = [word[..<seam], word[seam...]].filter { $0.count > 1 }
    }
    if pieces.count == 1 { pieces = [random.pick(words)[...]] }
    let gap = random.pick(Self.breaks + ["-\n", "-", " "])
    for (index, piece) in pieces.enumerated() {
      tokens[tokens.count - 1].append(String(piece))
      gaps[gaps.count - 1].append(index < pieces.count - 1 ? gap : ". ")
    }
  }

  /// Returns the articles that contain a word, whole or in pieces.
  func articles(with word: String) -> Set<Int> {
    var found = Set(tokens.indices.filter { tokens[$0].contains(word) })
    let isKnown = !found.isEmpty
    for seam in word.indices.dropFirst() {
      let pieces = [String(word[..<seam]), String(word[seam...])]
      let occurrences = gaps(between: pieces)
      let passages = Set(occurrences.map(\.article))
      let broken = Set(occurrences.filter { Self.breaks.contains($0.gap) }.map(\.article))
      let isWord = isKnown && 2 * broken.count > passages.count
      // A rare word also finds its pieces if a hyphen joins them.
      let isCompound = occurrences.contains { $0.gap == "-" }
      if isWord || (isCompound && pieces[1].count > (word.count <= 6 ? 1 : 2)) {
        found.formUnion(passages)
      }
    }
    return found
  }

  private func gaps(between pieces: [String]) -> [(article: Int, gap: String)] {
    tokens.indices.flatMap { article in
      tokens[article].indices.dropLast().filter {
        Array(tokens[article][$0...($0 + 1)]) == pieces
      }.map { (article, gaps[article][$0]) }
    }
  }
}
