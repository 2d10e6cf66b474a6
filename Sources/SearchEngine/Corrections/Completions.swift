internal import Archive
internal import QueryLanguage
internal import Ranking
public import SQLite

/// A word of the archive that completes what was typed.
public struct Completion: Equatable, Sendable {
  /// The text with its last word completed.
  public var text: String
  /// The number of passages that contain the completed word, in any form.
  public var passages: Int
}

/// The completions of the last word of a text.
public struct Completions: Equatable, Sendable {
  /// The completions, the most frequent first.
  public var list: [Completion] = []
  /// True if the archive contains the last word as it is, in any form.
  public var lastWordOccurs = false

  /// Creates completions from their parts.
  public init(list: [Completion] = [], lastWordOccurs: Bool = false) {
    self.list = list
    self.lastWordOccurs = lastWordOccurs
  }

  /// A text that has no completions.
  public static let none = Completions()
}

extension Searcher {
  /// The maximum number of words of the archive that are compared for one completion.
  private static let maxCompared = 20_000

  /// Returns completions of the last word of `text`, the most frequent words first.
  ///
  /// A text that does not end in a word has no completions.
  ///
  /// - Complexity: O(n) in the number of words of the archive that start with the last word.
  /// - Throws: `ArchiveError`, if the archive cannot be read; `SearchInterrupted`.
  public func completions(
    of text: String, limit: Int, interruption: Interruption? = nil
  ) throws -> Completions {
    try withSearch(SearchRequest(Query("")), interruption) { usesEngine in
      guard usesEngine,
        let last = try connection.foldingTokenizer().tokens(of: text).last,
        last.range.upperBound == text.utf8.count
      else { return .none }
      let typed = String(decoding: Array(text.utf8)[last.range], as: UTF8.self)
      let before = String(decoding: Array(text.utf8)[..<last.range.lowerBound], as: UTF8.self)
      let lexicon = try suggestions().refreshed()
      var found = try lexicon.terms(startingWith: last.term, limit: Self.maxCompared).map {
        (term: $0, passages: 0)
      }
      // The stem of a whole word may be shorter than what was typed.
      let stem = try connection.indexTokenizer().tokens(of: typed).last?.term
      if let stem, !found.contains(where: { $0.term == stem }), try lexicon.contains(stem) {
        found.append((stem, 0))
      }
      for index in found.indices {
        if index % 64 == 0 { try connection.checkInterruption() }
        found[index].passages = try lexicon.documentFrequency(of: found[index].term)
      }
      found.sort { ($1.passages, $0.term) < ($0.passages, $1.term) }
      let forms = try suggestions().displayForms
      var completions: [Completion] = []
      for (term, passages) in found.prefix(limit) {
        guard let form = try forms.form(of: term, near: forms.folded(typed), lexicon) else {
          continue
        }
        completions.append(Completion(text: before + form.text, passages: passages))
      }
      return Completions(
        list: completions,
        lastWordOccurs: stem.map { stem in found.contains { $0.term == stem } } ?? false)
    }
  }
}
