/// Restores the hyphens that `pdftotext` removes at the ends of lines.
///
/// The program joins `reconstruc-` and `tion`, but also `well-` and `known`, or `Vor-` and `und`.
/// It keeps these hyphens if it prints the text in the order of the file (`-raw`). That order is not
/// always the order of reading, so only the hyphens are taken from there.
enum LineEndHyphens {
  /// Returns `text` with the words that `lines` breaks at the end of a line.
  ///
  /// A word stays joined if `lines` also has it in one piece, or breaks it at different places. The
  /// first line stays as it is, because it may be a title.
  static func restored(in text: String, from lines: String) -> String {
    let broken = brokenWords(in: lines)
    guard !broken.isEmpty, let first = text.firstIndex(where: \.isNewline) else { return text }
    var result = String(text[..<first])
    var rest = text[first...]
    while let start = rest.firstIndex(where: { !$0.isWhitespace }) {
      let end = rest[start...].firstIndex(where: \.isWhitespace) ?? rest.endIndex
      let word = rest[start..<end]
      result += rest[..<start]
      result += broken[word].map { $0.joined(separator: "-\n") } ?? String(word)
      rest = rest[end...]
    }
    return result + rest
  }

  /// Returns the pieces of each broken word, by the joined word with its punctuation.
  private static func brokenWords(in text: String) -> [Substring: [Substring]] {
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(whereSeparator: \.isWhitespace)
    }
    .filter { !$0.isEmpty }
    var broken: [Substring: [Substring]] = [:]
    var ambiguous: Set<Substring> = []
    var whole: Set<String> = []
    for (number, words) in lines.enumerated() {
      for word in words { whole.insert(core(of: word)) }
      guard let last = words.last, piece(last) != nil else { continue }
      let pieces = pieces(from: number, lines)
      let joined = Substring(pieces.joined())
      if let other = broken[joined], other != pieces { ambiguous.insert(joined) }
      broken[joined] = pieces
    }
    return broken.filter { joined, pieces in
      pieces.count > 1 && !ambiguous.contains(joined) && !whole.contains(core(of: joined))
    }
  }

  /// Returns the pieces of the word that starts at the end of a line.
  private static func pieces(from number: Int, _ lines: [[Substring]]) -> [Substring] {
    var pieces: [Substring] = []
    var number = number
    while number < lines.count, let word = pieces.isEmpty ? lines[number].last : lines[number].first
    {
      guard pieces.isEmpty || lines[number].count == 1, let piece = piece(word) else {
        return pieces + [word]
      }
      pieces.append(piece)
      number += 1
    }
    return []
  }

  /// Returns a word without the hyphen at its end; nil if it has none after a letter or digit.
  private static func piece(_ word: Substring) -> Substring? {
    guard word.last == "-", let letter = word.dropLast().last, letter.isLetter || letter.isNumber
    else { return nil }
    return word.dropLast()
  }

  /// Returns the word without the punctuation around it, in lower case.
  private static func core(of word: Substring) -> String {
    func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }
    guard let start = word.firstIndex(where: isPart), let end = word.lastIndex(where: isPart) else {
      return ""
    }
    return word[start...end].lowercased()
  }
}
