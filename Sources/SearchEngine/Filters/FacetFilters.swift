internal import Archive
public import SQLite

extension Searcher {
  /// Returns a facet in which the count of each value is the number of articles that a filter with
  /// this value would leave.
  ///
  /// A filter `publisher:times` also matches The New York Times, and `language:en` also en-GB, so a
  /// count may include those of other values.
  ///
  /// - Complexity: O(n) in the number of values, apart from names that share their first word.
  public func countingFilters(_ facet: Facet) throws(SQLiteError) -> Facet {
    var facet = facet
    switch facet.field {
    case .year: return facet
    case .language:
      for index in facet.values.indices {
        guard let code = facet.values[index].name?.lowercased() else { continue }
        facet.values[index].count = facet.values.reduce(0) { sum, other in
          NameLookup.matches(language: other.name ?? "", code: code) ? sum + other.count : sum
        }
      }
    case .publisher, .author:
      facet.values = try countingNames(facet.values)
    }
    facet.values.sort { ($1.count, $0.name ?? "") < ($0.count, $1.name ?? "") }
    return facet
  }

  private func countingNames(_ values: [Facet.Value]) throws(SQLiteError) -> [Facet.Value] {
    let tokenizer = try connection.foldingTokenizer()
    var words: [[String]] = []
    var holders: [String: [Int]] = [:]
    for (index, value) in values.enumerated() {
      words.append(try tokenizer.tokens(of: value.name ?? "").map(\.term))
      for word in Set(words[index]) { holders[word, default: []].append(index) }
    }
    var counted = values
    for index in values.indices {
      guard let first = words[index].first else { continue }
      counted[index].count = (holders[first] ?? []).reduce(0) { sum, other in
        NameLookup.matches(words: words[other], phrase: words[index])
          ? sum + values[other].count : sum
      }
    }
    return counted
  }
}
