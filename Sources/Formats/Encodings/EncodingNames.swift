internal import Glibc
internal import TextAnalysis

extension TextEncoding {
  /// Returns iconv's name for the encoding called `label`; nil if iconv does not know it.
  ///
  /// As in the WHATWG's Encoding Standard (encoding.spec.whatwg.org), the names of old standards
  /// mean the supersets that are in use: latin1 is windows-1252.
  static func name(of label: String) -> String? {
    let label = normalizedLine(label)?.lowercased() ?? ""
    if let name = names[label] { return name }
    // iconv accepts more than names: an empty string is the locale's encoding, and slashes
    // introduce options.
    let isName = label.utf8.allSatisfy {
      "abcdefghijklmnopqrstuvwxyz0123456789-_:.".utf8.contains($0)
    }
    guard isName, !label.isEmpty, label.utf8.count <= 40 else { return nil }
    let name = label.uppercased()
    guard let converter = iconv_open("UTF-8", name), Int(bitPattern: converter) != -1 else {
      return nil
    }
    iconv_close(converter)
    return name
  }

  private static let names: [String: String] = {
    var names: [String: String] = [:]
    for (name, labels) in labels {
      for label in labels.split(separator: " ") { names[String(label)] = name }
    }
    return names
  }()

  private static let labels: [(name: String, labels: String)] = [
    ("UTF-8", "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8"),
    ("UTF-16", "utf-16 utf16 unicode csunicode ucs-2 iso-10646-ucs-2"),
    ("UTF-16LE", "utf-16le utf16le unicodefeff"), ("UTF-16BE", "utf-16be utf16be unicodefffe"),
    ("UTF-32", "utf-32 utf32 ucs-4"), ("UTF-32LE", "utf-32le"), ("UTF-32BE", "utf-32be"),
    (
      "WINDOWS-1252",
      "windows-1252 cp1252 x-cp1252 latin1 latin-1 iso-8859-1 iso8859-1 iso88591 iso_8859-1 l1 "
        + "ascii us-ascii ansi_x3.4-1968 ansi western cp819 ibm819"
    ),
    ("WINDOWS-1250", "windows-1250 cp1250 x-cp1250"),
    ("WINDOWS-1251", "windows-1251 cp1251 x-cp1251"),
    ("WINDOWS-1253", "windows-1253 cp1253 x-cp1253"),
    (
      "WINDOWS-1254",
      "windows-1254 cp1254 x-cp1254 latin5 iso-8859-9 iso8859-9 iso88599 iso_8859-9 l5"
    ),
    ("WINDOWS-1255", "windows-1255 cp1255 x-cp1255"),
    ("WINDOWS-1256", "windows-1256 cp1256 x-cp1256"),
    ("WINDOWS-1257", "windows-1257 cp1257 x-cp1257"),
    ("WINDOWS-1258", "windows-1258 cp1258 x-cp1258"),
    ("CP874", "windows-874 cp874 tis-620 iso-8859-11 iso8859-11 dos-874"),
    ("ISO-8859-2", "latin2 l2 iso8859-2 iso88592"), ("ISO-8859-5", "cyrillic iso8859-5"),
    ("ISO-8859-6", "arabic iso8859-6"), ("ISO-8859-7", "greek iso8859-7"),
    ("ISO-8859-8", "hebrew iso8859-8 iso-8859-8-i logical visual"),
    ("ISO-8859-15", "latin9 latin-9 l9 iso8859-15"),
    ("IBM866", "866 cp866 ibm866 dos-866"), ("KOI8-R", "koi koi8 koi8-r"),
    ("KOI8-U", "koi8-ru koi8-u"),
    ("MACINTOSH", "macintosh mac x-mac-roman macroman"),
    ("MAC-CYRILLIC", "x-mac-cyrillic x-mac-ukrainian mac-cyrillic"),
    (
      "CP932", "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cp932"
    ),
    ("EUC-JP-MS", "euc-jp x-euc-jp eucjp"), ("ISO-2022-JP-2", "iso-2022-jp csiso2022jp"),
    (
      "CP949",
      "euc-kr uhc ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cp949 euckr"
    ),
    (
      "GB18030",
      "gb2312 gbk gb_2312 gb_2312-80 gb18030 x-gbk chinese cp936 ms936 euc-cn csgb2312"
    ),
    ("BIG5-HKSCS", "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950"),
  ]
}
