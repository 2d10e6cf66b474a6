/// Keeps the lines of scanned pages that are saved as hOCR, a kind of HTML
/// (https://kba.github.io/hocr-spec/1.2).
///
/// Without them, a word that is broken at the end of a line would be two words.
enum HOCR {
  private static let lineClasses = ["ocr_line", "ocrx_line", "ocr_header", "ocr_textfloat"]
  private static let headBytes = 4_096

  /// Returns the page with a line break before each line; a page of another kind is unchanged.
  static func withLineBreaks(_ page: [UInt8]) -> [UInt8] {
    let head = page.prefix(headBytes)
    guard
      head.firstBytes(of: "ocr-system".utf8) != nil || head.firstBytes(of: "ocr_page".utf8) != nil
    else { return page }
    var result: [UInt8] = []
    result.reserveCapacity(page.count + page.count / 16)
    let start = Array("<span class=".utf8)
    var index = 0
    while index < page.count {
      if page[index] == UInt8(ascii: "<"), page[index...].starts(with: start) {
        let name = page[index...].dropFirst(start.count + 1).prefix(16)
        if lineClasses.contains(where: { name.starts(with: $0.utf8) }) { result += "<br>".utf8 }
      }
      result.append(page[index])
      index += 1
    }
    return result
  }
}
