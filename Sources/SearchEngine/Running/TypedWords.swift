internal import TextAnalysis

/// The words of a query as they were typed, to be found in texts.
///
/// The index finds a word in all its forms and spellings: "universities" for `universe`. Other things
/// equal, a text with the typed form comes first. Case does not matter, accents do.
///
///     added = asTyped * score * share,  share = found words / (all words)^2
///
/// In a query of many words, the form of one of them says little. With shares that sum to 1, long
/// queries are answered worse.
struct TypedWords {
  /// A way in which a word may be written, as UTF-8.
  private struct Form {
    /// The bit of the word.
    var word: UInt64
    /// The bytes; in lower case if the case of letters does not matter.
    var bytes: [UInt8]
    /// True if the word is in ASCII.
    var ignoresCase: Bool
  }

  private let forms: [Form]
  private let count: Int
  /// True for the bytes with which a form starts, in upper or lower case.
  private let starts: [Bool]

  /// The largest number of words that are looked for.
  private static let maxWords = 64

  /// Returns nil if none of the clauses is a word that can be found in this way: a word in a script
  /// without spaces has only one form.
  init?(_ clauses: [PlannedClause]) {
    var forms: [Form] = []
    var count = 0
    for clause in clauses where clause.isScored && count < Self.maxWords {
      guard let word = clause.word, !UnspacedScript.isIn(word) else { continue }
      let written = Self.forms(of: word)
      if written.isEmpty { continue }
      for form in written {
        forms.append(
          Form(
            word: 1 << UInt64(count), bytes: form, ignoresCase: form.allSatisfy { $0 < 0x80 }))
      }
      count += 1
    }
    if forms.isEmpty { return nil }
    self.forms = forms
    self.count = count
    var starts = Array(repeating: false, count: 256)
    for form in forms {
      starts[Int(form.bytes[0])] = true
      if form.ignoresCase { starts[Int(form.bytes[0].uppercased)] = true }
    }
    self.starts = starts
  }

  /// The largest share.
  var maxShare: Double { 1 / Double(count) }

  /// Returns the share for a title and a text, from 0 to `maxShare`.
  ///
  /// - Complexity: O(n) for n bytes of text, about a microsecond for 1,000 bytes.
  func share(in title: String, _ text: String) -> Double {
    var found: UInt64 = 0
    for var text in [title, text] where found.nonzeroBitCount < count {
      text.withUTF8 { find(in: $0, &found) }
    }
    return Double(found.nonzeroBitCount) / Double(count * count)
  }

  /// Adds the bits of the words that a text contains to `found`.
  private func find(in text: UnsafeBufferPointer<UInt8>, _ found: inout UInt64) {
    starts.withUnsafeBufferPointer { starts in
      var isInside = false
      for (index, byte) in text.enumerated() {
        let wasInside = isInside
        isInside = byte.isASCIILetterOrDigit
        guard starts[Int(byte)], !wasInside else { continue }
        for form in forms where found & form.word == 0 {
          if Self.isForm(form, in: text, at: index) { found |= form.word }
        }
        if found.nonzeroBitCount == count { return }
      }
    }
  }

  /// True if a word in this form is at `start`, between characters that are not part of words.
  private static func isForm(
    _ form: Form, in text: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> Bool {
    let bytes = form.bytes
    guard start + bytes.count <= text.count else { return false }
    for offset in bytes.indices {
      let byte = text[start + offset]
      if bytes[offset] != (form.ignoresCase ? byte.asciiLowercased : byte) { return false }
    }
    return isBoundary(text, start) && isBoundary(text, start + bytes.count)
  }

  /// True if the characters before and after an index of the text are not both part of a word.
  private static func isBoundary(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    guard index > 0, index < text.count else { return true }
    if text[index - 1] < 0x80, text[index] < 0x80 {
      return !text[index - 1].isASCIILetterOrDigit || !text[index].isASCIILetterOrDigit
    }
    var start = index - 1
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    let around = UnsafeBufferPointer(rebasing: text[start..<min(text.count, index + 4)])
    let scalars = String(decoding: around, as: UTF8.self).unicodeScalars.prefix(2)
    return !scalars.allSatisfy(\.isTokenCharacter)
  }

  /// Returns the forms of a word, without punctuation around it.
  ///
  /// For a word in ASCII there is one, in lower case.
  private static func forms(of word: String) -> [[UInt8]] {
    var scalars = word.unicodeScalars[...]
    while let first = scalars.first, !first.isTokenCharacter { scalars.removeFirst() }
    while let last = scalars.last, !last.isTokenCharacter { scalars.removeLast() }
    let word = composed(String(scalars))
    guard !word.isEmpty else { return [] }
    let lower = word.lowercased()
    if lower.utf8.allSatisfy({ $0 < 0x80 }) { return [Array(lower.utf8)] }
    let capitalized = lower.prefix(1).uppercased() + lower.dropFirst()
    // The capitals of a word such as straße may be in ASCII, in which case does not matter.
    return Set([word, lower, capitalized, word.uppercased()]).map { form in
      form.utf8.allSatisfy { $0 < 0x80 } ? Array(form.lowercased().utf8) : Array(form.utf8)
    }
  }
}

extension UInt8 {
  /// The byte with ASCII letters in upper case.
  fileprivate var uppercased: UInt8 { (0x61...0x7A).contains(self) ? self & 0xDF : self }
}
