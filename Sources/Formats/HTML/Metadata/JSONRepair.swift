/// Turns the JSON-like text in a page's scripts into JSON.
enum JSONRepair {
  /// Returns the text without CDATA marks, comments, trailing commas and semicolons.
  ///
  /// In strings, control characters become spaces, and backslashes that escape nothing are removed.
  static func repaired(_ source: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(source.count)
    var isString = false
    var index = 0
    while index < source.count {
      let byte = source[index]
      if isString {
        if byte == UInt8(ascii: "\\"), index + 1 < source.count {
          if escapes.contains(source[index + 1]) { output.append(byte) }
          output.append(source[index + 1])
          index += 2
          continue
        }
        isString = byte != UInt8(ascii: "\"")
        output.append(max(byte, 0x20))
      } else if let mark = marks.first(where: { source[index...].starts(with: $0) }) {
        index += mark.count
        continue
      } else if byte == UInt8(ascii: "/"), source[index...].starts(with: "/*".utf8) {
        index = endOfComment(in: source, from: index)
        continue
      } else {
        if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { dropComma(&output) }
        isString = byte == UInt8(ascii: "\"")
        if byte != UInt8(ascii: ";") { output.append(byte) }
      }
      index += 1
    }
    return output
  }

  /// Marks around a script that hide it from old browsers and XML parsers.
  private static let marks: [[UInt8]] = [
    "/*<![CDATA[*/", "/*]]>*/", "<![CDATA[", "]]>", "<!--", "-->", "//",
  ].map { Array($0.utf8) }

  private static let escapes = Set("\"\\/bfnrtu".utf8)

  private static func endOfComment(in source: [UInt8], from start: Int) -> Int {
    var index = start + 2
    while index + 1 < source.count {
      if source[index] == UInt8(ascii: "*") && source[index + 1] == UInt8(ascii: "/") {
        return index + 2
      }
      index += 1
    }
    return source.count
  }

  private static func dropComma(_ output: inout [UInt8]) {
    guard let last = output.lastIndex(where: { $0 > 0x20 }), output[last] == UInt8(ascii: ",")
    else { return }
    output.removeSubrange(last...)
  }
}
