package import FullTextIndex
package import SQLite

/// The words of the texts as a search sees them: the tables of written forms, and the rows that they
/// do not cover.
package struct FormSources {
  /// The tables; nil if there are none.
  package let tables: WrittenForms?
  package let uncovered: UncoveredForms

  /// Reads which rows the tables cover.
  ///
  /// Without `usesTables`, or if there are no tables for this tokenizer, no row counts as covered.
  package init(
    _ connection: Connection, _ tokenizer: FormTokenizer, usesTables: Bool, maxKept: Int
  ) throws(IndexError) {
    tables = usesTables ? try WrittenForms(connection, tokenizer) : nil
    uncovered = try UncoveredForms(
      WrittenForms.uncoveredRows(tables, connection), connection, tokenizer,
      maxKept: maxKept)
  }
}

/// The postings of a phrase, some of whose tokens must be written in a certain way.
package enum FormList {
  /// All forms of the stems match, so the postings are those of this pattern.
  case pattern(Pattern)
  /// The postings.
  case postings(ExternalPostings)
}

extension RankingReader {
  /// Returns the postings of a phrase in any of `columns`; in all columns if that is nil.
  ///
  /// If the tables do not show how often a passage contains the phrase in the right forms, `count`
  /// is called. It returns the number of occurrences in each column. Unless `findsPattern`, the result
  /// is never a pattern.
  ///
  /// - Complexity: O(n) in the postings of the stems of all matching words, and in the bytes of the
  ///   words that start like each pattern.
  package func list(
    of tokens: [PhraseToken], columns: Set<Int>?, _ sources: FormSources,
    findsPattern: Bool = true, count: (Int64) throws -> [Int]
  ) throws -> FormList {
    let evaluation = try withSearch(RankingQuery([], k: 0)) { (search) throws(IndexError) in
      try FormEvaluation(
        &search, tokens, columns: columns, sources, findsPattern: findsPattern)
    }
    switch evaluation.outcome {
    case .pattern(let pattern): return .pattern(pattern)
    case .postings(let postings): return .postings(evaluation.external(postings))
    case .candidates(var postings, let uncertain):
      for index in uncertain {
        let counts = try count(Int64(postings.rows[index]))
        for column in 0..<2 where evaluation.isAsked(column) {
          postings.counts[2 * index + column] = UInt32(counts[column])
        }
      }
      let found = try postings.filter { (_, count) in count > 0 }
      return .postings(evaluation.external(found))
    }
  }
}
