internal import Archive
internal import FullTextIndex
internal import Ranking
internal import SQLite
internal import TextAnalysis

/// Counts the occurrences of a sequence of words in exactly these forms, and not in other forms of
/// the same stems.
///
/// Case and accents are ignored.
struct ExactFormCounter {
  /// The words as the tokenizer folds them.
  private let words: [String]
  /// The UTF-8 of the word, if there is only one.
  private let letters: [UInt8]?
  private let tokenizer: Tokenizer

  /// Creates a counter for folded words; nil if there are none.
  ///
  /// `tokenizer` is that of the index, without its stemmer.
  init?(_ words: [String], _ tokenizer: Tokenizer) {
    guard let first = words.first else { return nil }
    self.words = words
    self.tokenizer = tokenizer
    letters = words.count == 1 ? Array(first.utf8) : nil
  }

  /// Returns the number of occurrences in `text`.
  ///
  /// - Complexity: O(n) in the bytes of the text. A single word in a text without accented letters
  ///   is counted about 30 times faster.
  func count(in text: String) throws(SQLiteError) -> Int {
    var text = text
    if let letters, let count = text.withUTF8({ Self.count(letters, in: $0) }) { return count }
    let tokens = try tokenizer.tokens(of: text).map(\.term)
    return tokens.indices.count { tokens[$0...].starts(with: words) }
  }

  /// Returns the count found by comparing bytes; nil if the text needs the tokenizer.
  private static func count(_ letters: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard letters.allSatisfy({ $0 < 0x80 }) else { return nil }
    let isTokenByte = Self.isTokenByte
    var count = 0
    var index = 0
    while index < text.count {
      // At this point, a word starts, or the text is between words.
      let lead = text[index]
      if lead >= 0x80 {
        // Outside ASCII, only the punctuation from U+2000 to U+203F is known not to fold to ASCII
        // letters.
        guard lead == 0xE2, index + 2 < text.count, text[index + 1] == 0x80 else { return nil }
        index += 3
        continue
      }
      guard isTokenByte[Int(lead)] else {
        index += 1
        continue
      }
      let start = index
      var isEqual = true
      while index < text.count, text[index] < 0x80, isTokenByte[Int(text[index])] {
        let offset = index - start
        let byte = text[index]
        let folded = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        isEqual = isEqual && offset < letters.count && letters[offset] == folded
        index += 1
      }
      if isEqual, index - start == letters.count { count += 1 }
    }
    return count
  }

  /// True for each ASCII character that is part of a token.
  private static let isTokenByte = (0..<0x80).map { Unicode.Scalar(UInt8($0)).isTokenCharacter }
}

/// Builds posting lists of words in exactly one form, by reading the passages in which the index
/// finds any form.
///
/// Lists are cached until the archive changes.
final class ExactFormPostings {
  private let archive: Archive
  private let reader: RankingReader
  private let folding: Tokenizer
  private var cache: [TermSpec: ExternalPostings] = [:]
  private var generation: Int?
  private static let maxCached = 256

  /// Creates a builder that shares the caches of `reader`.
  init(_ archive: Archive, _ reader: RankingReader) throws(SQLiteError) {
    self.archive = archive
    self.reader = reader
    folding = try archive.connection.foldingTokenizer()
  }

  /// Returns the lists of the exact clauses of a plan, by the index of the clause.
  ///
  /// - Complexity: O(n) in the length of the passages that contain any form: a few microseconds for
  ///   each passage, the first time.
  func lists(_ plan: QueryPlan) throws -> [Int: ExternalPostings] {
    let exact = plan.clauses.enumerated().filter { $1.term.exactForms != nil }
    guard !exact.isEmpty else { return [:] }
    let now = try reader.vocabulary().generation
    if now != generation || cache.count > Self.maxCached { cache = [:] }
    generation = now
    var lists: [Int: ExternalPostings] = [:]
    for (index, clause) in exact {
      let list = try cache[clause.term] ?? makeList(clause.term)
      cache[clause.term] = list
      lists[index] = list
    }
    return lists
  }

  /// Returns the number of occurrences of an exact term in each column, given the texts of the
  /// columns.
  func counts(_ term: TermSpec, _ texts: [String]) throws(SQLiteError) -> [Int] {
    guard let counter = ExactFormCounter(term.exactForms ?? [], folding) else { return [] }
    var counts: [Int] = []
    for (column, text) in texts.enumerated() {
      let isAsked = term.columns?.contains(column) ?? true
      counts.append(isAsked ? try counter.count(in: text) : 0)
    }
    return counts
  }

  private func makeList(_ term: TermSpec) throws -> ExternalPostings {
    guard let counter = ExactFormCounter(term.exactForms ?? [], folding) else {
      return ExternalPostings([], frequencies: [])
    }
    let columns = term.columns ?? [0, 1]
    let weights = try reader.statistics().columnWeights
    var passages: [Int64] = []
    var frequencies: [Double] = []
    let query = RankingQuery([RankingQuery.Term(term.pattern, columns: columns)], k: 0)
    for passage in try reader.matches(query) {
      let texts = try archive.connection.first(
        """
        SELECT articles.title, passages.text
          FROM passages JOIN articles ON articles.id = passages.article_id WHERE passages.id = ?1
        """, [.integer(passage)]
      ) { row in [row.text(at: 0) ?? "", row.text(at: 1) ?? ""] }
      var frequency = 0.0
      var isFound = false
      for (column, text) in (texts ?? []).enumerated() where columns.contains(column) {
        let count = try counter.count(in: text)
        isFound = isFound || count > 0
        frequency += Double(count) * (column < weights.count ? weights[column] : 1)
      }
      guard isFound else { continue }
      guard frequency.isFinite else { throw IndexError.unsupportedQuery }
      passages.append(passage)
      frequencies.append(frequency)
    }
    return ExternalPostings(passages, frequencies: frequencies)
  }
}
