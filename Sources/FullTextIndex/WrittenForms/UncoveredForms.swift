package import SQLite

/// The written words of the rows that the table of written forms does not cover.
///
/// Their texts are read. If there are not too many, this happens once, and otherwise for each
/// pattern.
package final class UncoveredForms {
  /// The usual maximum number of rows whose words are kept in memory; they take a few megabytes.
  package static let maxKept = 20_000

  /// The rows, ascending; some may have been deleted.
  package let rows: [UInt32]
  private let connection: Connection
  private let words: RowWords
  private let stemmer: FormStemmer
  private let maxKept: Int
  private var kept: FormCollector?

  /// Creates the words of `rows` without reading anything yet.
  package init(
    _ rows: [UInt32], _ connection: Connection, _ tokenizer: FormTokenizer,
    maxKept: Int = UncoveredForms.maxKept
  ) throws(IndexError) {
    self.rows = rows
    self.maxKept = maxKept
    self.connection = connection
    words = RowWords(connection, tokenizer)
    stemmer = try FormStemmer(tokenizer, connection)
  }

  /// The postings of the words that match a pattern.
  package struct Matches {
    package var postings = FormPostings()
    /// The stems of these words.
    package var stems: Set<[UInt8]> = []
    /// True if these rows contain no other forms of these stems, nor of those that were given.
    package var isWhole = true
  }

  /// Returns the postings of the words that match a pattern.
  ///
  /// `stems` are the stems of which all forms in other rows match. `rows` returns the rows with a
  /// stem. If there are many rows and the pattern has no star, only those with its stems are read.
  package func matches(
    _ pattern: FormPattern, stems: Set<[UInt8]>,
    rows withStem: ([UInt8]) throws(IndexError) -> [UInt32]
  ) throws(IndexError) -> Matches {
    var matches = Matches()
    guard !rows.isEmpty else { return matches }
    if rows.count <= maxKept {
      try collect(try keptForms(), pattern, stems, &matches)
      return matches
    }
    // Only the forms of all rows can show that no other forms occur.
    matches.isWhole = false
    var rest = rows[...]
    if !pattern.words.isEmpty {
      var holders: Set<UInt32> = []
      for word in pattern.words { holders.formUnion(try withStem(stemmer.stem(word))) }
      rest = rows.filter(holders.contains)[...]
    }
    while !rest.isEmpty {
      try collect(try collect(rest.prefix(maxKept)), pattern, stems, &matches)
      rest = rest.dropFirst(maxKept)
    }
    return matches
  }

  private func keptForms() throws(IndexError) -> FormCollector {
    if let kept { return kept }
    let forms = try collect(rows[...])
    kept = forms
    return forms
  }

  private func collect(_ rows: ArraySlice<UInt32>) throws(IndexError) -> FormCollector {
    var collector = FormCollector(stemmer, collectsAll: true)
    try words.forEach(rows) { (row, columns) throws(IndexError) in
      try collector.add(row, columns)
    }
    return collector
  }

  /// Adds the words of `collector` that match a pattern.
  private func collect(
    _ collector: FormCollector, _ pattern: FormPattern, _ given: Set<[UInt8]>,
    _ matches: inout Matches
  ) throws(IndexError) {
    var counts: [UInt32: (title: UInt32, text: UInt32)] = [:]
    var isFound = Array(repeating: false, count: collector.forms.count)
    var stems: Set<Int32> = []
    for form in isFound.indices where pattern.matches(collector.forms[form]) {
      isFound[form] = true
      stems.insert(collector.stemOfForm[form])
      guard let list = FormPostings(collector.lists[form].bytes, upTo: .max) else {
        throw .corrupt(.writtenForms)
      }
      for (index, row) in list.rows.enumerated() {
        counts[row, default: (0, 0)].title += list.counts[2 * index]
        counts[row, default: (0, 0)].text += list.counts[2 * index + 1]
      }
    }
    for row in counts.keys.sorted() {
      let count = counts[row] ?? (0, 0)
      matches.postings.append(row, count.title, count.text)
    }
    for stem in stems { matches.stems.insert(Array(collector.stems[Int(stem)])) }
    guard matches.isWhole else { return }
    for stem in 0..<collector.stems.count where given.contains(Array(collector.stems[stem])) {
      stems.insert(Int32(stem))
    }
    matches.isWhole = isFound.indices.allSatisfy { form in
      isFound[form] || !stems.contains(collector.stemOfForm[form])
    }
  }
}
