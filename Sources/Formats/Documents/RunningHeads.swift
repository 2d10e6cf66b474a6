internal import TextAnalysis

/// Removes from the text of a PDF what stands at the top and bottom of each page: page numbers, and
/// the title of the paper or the chapter.
///
/// `pdftotext` separates pages by form feeds.
enum RunningHeads {
  /// The minimum number of pages that show what is repeated.
  private static let minPages = 3
  /// The number of lines at each end of a page that can be repeated.
  private static let maxLines = 2
  private static let maxLength = 120

  /// Returns the text without the lines that most pages repeat.
  static func removed(from text: String) -> String {
    var pages = text.split(separator: "\u{C}", omittingEmptySubsequences: false)
      .map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    let filled = pages.indices.filter { page in pages[page].contains { !isBlank($0) } }
    guard filled.count >= minPages else { return text }
    for isTop in [true, false] {
      for _ in 0..<maxLines {
        var counts: [String: Int] = [:]
        let places = filled.compactMap { page in
          place(in: pages[page], isTop).map { (page, $0) }
        }
        for (page, line) in places { counts[pattern(of: pages[page][line]), default: 0] += 1 }
        // Left and right pages may have heads of their own.
        let repeated = Set(
          counts.filter { $0.value >= minPages && 3 * $0.value >= filled.count }.keys)
        guard !repeated.isEmpty else { break }
        for (page, line) in places where repeated.contains(pattern(of: pages[page][line])) {
          pages[page].remove(at: line)
        }
      }
    }
    return pages.map { $0.joined(separator: "\n") }.joined(separator: "\u{C}")
  }

  /// Returns the index of the first or last line of a page that has words; nil if it is too long.
  private static func place(in page: [Substring], _ isTop: Bool) -> Int? {
    let found = isTop ? page.firstIndex { !isBlank($0) } : page.lastIndex { !isBlank($0) }
    return found.flatMap { page[$0].utf8.count <= maxLength ? $0 : nil }
  }

  private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }

  /// Returns the line with one mark for each number, because page numbers differ.
  private static func pattern(of line: Substring) -> String {
    var pattern = ""
    for character in line.lowercased() where !character.isWhitespace {
      if !character.isNumber {
        pattern.append(character)
      } else if pattern.last != "0" {
        pattern.append("0")
      }
    }
    // Introductions are numbered in Roman letters.
    return !pattern.isEmpty && pattern.allSatisfy { "ivxlc".contains($0) } ? "0" : pattern
  }
}
