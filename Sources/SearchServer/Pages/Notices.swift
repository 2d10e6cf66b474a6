internal import Output
internal import QueryLanguage
internal import SearchEngine

/// The notices about a query and its answer, as sentences for the page.
struct PageNotices {
  private let query: PageQuery
  private let notices: [Notice]

  /// Creates the sentences; there are none while the query is still being typed.
  init(_ query: PageQuery, _ response: SearchResponse, isTyping: Bool) {
    self.query = query
    notices = isTyping ? [] : response.request.query.notices + response.notices
  }

  /// The corrected query, if it was answered instead of the typed one.
  var corrected: String? {
    notices.lazy.compactMap { if case .corrected(let query, _) = $0.kind { query } else { nil } }
      .first
  }

  /// The corrected query, as in `Did you mean moon base?`.
  var suggestion: PageModel? {
    let replacements = notices.compactMap { notice -> (Range<Int>, String)? in
      guard case .didYouMean(let replacement, let typed) = notice.kind, let range = notice.range
      else { return nil }
      return place(typed, range).map { ($0, replacement) }
    }
    guard !replacements.isEmpty else { return nil }
    var bytes = Array(query.text.utf8)
    for (range, replacement) in replacements.sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
      bytes.replaceSubrange(range, with: replacement.utf8)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return ["suggested": printableLine(text), "href": query.base.setting("q", text).address("/")]
  }

  /// Returns the range of the typed words in the query; nil if they do not stand there.
  private func place(_ typed: String, _ range: Range<Int>) -> Range<Int>? {
    let bytes = Array(query.text.utf8)
    let end = range.lowerBound + typed.utf8.count
    if end <= bytes.count, bytes[range.lowerBound..<end].elementsEqual(typed.utf8) {
      return range.lowerBound..<end
    }
    return range.upperBound <= bytes.count ? range : nil
  }

  /// The other notices.
  var sentences: [PageModel] {
    let hasSuggestion = suggestion != nil
    var sentences: [String] = []
    for notice in notices {
      switch notice.kind {
      case .didYouMean where hasSuggestion: continue
      case .corrected(let other, let typed):
        let words = typed.map { "“\($0)”" }.joined(separator: " and ")
        sentences.append(
          "Nothing was found for \(words). These are the results for “\(other)”.")
      case .noWords where query.text.isEmpty: continue
      default: sentences.append(Self.sentence(notice.message))
      }
    }
    return sentences.map { ["sentence": printableLine($0)] }
  }

  /// Returns a clause as a sentence.
  static func sentence(_ clause: String) -> String {
    let end = clause.last.map { "?.!".contains($0) } ?? true
    return clause.capitalizedFirst + (end ? "" : ".")
  }
}
