internal import CUchardet
internal import Glibc

/// The probable encoding of text that is not Unicode: uchardet's guess, if the text makes it
/// plausible.
struct EncodingGuess {
  /// The name of the encoding for iconv.
  let name: String

  /// The number of bytes that are examined.
  private static let sampleBytes = 64 << 10

  /// Guesses the encoding.
  ///
  /// Returns nil if uchardet does not know, or if there is too little text.
  init?(of bytes: ArraySlice<UInt8>) {
    let bytes = bytes.prefix(Self.sampleBytes)
    guard let name = Self.name(of: bytes) else { return nil }
    let isPlausible: Bool =
      switch name {
      case "WINDOWS-1252": true
      case "WINDOWS-1258", "VISCII", "TCVN": Self.accentShare(bytes) > 0.1
      case "WINDOWS-1250", "WINDOWS-1254", "WINDOWS-1257": Self.accentShare(bytes) > 0.03
      case _ where name.hasPrefix("ISO-8859-") && !Self.otherScripts.contains(name):
        Self.accentShare(bytes) > 0.03
      default: Self.hasWholeWords(bytes)
      }
    guard isPlausible else { return nil }
    // In ISO 8859 these bytes are control codes. In other encodings, they are quotation marks and
    // the like.
    let hasMarks = bytes.contains { (0x80..<0xA0).contains($0) }
    self.name = (hasMarks || name == "KOI8-R" ? Self.extended[name] : nil) ?? name
  }

  /// Returns the encoding that uchardet detects; nil if it does not know.
  static func name(of bytes: ArraySlice<UInt8>) -> String? {
    guard let detector = uchardet_new() else { return nil }
    defer { uchardet_delete(detector) }
    let result = bytes.withUnsafeBytes { bytes in
      uchardet_handle_data(detector, bytes.baseAddress, bytes.count)
    }
    guard result == 0 else { return nil }
    uchardet_data_end(detector)
    let label = uchardet_get_charset(detector).map { String(cString: $0) } ?? ""
    return label.isEmpty ? nil : TextEncoding.name(of: label)
  }

  /// The parts of ISO 8859 for scripts other than Latin.
  private static let otherScripts: Set = [
    "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8",
  ]

  /// For each of these encodings, another encoding that extends it.
  ///
  /// The other encoding has characters in place of control codes; KOI8-U has Ukrainian letters in
  /// place of box-drawing characters.
  private static let extended = [
    "ISO-8859-2": "WINDOWS-1250", "ISO-8859-7": "WINDOWS-1253", "ISO-8859-8": "WINDOWS-1255",
    "ISO-8859-13": "WINDOWS-1257", "ISO-8859-15": "WINDOWS-1252", "KOI8-R": "KOI8-U",
  ]

  /// Returns the fraction of letters that have an accent, assuming that all letters are Latin.
  ///
  /// The result is 0 for a text with hardly any accents: such a text looks the same
  /// in all encodings for Latin letters.
  private static func accentShare(_ bytes: ArraySlice<UInt8>) -> Double {
    // Do not count quotation marks, dashes, spaces and signs outside ASCII, for which most of these
    // encodings have the same codes.
    let accented = bytes.count {
      $0 >= 0xC0 || [0x8A, 0x8C, 0x9A, 0x9C, 0xB3, 0xB9, 0xBF].contains($0)
    }
    let plain = bytes.count { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
    return accented < 8 ? 0 : Double(accented) / Double(accented + plain)
  }

  /// True if bytes that are not ASCII occur in runs, as in words of other scripts.
  ///
  /// In Latin text, accented letters usually occur one by one.
  private static func hasWholeWords(_ bytes: ArraySlice<UInt8>) -> Bool {
    var (single, inRows, row) = (0, 0, 0)
    for byte in bytes {
      if byte >= 0x80 {
        row += 1
        continue
      }
      if row == 1 { single += 1 } else { inRows += row }
      row = 0
    }
    if row == 1 { single += 1 } else { inRows += row }
    return inRows > single
  }
}
