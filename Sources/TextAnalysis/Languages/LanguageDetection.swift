internal import CCLD2

/// Recognises the language of a text with the library CLD2, which knows some eighty.
///
/// See <https://github.com/CLD2Owners/cld2>. A wrong language hides an article from those who look for it,
/// so a text that is too short, or of several languages, has none.
package enum LanguageDetection {
  /// True if the library is installed; without it every text is of no known language.
  package static var isAvailable: Bool { ccld2_is_there() }

  /// The number of bytes that are examined first, and the number if those do not suffice.
  static let glanceBytes = 300
  static let maxBytes = 4_000
  /// The minimum of bytes of letters: the language of less, such as a name, is a guess.
  static let minLetterBytes = 40
  /// The minimum share of the text that must be in the language.
  static let minPercent = 80

  /// The language as in BCP 47; nil if the text is too short or does not show it.
  package static func language(of text: String) -> String? {
    var text = text
    return text.withUTF8 { utf8 in
      language(of: utf8, glanceBytes)
        ?? (utf8.count > glanceBytes ? language(of: utf8, maxBytes) : nil)
    }
  }

  private static func language(of utf8: UnsafeBufferPointer<UInt8>, _ limit: Int) -> String? {
    var length = min(utf8.count, limit)
    while length > 0, length < utf8.count, utf8[length] & 0xC0 == 0x80 { length -= 1 }
    let result = utf8.withMemoryRebound(to: CChar.self) { characters in
      ccld2_detect(characters.baseAddress, Int32(length))
    }
    guard let code = result.code, result.is_reliable, result.percent >= minPercent,
      result.text_bytes >= minLetterBytes
    else { return nil }
    return tag(String(cString: code))
  }

  /// The tag of BCP 47 for a code of CLD2, which has a few old ones and some that stand for scripts
  /// rather than languages.
  static func tag(_ code: String) -> String? {
    switch code {
    case "iw": "he"
    case "jw": "jv"
    case "zh": "zh-Hans"
    case "zh-Hant": "zh-Hant"
    case "un", "tlh", "zzb", "zze", "zzh", "zzp": nil
    case _ where code.hasPrefix("xx"): nil
    default: code
    }
  }
}
