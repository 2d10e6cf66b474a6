/// The block of `key: value` lines between two lines of `---` with which a text may begin.
///
/// Values may stand in single or double quotation marks. Lists and nested keys are passed over.
struct FrontMatter {
  /// The keys and values, in order.
  private(set) var fields: [(key: String, value: String)] = []
  /// What follows the block: all of the text where there is none.
  private(set) var body: Substring

  init(_ text: String) {
    body = text[...]
    var lines = Lines(rest: body.drop { $0 == "\u{FEFF}" })
    guard lines.next() == "---" else { return }
    var fields: [(key: String, value: String)] = []
    while let line = lines.next() {
      if line == "---" || line == "..." {
        self.fields = fields
        body = lines.rest
        return
      }
      if let field = Self.field(line) { fields.append(field) }
    }
    // No end: it was a rule across the page, not front matter.
  }

  private static func field(_ line: Substring) -> (key: String, value: String)? {
    guard let colon = line.firstIndex(of: ":"), let first = line.first, !first.isWhitespace,
      first != "#", first != "-"
    else { return nil }
    let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
    guard value.first != "[", value.first != "{" else { return nil }
    return (String(line[..<colon]), unquoted(value))
  }

  /// The value without its quotation marks, and without a comment behind it.
  private static func unquoted(_ value: Substring) -> String {
    guard let quote = value.first, quote == "\"" || quote == "'" else {
      var words = value
      while let mark = words.lastIndex(of: "#"), mark > words.startIndex,
        words[words.index(before: mark)].isWhitespace
      {
        words = words[..<words.index(before: mark)]
      }
      return String(words.reversed().drop(while: \.isWhitespace).reversed())
    }
    var result = ""
    var characters = value.dropFirst().makeIterator()
    while let character = characters.next() {
      if character == "\\" && quote == "\"" {
        result.append(escaped(characters.next()))
      } else if character == quote {
        break
      } else {
        result.append(character)
      }
    }
    return result
  }

  private static func escaped(_ character: Character?) -> String {
    switch character {
    case "n": "\n"
    case "t": "\t"
    case let other?: String(other)
    case nil: ""
    }
  }
}

/// Lines one by one, whatever their ends, and what is left behind them.
private struct Lines {
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
