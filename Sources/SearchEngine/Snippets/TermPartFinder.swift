internal import Archive
internal import SQLite
internal import TextAnalysis

/// Finds the parts of tokens that are highlighted.
struct TermPartFinder {
  private let utf8: Substring.UTF8View
  private let tokenizer: Tokenizer

  /// The maximum number of places that are returned for one range.
  private static let maxPlaces = 1_000

  /// Creates a finder for a text, with the tokenizer of the index.
  init(_ text: String, _ tokenizer: Tokenizer) {
    utf8 = text[...].utf8
    self.tokenizer = tokenizer
  }

  /// Returns the places of `part` in `range` that do not overlap.
  ///
  /// If there are none, or if `part` is nil, returns `range` itself. Ranges are in UTF-8 bytes.
  ///
  /// - Complexity: O(n) in the length of the range.
  func ranges(of part: TermPart?, in range: Range<Int>) throws(SQLiteError) -> [Range<Int>] {
    guard let part else { return [range] }
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let end = utf8.index(start, offsetBy: range.count)
    let token = Substring(utf8[start..<end])
    let found =
      switch part {
      case .substring(let text): try places(of: text, in: token)
      case .runs(let words): try runs(of: words, in: String(token))
      }
    guard !found.isEmpty else { return [range] }
    return found.map { range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound }
  }

  private func places(
    of text: String, in token: Substring
  ) throws(SQLiteError) -> [Range<Int>] {
    let folded = try FoldedToken(token, tokenizer)
    return UnspacedScript.places(
      of: Array(text.unicodeScalars), in: folded.scalars, limit: Self.maxPlaces
    ).map { folded.starts[$0.lowerBound]..<folded.ends[$0.upperBound - 1] }
  }

  /// Returns the places of words between scripts without spaces: of Python in 用Python写, and of F-35
  /// in 购买F-35战机.
  private func runs(
    of words: Set<[String]>, in text: String
  ) throws(SQLiteError) -> [Range<Int>] {
    guard UnspacedScript.isIn(text) else { return [] }
    for word in words where word.count > 1 {
      if let place = try place(of: word, in: text) { return [place] }
    }
    var ranges: [Range<Int>] = []
    for run in try SpellingKeys(tokenizer).runs(in: text)
    where run.keys.contains(where: { words.contains([$0]) }) {
      // A run is followed by its parts, which are inside it.
      if let last = ranges.last, run.range.lowerBound < last.upperBound { continue }
      ranges.append(run.range)
    }
    return ranges
  }

  /// Returns the place of a word of several terms.
  private func place(of word: [String], in text: String) throws(SQLiteError) -> Range<Int>? {
    let utf8 = Array(text.utf8)
    let spellings = SpellingKeys(tokenizer)
    for run in UnspacedScript.otherRuns(in: text) {
      let bytes = Array(utf8[run])
      let tokens = try tokenizer.tokens(of: String(decoding: bytes, as: UTF8.self))
      guard tokens.count == word.count, let first = tokens.first, let last = tokens.last else {
        continue
      }
      var found = 0
      for (token, term) in zip(tokens, word) {
        let keys = try spellings.keys(of: String(decoding: bytes[token.range], as: UTF8.self))
        if keys.contains(term) { found += 1 }
      }
      guard found == word.count else { continue }
      return run.lowerBound + first.range.lowerBound..<run.lowerBound + last.range.upperBound
    }
    return nil
  }
}

/// A token, folded scalar by scalar, with the place of each folded scalar in the token.
private struct FoldedToken {
  private(set) var scalars: [Unicode.Scalar] = []
  /// The start of each scalar, and its end with the marks that are not in `scalars`.
  private(set) var starts: [Int] = []
  private(set) var ends: [Int] = []

  init(_ token: Substring, _ tokenizer: Tokenizer) throws(SQLiteError) {
    var offset = 0
    for scalar in token.unicodeScalars {
      let end = offset + UTF8.width(scalar)
      for folded in try Self.folded(scalar, tokenizer) { append(folded, offset..<end) }
      // A mark that the tokenizer drops belongs to the letter before it.
      if !ends.isEmpty, ends[ends.count - 1] < end { ends[ends.count - 1] = end }
      offset = end
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar, _ range: Range<Int>) {
    switch DeepFolding.fold(scalar, after: scalars.last) {
    case .same: append(folded: scalar, range)
    case .replaced(let other): append(folded: other, range)
    case .joined(let other): scalars[scalars.count - 1] = other
    case .dropped: break
    }
  }

  private mutating func append(folded scalar: Unicode.Scalar, _ range: Range<Int>) {
    scalars.append(scalar)
    starts.append(range.lowerBound)
    ends.append(range.upperBound)
  }

  /// Returns a scalar as the tokenizer folds it.
  private static func folded(
    _ scalar: Unicode.Scalar, _ tokenizer: Tokenizer
  ) throws(SQLiteError) -> String.UnicodeScalarView {
    if scalar.isASCII || !UnspacedScript.contains(scalar) {
      return try tokenizer.tokens(of: String(scalar)).first?.term.unicodeScalars
        ?? String.UnicodeScalarView()
    }
    // These scripts have no case and no accents.
    return String(scalar).unicodeScalars
  }
}
