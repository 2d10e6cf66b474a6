/// The name of a post that starts with its date, as Jekyll requires: `2021-10-18-tide-tables.md`.
struct DatedFileName: Sendable {
  /// The date, such as `2021-10-18`.
  let date: String
  /// The words of the name, such as `Tide tables`.
  let title: String

  /// Returns nil if the name has no date and words.
  init?(_ path: String) {
    let name = path.split(separator: "/").last ?? ""
    let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
    let parts = stem.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, number(parts[0], digits: 4...4) != nil,
      number(parts[1], digits: 1...2) != nil, number(parts[2], digits: 1...2) != nil,
      let found = PublicationDate(parsing: parts[..<3].joined(separator: "-")), found.day != nil
    else { return nil }
    let words = parts[3].split { "-_".contains($0) }.joined(separator: " ")
    guard let first = words.first else { return nil }
    date = found.description
    title = first.uppercased() + words.dropFirst()
  }
}
