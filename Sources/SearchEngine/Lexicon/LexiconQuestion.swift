internal import Ranking

/// A question about the words of an archive.
///
/// Each part of a collection can answer it by itself, and the answers of the parts combine to that of
/// the whole; see `LexiconAnswer`.
enum LexiconQuestion: Hashable, Sendable {
  /// A table that need not exist or may be empty.
  enum Table: String, CaseIterable {
    case variants = "term_variants"
    case joinedWords = "joined_words"
    case writtenForms = "written_forms_state"
  }

  // MARK: Numbers

  /// The number of passages.
  case passages
  /// The number of tokens in all passages.
  case tokens
  /// The highest id of a passage.
  case lastPassage
  /// 1 if the table has rows.
  case has(Table)
  /// 1 if there are terms, but not in the table `vocabulary`.
  case lacksVocabulary
  /// 1 if the tables of written forms do not cover all passages.
  case lacksForms
  /// The number of passages with a term of a query, exactly.
  case frequency(TermSpec)
  /// The number of passages with a term, but at most `atMost`.
  case documentFrequency(String, atMost: Int)
  /// The number of passages with a phrase, but at most `atMost`, among those after a passage.
  case phraseFrequency(String, after: Int64 = 0, atMost: Int)
  /// 1 if a passage has one of these phrases.
  case occurs(anyOf: [String])

  // MARK: Terms

  /// The first terms that start with a text.
  case terms(startingWith: String, limit: Int)
  /// The terms in a range that contain a text.
  case termsContaining(String, from: String, to: String)
  /// The terms that are at most `edits` edits away from a term, with their distances.
  case nearTerms(String, edits: Int)
  /// The terms in the table `vocabulary` that are at most `edits` edits away from a term, with their
  /// distances and frequencies.
  case similarTerms(String, edits: Int)
  /// The written words that are at most `edits` edits away from a word, with their terms and distances.
  case similarForms(String, edits: Int)
  /// The terms that fold to a text, or have it as a part; all if `limit` is negative.
  case variants(of: String, limit: Int)
  /// The terms whose folded text starts with this one.
  case variantsStarting(with: String)
  /// The terms whose folded text contains this one, and is not before `from`.
  case variantsContaining(String, from: String)
  /// The ways in which texts write a word in pieces.
  case pieces(of: String)

  // MARK: Texts

  /// The titles and texts of the first passages with a term.
  case texts(with: String, limit: Int)
  /// The titles and texts of the first passages with a phrase, among those after a passage.
  case phraseTexts(String, after: Int64 = 0, limit: Int)
}

/// The answer to a `LexiconQuestion`: a number, or rows.
struct LexiconAnswer: Equatable, Sendable {
  var count = 0
  var rows: [[String]] = []

  init(count: Int) { self.count = count }
  init(rows: [[String]]) { self.rows = rows }
}

extension LexiconQuestion {
  /// Returns the answer of a collection, given those of its parts, in order.
  func combined(_ answers: [LexiconAnswer]) -> LexiconAnswer {
    if answers.count == 1 { return answers[0] }
    let sum = answers.reduce(0) { $0 + $1.count }
    let rows = answers.flatMap(\.rows)
    switch self {
    case .passages, .tokens, .lastPassage, .frequency: return LexiconAnswer(count: sum)
    case .has, .lacksVocabulary, .lacksForms, .occurs: return LexiconAnswer(count: min(sum, 1))
    case .documentFrequency(_, let most), .phraseFrequency(_, _, let most):
      return LexiconAnswer(count: min(sum, most))
    case .terms(_, let limit), .variants(_, let limit):
      let all = Self.united(rows)
      return LexiconAnswer(rows: limit < 0 ? all : Array(all.prefix(limit)))
    case .termsContaining, .nearTerms, .similarForms, .variantsStarting, .variantsContaining,
      .pieces:
      return LexiconAnswer(rows: Self.united(rows))
    case .similarTerms: return LexiconAnswer(rows: Self.addedUp(rows))
    case .texts(_, let limit), .phraseTexts(_, _, let limit):
      return LexiconAnswer(rows: Array(rows.prefix(limit)))
    }
  }

  /// Returns the different rows, in ascending order of bytes.
  private static func united(_ rows: [[String]]) -> [[String]] {
    let keyed = Dictionary(rows.map { (key(of: $0), $0) }) { first, _ in first }
    return keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  /// Returns the different rows, in ascending order of bytes; the last elements are numbers and are
  /// added up.
  private static func addedUp(_ rows: [[String]]) -> [[String]] {
    func number(_ row: [String]) -> Int { row.last.flatMap { Int($0) } ?? 0 }
    let keyed = Dictionary(rows.map { (key(of: $0.dropLast()), $0) }) { first, other in
      first.dropLast() + [String(number(first) + number(other))]
    }
    return keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  /// Returns the bytes of a row: as strings, texts that are canonically equivalent are equal.
  private static func key(of row: some Sequence<String>) -> [UInt8] {
    // No text has a NUL, which comes before all other bytes.
    Array(row.map { Array($0.utf8) }.joined(separator: [0]))
  }
}

/// What answers questions about words: an archive, several of them, or a file.
protocol LexiconSource {
  /// The number of the snapshot: as long as it is the same, the answers are.
  var generation: Int { get throws }

  func answer(_ question: LexiconQuestion) throws -> LexiconAnswer
}

extension LexiconSource {
  /// Returns the answer to a question for a number.
  func count(_ question: LexiconQuestion) throws -> Int { try answer(question).count }

  /// The size of the collection.
  var size: RankingQuery.Collection {
    get throws {
      RankingQuery.Collection(passages: try count(.passages), tokens: try count(.tokens))
    }
  }
}
