internal import QueryLanguage
internal import SearchEngine

extension SearchNotice {
  /// That a query has no word, so that there is nothing to find.
  static let noWords = SearchNotice(
    code: "no-words", message: "there is no word to search for in the query")
}

extension Notice {
  /// The sentence, the query and a caret under the place, as three lines for people.
  ///
  ///     there is no field "autor"; fields are author, date, ...
  ///       autor:smith budget
  ///       ^^^^^
  ///
  /// Of a long query only the surroundings of the place are shown.
  func pointingInto(_ query: String) -> String {
    let utf8 = Array(query.utf8)
    let start = min(range.lowerBound, utf8.count)
    let end = min(max(range.upperBound, start), utf8.count)
    func line(_ range: Range<Int>) -> String {
      printable(String(decoding: utf8[range], as: UTF8.self))
    }
    var before = line(0..<start)
    if before.count > Self.mostContext { before = "…" + before.suffix(Self.mostContext) }
    var place = line(start..<end)
    if place.count > Self.mostContext { place = place.prefix(Self.mostContext) + "…" }
    var after = line(end..<utf8.count)
    if after.count > Self.mostContext { after = after.prefix(Self.mostContext) + "…" }
    let indent = String(repeating: " ", count: Glyph.columns(of: before))
    let carets = String(repeating: "^", count: max(1, Glyph.columns(of: place)))
    return "\(message)\n  \(before)\(place)\(after)\n  \(indent)\(carets)"
  }

  /// The most characters that are shown before, at and behind a place.
  private static let mostContext = 40
}
