/// Replaces entities of HTML 5 that libxml2, which knows those of HTML 4, would leave in the text:
/// the letters of many languages, such as `&ccaron;`, and signs, such as `&period;`.
///
/// Each becomes a numeric reference, so that `&lbrack;` and `&num;` cannot be taken for markup.
enum HTMLEntities {
  /// Returns the source with numeric references for these entities; nil if it has none of them.
  static func replaced(in source: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var output: [UInt8] = []
    var (copied, index) = (0, 0)
    while let start = source[index...].firstIndex(of: UInt8(ascii: "&")) {
      index = start + 1
      let name = source[index...].prefix(maxLength).prefix(while: isNameByte)
      guard name.count > 2, name.endIndex < source.count,
        source[name.endIndex] == UInt8(ascii: ";"),
        let character = character(named: String(decoding: name, as: UTF8.self))
      else { continue }
      output += source[copied..<start]
      output += "&#\(character.value);".utf8
      copied = name.endIndex + 1
      index = copied
    }
    return copied == 0 ? nil : output + source[copied...]
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
  }

  /// Returns the character of an entity that HTML 4 lacks.
  static func character(named name: String) -> Unicode.Scalar? {
    signs[name] ?? letters[name]
  }

  private static let maxLength = 24

  /// Letters with marks: the name of `č` consists of the letter and `caron`.
  private static let letters: [String: Unicode.Scalar] = {
    let marks = [
      ("acute", "CcLlNnRrSsZzg", "ĆćĹĺŃńŔŕŚśŹźǵ"), ("breve", "AaGgUu", "ĂăĞğŬŭ"),
      ("caron", "CcDdEeLlNnRrSsTtZz", "ČčĎďĚěĽľŇňŘřŠšŤťŽž"),
      ("cedil", "GKkLlNnRrSsTt", "ĢĶķĻļŅņŖŗŞşŢţ"),
      ("circ", "CcGgHhJjSsWwYy", "ĈĉĜĝĤĥĴĵŜŝŴŵŶŷ"), ("dblac", "OoUu", "ŐőŰű"),
      ("dot", "CcEeGgIZz", "ĊċĖėĠġİŻż"), ("macr", "AaEeIiOoUu", "ĀāĒēĪīŌōŪū"),
      ("ogon", "AaEeIiUu", "ĄąĘęĮįŲų"), ("tilde", "IiUu", "ĨĩŨũ"),
    ]
    var letters: [String: Unicode.Scalar] = [:]
    for (mark, plain, marked) in marks {
      for (letter, scalar) in zip(plain, marked.unicodeScalars) {
        letters[String(letter) + mark] = scalar
      }
    }
    return letters
  }()

  private static let signs: [String: Unicode.Scalar] = [
    "Dstrok": "Đ", "dstrok": "đ", "Hstrok": "Ħ", "hstrok": "ħ", "Lstrok": "Ł", "lstrok": "ł",
    "Tstrok": "Ŧ", "tstrok": "ŧ", "inodot": "ı", "imath": "ı", "Uring": "Ů", "uring": "ů",
    "ENG": "Ŋ", "eng": "ŋ", "kgreen": "ĸ", "IJlig": "Ĳ", "ijlig": "ĳ", "fflig": "ﬀ", "filig": "ﬁ",
    "fllig": "ﬂ", "ffilig": "ﬃ", "ffllig": "ﬄ",
    "Tab": "\t", "NewLine": "\n", "excl": "!", "num": "#", "dollar": "$", "percnt": "%",
    "apos": "'", "lpar": "(", "rpar": ")", "ast": "*", "plus": "+", "comma": ",", "period": ".",
    "sol": "/", "colon": ":", "semi": ";", "equals": "=", "quest": "?", "commat": "@", "lsqb": "[",
    "lbrack": "[", "bsol": "\\", "rsqb": "]", "rbrack": "]", "lowbar": "_", "grave": "`",
    "lcub": "{", "lbrace": "{", "verbar": "|", "vert": "|", "rcub": "}", "rbrace": "}",
    "hyphen": "‐", "dash": "‐", "horbar": "―", "numsp": "\u{2007}", "puncsp": "\u{2008}",
    "hairsp": "\u{200A}", "ZeroWidthSpace": "\u{200B}", "NoBreak": "\u{2060}", "numero": "№",
    "check": "✓", "cross": "✗", "star": "☆", "starf": "★", "phone": "☎", "copysr": "℗",
    "incare": "℅", "half": "½", "frac13": "⅓", "frac23": "⅔", "frac15": "⅕", "frac18": "⅛",
    "frac38": "⅜", "frac58": "⅝", "frac78": "⅞", "lsquor": "‚", "ldquor": "„", "rsquor": "’",
    "rdquor": "”", "OpenCurlyQuote": "‘", "CloseCurlyQuote": "’", "OpenCurlyDoubleQuote": "“",
    "CloseCurlyDoubleQuote": "”", "nldr": "‥", "mldr": "…", "caret": "⁁", "hybull": "⁃",
  ]
}
