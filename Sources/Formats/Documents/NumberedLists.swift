/// Writes the numbers of numbered lists into HTML, because the text of a page marks every item with
/// a dash.
///
/// The HTML is that of a converter: well-formed, with an end tag for each list.
enum NumberedLists {
  /// Returns the HTML with the number at the start of each item.
  static func marked(in html: [UInt8]) -> [UInt8] {
    guard html.firstRange(of: "<ol".utf8) != nil else { return html }
    var result: [UInt8] = []
    result.reserveCapacity(html.count + html.count / 32)
    var lists: [List] = []
    var index = 0
    while index < html.count {
      guard html[index] == UInt8(ascii: "<") else {
        result.append(html[index])
        index += 1
        continue
      }
      let end = html[index...].prefix(4_096).firstIndex(of: UInt8(ascii: ">")) ?? index
      let tag = html[index...end]
      index = end + 1
      let isNumbered = lists.last?.marks != nil
      if isTag(tag, "ol") {
        lists.append(List(next: start(of: tag), marks: marks(of: tag)))
      } else if isTag(tag, "ul") {
        lists.append(List(next: 0, marks: nil))
      } else if isTag(tag, "/ol") || isTag(tag, "/ul") {
        _ = lists.popLast()
      } else if isTag(tag, "/li"), isNumbered {
        result += "</div>".utf8
        continue
      } else if isTag(tag, "li"), let list = lists.last, let marks = list.marks {
        lists[lists.count - 1].next = list.next &+ 1
        result += "<div>".utf8
        if html[index...].starts(with: "<p>".utf8) {
          result += "<p>".utf8
          index += 3
        }
        result += (mark(list.next, marks) + ". ").utf8
        continue
      }
      result += tag
    }
    return result
  }

  private struct List {
    /// The next number.
    var next: Int
    /// The kind of marks, as in the attribute `type`; nil for a list without numbers.
    var marks: UInt8?
  }

  private static func marks(of tag: ArraySlice<UInt8>) -> UInt8 {
    guard let found = tag.firstRange(of: " type=\"".utf8), found.upperBound < tag.endIndex else {
      return UInt8(ascii: "1")
    }
    return tag[found.upperBound]
  }

  /// Returns the mark of an item: `3`, `c`, `C`, `iii` or `III`.
  private static func mark(_ number: Int, _ marks: UInt8) -> String {
    switch marks {
    case UInt8(ascii: "a"), UInt8(ascii: "A"):
      guard (1...26).contains(number) else { return "\(number)" }
      return String(Unicode.Scalar(marks + UInt8(number - 1)))
    case UInt8(ascii: "i"), UInt8(ascii: "I"):
      guard (1...399).contains(number) else { return "\(number)" }
      let roman = roman(number)
      return marks == UInt8(ascii: "I") ? roman.uppercased() : roman
    default: return "\(number)"
    }
  }

  private static func roman(_ number: Int) -> String {
    var rest = number
    var result = ""
    let figures = [
      (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"),
      (1, "i"),
    ]
    for (value, letters) in figures {
      while rest >= value {
        result += letters
        rest -= value
      }
    }
    return result
  }

  private static func isTag(_ tag: ArraySlice<UInt8>, _ name: String) -> Bool {
    let inside = tag.dropFirst()
    guard inside.starts(with: name.utf8) else { return false }
    return inside.dropFirst(name.utf8.count).first.map { $0 <= 0x20 || $0 == UInt8(ascii: ">") }
      ?? false
  }

  private static func start(of tag: ArraySlice<UInt8>) -> Int {
    guard let found = tag.firstRange(of: " start=\"".utf8) else { return 1 }
    let digits = tag[found.upperBound...].prefix(9).prefix { (0x30...0x39).contains($0) }
    return Int(String(decoding: digits, as: UTF8.self)) ?? 1
  }
}
