/// Front matter that is not quite YAML, such as `title: Ports: a history`, read line by line.
///
/// Values may stand in single or double quotation marks. Lists, nested keys and values of many
/// lines are passed over.
enum FrontMatterLines {
  /// The keys and values in a block; nothing where there is running text in it.
  static func fields(of block: Substring) -> [(key: String, value: String)]? {
    var lines = LineSequence(rest: block)
    var fields: [(key: String, value: String)] = []
    while let line = lines.next() {
      let content = withoutSpaceBehind(line)
      if let field = field(content) {
        fields.append(field)
      } else if !isPassedOver(content) {
        return nil
      }
    }
    return fields
  }

  /// Whether a line is blank, a comment, part of a list, or belongs to the key above it.
  private static func isPassedOver(_ line: Substring) -> Bool {
    guard let first = line.first else { return true }
    return first.isWhitespace || first == "#" || line.hasPrefix("- ") || "]}".contains(first)
  }

  /// The key and the value; the value is empty where a list or nested keys follow.
  private static func field(_ line: Substring) -> (key: String, value: String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let key = line[..<colon]
    let rest = line[line.index(after: colon)...]
    guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) }),
      rest.first?.isWhitespace ?? true
    else { return nil }
    let value = rest.drop(while: \.isWhitespace)
    let isScalar = value.first.map { !"[{|>#".contains($0) } ?? true
    return (String(key), isScalar ? unquoted(value) : "")
  }

  /// The value without its quotation marks, and without a comment behind it.
  private static func unquoted(_ value: Substring) -> String {
    guard let quote = value.first, quote == "\"" || quote == "'" else {
      let comment = value.indices.first { index in
        value[index] == "#" && index > value.startIndex
          && value[value.index(before: index)].isWhitespace
      }
      return String(withoutSpaceBehind(value[..<(comment ?? value.endIndex)]))
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
        break
      }
    }
    return result
  }

  /// What the escape that begins `rest` stands for.
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

func withoutSpaceBehind(_ line: Substring) -> Substring {
  guard let last = line.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return line[...last]
}

/// Lines one by one, whatever their ends, and what is left behind them.
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
