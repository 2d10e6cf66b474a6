extension Unicode.Scalar {
  /// True if the scalar is removed from texts when they are stored, so that no query can match it.
  ///
  /// These are control characters other than white space, soft hyphens, zero-width spaces and
  /// bidirectional controls. `normalize(_:)` has the same table by bytes, since decoding every
  /// scalar would be slower; a test compares the two.
  package var isRemovedFromTexts: Bool {
    switch self {
    case "\t"..."\r", "\u{85}": false
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{AD}", "\u{61C}", "\u{200B}", "\u{200E}",
      "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2060}", "\u{2066}"..."\u{2069}", "\u{FEFF}":
      true
    default: false
    }
  }
}

extension String {
  /// The text without the scalars that are removed when it is stored.
  package var asStored: String {
    var kept = UnicodeScalarView()
    kept.append(contentsOf: unicodeScalars.lazy.filter { !$0.isRemovedFromTexts })
    return String(kept)
  }
}
