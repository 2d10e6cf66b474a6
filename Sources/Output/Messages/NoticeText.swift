package import QueryLanguage

extension Notice {
  /// The sentence, the query, and carets under the part that it is about, as three lines for people.
  ///
  ///     there is no field "autor"; fields are author, date, ...
  ///       autor:smith budget
  ///       ^^^^^
  ///
  /// Of a long query, only the surroundings are shown.
  package func pointing(into query: String) -> String {
    let utf8 = Array(query.utf8)
    let start = min(range.lowerBound, utf8.count)
    let end = min(max(range.upperBound, start), utf8.count)
    func line(_ range: Range<Int>) -> String {
      printable(String(decoding: utf8[range], as: UTF8.self))
    }
    var before = line(0..<start)
    if before.count > Self.maxContext { before = "…" + before.suffix(Self.maxContext) }
    var part = line(start..<end)
    if part.count > Self.maxContext { part = part.prefix(Self.maxContext) + "…" }
    var after = line(end..<utf8.count)
    if after.count > Self.maxContext { after = after.prefix(Self.maxContext) + "…" }
    let indent = String(repeating: " ", count: DisplayWidth.columns(of: before))
    let carets = String(repeating: "^", count: max(1, DisplayWidth.columns(of: part)))
    return "\(message)\n  \(before)\(part)\(after)\n  \(indent)\(carets)"
  }

  /// The maximum number of characters that are shown before, within and after the part.
  private static let maxContext = 40
}
