internal import Archive
internal import SearchEngine

/// Prints results for people.
struct TextResults {
  private let console: Console

  init(_ console: Console) { self.console = console }

  func write(_ results: SearchResults, to output: inout Output) {
    for (index, hit) in results.hits.enumerated() {
      if index > 0 { output.writeLine("") }
      write(hit, to: &output)
    }
  }

  private func write(_ hit: SearchHit, to output: inout Output) {
    let number = "\(hit.rank). "
    let indent = String(repeating: " ", count: number.count)
    for (index, line) in console.lines(of: printable(hit.title.text), indent: indent.count)
      .enumerated()
    {
      output.writeLine((index == 0 ? number : indent) + console.styled(line, .title))
    }
    let metadata = hit.article.metadata
    // A word that stands in most passages scores next to nothing.
    let score = hit.score < 0.01 ? "under 0.01" : fixed(hit.score, decimals: 2)
    let facts = [metadata.publisher, metadata.published.map(day), "score \(score)"]
    let summary = facts.compactMap { $0.map(printable) }.joined(separator: " · ")
    for line in console.lines(of: summary, indent: indent.count) { output.writeLine(indent + line) }
    for line in console.lines(of: hit.snippet, indent: indent.count) where !line.isEmpty {
      output.writeLine(indent + line)
    }
    let others =
      hit.otherPassages == 0 ? "" : " (and \(counted(hit.otherPassages, "other passage")))"
    let place =
      "\(printable(metadata.location)) · article \(hit.article.id), passage "
      + "\(hit.passage.ordinal)\(others)"
    for line in console.lines(of: place, indent: indent.count) {
      output.writeLine(indent + console.styled(line, .faint))
    }
  }
}

/// The day of an ISO 8601 date, or less where less is known.
func day(_ published: String) -> String { String(published.prefix(10)) }

/// `text` without the control characters with which it could take over a terminal.
func printable(_ text: String) -> String {
  let isClean = text.unicodeScalars.allSatisfy { !$0.isTerminalControl }
  if isClean { return text }
  var clean = String.UnicodeScalarView()
  clean.append(contentsOf: text.unicodeScalars.filter { !$0.isTerminalControl })
  return String(clean)
}

extension Unicode.Scalar {
  /// Whether a terminal may take it for a command, or a reader be misled by it.
  fileprivate var isTerminalControl: Bool {
    switch value {
    case 0x00..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// `1,234 articles`, `1 article`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// `1,234,567`.
func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  var position = digits.count - 3
  while position > 0 {
    digits.insert(",", at: position)
    position -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

/// A number with so many decimals, rounded.
func fixed(_ value: Double, decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  guard value.magnitude * scale < 1e15 else { return String(value) }
  let digits = String(Int((value.magnitude * scale).rounded()))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let whole = padded.dropLast(decimals)
  return (value < 0 ? "-" : "") + whole + (decimals > 0 ? "." + padded.suffix(decimals) : "")
}
