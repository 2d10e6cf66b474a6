/// Front matter that is not quite YAML, such as `title: Ports: a history`, read line by line.
///
/// Values may be in single or double quotation marks. A list is read if it is on one line, `[a,
/// b]`, or has a line with a dash for each element. Nested keys and multi-line values are skipped.
enum FrontMatterLines {
  /// Returns the keys and values in a block; nil if the block contains running text.
  static func fields(of block: Substring) -> [(key: String, value: String)]? {
    var lines = LineSequence(rest: block)
    var fields: [(key: String, value: String)] = []
    // True if the lines since the last key may be elements of its list.
    var isList = false
    while let line = lines.next() {
      let content = withoutTrailingSpace(line)
      if let field = field(content) {
        fields.append(field)
        isList = field.value.isEmpty
      } else if !isSkipped(content) {
        return nil
      } else if isList, let last = fields.indices.last {
        guard let element = element(content) else { continue }
        fields[last].value += (fields[last].value.isEmpty ? "" : ", ") + element
      }
    }
    return fields
  }

  /// Returns the list element on a line such as `  - Ada Quill` or `- name: Ada Quill`; nil on
  /// other lines.
  private static func element(_ line: Substring) -> String? {
    let content = line.drop(while: \.isWhitespace)
    guard content.hasPrefix("- ") else { return nil }
    let value = content.dropFirst(2).drop(while: \.isWhitespace)
    guard let field = field(value) else { return value.isEmpty ? nil : unquoted(value) }
    return field.key == "name" && !field.value.isEmpty ? field.value : nil
  }

  /// True if a line is blank, a comment, part of a list, or belongs to the key above it.
  private static func isSkipped(_ line: Substring) -> Bool {
    guard let first = line.first else { return true }
    return first.isWhitespace || first == "#" || line.hasPrefix("- ") || "]}".contains(first)
  }

  /// Returns the key and the value on a line; the value is empty if a list or nested keys follow.
  private static func field(_ line: Substring) -> (key: String, value: String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let key = line[..<colon]
    let rest = line[line.index(after: colon)...]
    guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) }),
      rest.first?.isWhitespace ?? true
    else { return nil }
    let value = rest.drop(while: \.isWhitespace)
    return (String(key), self.value(withoutTrailingSpace(value)))
  }

  /// Returns the value after a key; empty if the value is on the following lines.
  private static func value(_ text: Substring) -> String {
    switch text.first {
    case "[":
      // `[Update] Ports reopen` is a title.
      guard let end = text.firstIndex(of: "]") else { return "" }
      guard text.index(after: end) == text.endIndex else { return unquoted(text) }
      return text[..<end].dropFirst().split(separator: ",")
        .map { unquoted(withoutTrailingSpace($0.drop(while: \.isWhitespace))) }
        .joined(separator: ", ")
    case "{":
      guard let end = text.firstIndex(of: "}") else { return "" }
      return text.index(after: end) == text.endIndex ? "" : unquoted(text)
    case "|", ">": return text.contains(where: \.isWhitespace) ? unquoted(text) : ""
    case "#": return ""
    default: return unquoted(text)
    }
  }

  /// Returns the value without its quotation marks and without a trailing comment.
  private static func unquoted(_ value: Substring) -> String {
    guard let quote = value.first, quote == "\"" || quote == "'" else {
      return withoutComment(value)
    }
    var result = ""
    var rest = value.dropFirst()
    while let character = rest.popFirst() {
      if character == "\\" && quote == "\"" {
        result.append(escaped(&rest))
      } else if character != quote {
        result.append(character)
      } else if quote == "'" && rest.first == quote {
        result.append(rest.removeFirst())  // 'It''s'
      } else {
        // In `"Ports" and harbours`, the quotation marks are part of the value.
        let after = rest.drop(while: \.isWhitespace)
        let isWhole = after.isEmpty || after.first == "#" && rest.first?.isWhitespace == true
        return isWhole ? result : withoutComment(value)
      }
    }
    return result
  }

  private static func withoutComment(_ value: Substring) -> String {
    let comment = value.indices.first { index in
      value[index] == "#" && index > value.startIndex
        && value[value.index(before: index)].isWhitespace
    }
    return String(withoutTrailingSpace(value[..<(comment ?? value.endIndex)]))
  }

  /// Returns the character for the escape sequence at the start of `rest`.
  private static func escaped(_ rest: inout Substring) -> String {
    guard let character = rest.popFirst() else { return "" }
    switch character {
    case "n": return "\n"
    case "t": return "\t"
    case "x", "u", "U":
      let count = character == "x" ? 2 : character == "u" ? 4 : 8
      let digits = rest.prefix(count)
      guard digits.count == count, digits.allSatisfy(\.isHexDigit),
        let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
      else { return String(character) }
      rest.removeFirst(digits.count)
      return String(scalar)
    default: return String(character)
    }
  }
}

func withoutTrailingSpace(_ line: Substring) -> Substring {
  // An empty result keeps its place in the text.
  guard let last = line.lastIndex(where: { !$0.isWhitespace }) else { return line.prefix(0) }
  return line[...last]
}

/// The lines of a text, with any kind of line end, and the rest of the text.
struct LineSequence {
  var rest: Substring

  mutating func next() -> Substring? {
    guard !rest.isEmpty else { return nil }
    guard let end = rest.firstIndex(where: \.isNewline) else {
      defer { rest = "" }
      return rest
    }
    defer { rest = rest[rest.index(after: end)...] }
    return rest[..<end]
  }
}
