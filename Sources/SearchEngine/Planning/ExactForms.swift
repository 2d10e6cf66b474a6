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
  /// The sequences to count, with the words as the tokenizer folds them.
  private let sequences: [[String]]
  /// The UTF-8 of each word, if no sequence has several.
  private let letters: [[UInt8]]?
  private let tokenizer: Tokenizer

  /// Creates a counter for the forms of a term; nil if it has none.
  ///
  /// `tokenizer` is that of the index, without its stemmer.
  init?(_ term: TermSpec, _ tokenizer: Tokenizer) {
    self.init(term.writtenForms?.map { [$0] } ?? [term.exactForms ?? []], tokenizer)
  }

  /// Creates a counter for any of several sequences of folded words; nil if there are no words.
  init?(_ sequences: [[String]], _ tokenizer: Tokenizer) {
    guard !sequences.isEmpty, sequences.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.sequences = sequences
    self.tokenizer = tokenizer
    let isSingle = sequences.allSatisfy { $0.count == 1 }
    letters = isSingle ? sequences.joined().map { Array($0.utf8) } : nil
  }

  /// Returns the number of occurrences in `text`.
  ///
  /// - Complexity: O(n) in the bytes of the text. A single word in a text without accented letters
  ///   is counted about 30 times faster.
  func count(in text: String) throws(SQLiteError) -> Int {
    var text = text
    if let letters, let count = text.withUTF8({ Self.count(letters, in: $0) }) { return count }
    let tokens = try tokenizer.tokens(of: text).map(\.term)
    return tokens.indices.count { index in
      sequences.contains { tokens[index...].starts(with: $0) }
    }
  }

  /// Returns the count found by comparing bytes; nil if the text needs the tokenizer.
  private static func count(_ words: [[UInt8]], in text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard words.joined().allSatisfy({ $0 < 0x80 }) else { return nil }
    let isTokenByte = Self.isTokenByte
    // Few words of a text start like one of the words that are counted.
    var isFirst = Array(repeating: false, count: 0x80)
    for word in words { if let first = word.first { isFirst[Int(first)] = true } }
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
      while index < text.count, text[index] < 0x80, isTokenByte[Int(text[index])] { index += 1 }
      guard isFirst[Int(folded(lead))] else { continue }
      let token = UnsafeBufferPointer(rebasing: text[start..<index])
      if words.contains(where: { isEqual(token, $0) }) { count += 1 }
    }
    return count
  }

  /// True if a token is the folded word, apart from case.
  private static func isEqual(_ token: UnsafeBufferPointer<UInt8>, _ word: [UInt8]) -> Bool {
    token.count == word.count && token.indices.allSatisfy { folded(token[$0]) == word[$0] }
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
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
    let exact = plan.clauses.enumerated().filter { $1.term.needsTexts }
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
    guard let counter = ExactFormCounter(term, folding) else { return [] }
    var counts: [Int] = []
    for (column, text) in texts.enumerated() {
      let isAsked = term.columns?.contains(column) ?? true
      counts.append(isAsked ? try counter.count(in: text) : 0)
    }
    return counts
  }

  private func makeList(_ term: TermSpec) throws -> ExternalPostings {
    guard let counter = ExactFormCounter(term, folding) else {
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
