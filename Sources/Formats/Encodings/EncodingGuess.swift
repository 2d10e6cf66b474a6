internal import CUchardet
internal import Glibc

/// What text that is not Unicode looks like: uchardet's verdict, where the text bears it out.
struct EncodingGuess {
  /// The name that iconv knows it by.
  let name: String

  /// How much of a text has to be looked at.
  private static let lookedAt = 64 << 10

  /// Nothing, where uchardet does not know, or cannot know from so little.
  init?(of bytes: ArraySlice<UInt8>) {
    let bytes = bytes.prefix(Self.lookedAt)
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
    // Quotation marks and the like, which no part of ISO 8859 has.
    let hasMarks = bytes.contains { (0x80..<0xA0).contains($0) }
    self.name = (hasMarks || name == "KOI8-R" ? Self.extended[name] : nil) ?? name
  }

  /// What uchardet takes it for.
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

  /// The parts of ISO 8859 that are for other scripts than Latin.
  private static let otherScripts: Set = [
    "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8",
  ]

  /// What has more characters in place of controls; KOI8-U the letters of Ukrainian in place of frames.
  private static let extended = [
    "ISO-8859-2": "WINDOWS-1250", "ISO-8859-7": "WINDOWS-1253", "ISO-8859-8": "WINDOWS-1255",
    "ISO-8859-13": "WINDOWS-1257", "ISO-8859-15": "WINDOWS-1252", "KOI8-R": "KOI8-U",
  ]

  /// The share of letters that have an accent, where all of them are Latin; nothing in a text with
  /// hardly any, in which the encodings for Latin letters cannot be distinguished.
  private static func accentShare(_ bytes: ArraySlice<UInt8>) -> Double {
    // Quotation marks, dashes, spaces and signs are there too, in one place in most of them.
    let accented = bytes.count {
      $0 >= 0xC0 || [0x8A, 0x8C, 0x9A, 0x9C, 0xB3, 0xB9, 0xBF].contains($0)
    }
    let plain = bytes.count { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
    return accented < 8 ? 0 : Double(accented) / Double(accented + plain)
  }

  /// True if bytes that are not ASCII come in rows, as in words of other scripts, and not one by
  /// one, as accents do.
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
