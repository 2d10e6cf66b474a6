internal import CCLD2

/// Detects the language of a text with the library CLD2, which knows some eighty languages.
///
/// See <https://github.com/CLD2Owners/cld2>. A wrong language would hide an article from readers
/// who filter by language, so a text that is too short, or in several languages, has none.
package enum LanguageDetection {
  /// True if the library is installed.
  ///
  /// Without it, no language is detected.
  package static var isAvailable: Bool { ccld2_is_there() }

  /// The number of bytes examined first.
  static let glanceBytes = 300
  /// The number of bytes examined if the first ones do not determine the language.
  static let maxBytes = 4_000
  /// The minimum number of bytes in letters; in a shorter text, such as a name, the language would
  /// be a guess.
  static let minLetterBytes = 40
  /// The minimum percentage of the text that must be in the language.
  static let minPercent = 80

  /// Returns the language of a text as a BCP 47 tag; nil if it cannot be determined.
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

  /// Returns the code of the language with an English name, such as `de` for `German`; nil if the
  /// library knows no such language.
  package static func code(ofLanguage name: String) -> String? {
    let name = String(name.map { $0 == " " ? "_" : $0 })
    // The library has ENGLISH, but Japanese.
    for form in [name.uppercased(), name.prefix(1).uppercased() + name.dropFirst().lowercased()] {
      if let code = ccld2_code_of_name(form), let tag = tag(String(cString: code)) {
        return tag == "zh-Hans" ? "zh" : tag
      }
    }
    return nil
  }

  /// Returns the BCP 47 tag for a code of CLD2; nil for codes that do not name a human language.
  ///
  /// CLD2 uses a few outdated codes, and some that represent scripts.
  static func tag(_ code: String) -> String? {
    switch code {
    case "iw": "he"
    case "jw": "jv"
    case "zh": "zh-Hans"
    case "zh-Hant": "zh-Hant"
    case "", "un", "tlh", "zzb", "zze", "zzh", "zzp": nil
    case _ where code.hasPrefix("xx"): nil
    default: code
    }
  }
}
