internal import TextAnalysis

extension Format {
  static let subtitles = Format(
    "subtitles", title: "subtitles (.srt, .vtt)", extensions: ["srt", "vtt"],
    isLikely: { starts($0, with: "WEBVTT") }, isCertain: { starts($0, with: "WEBVTT") },
    read: { source in
      try source.readAsOneArticle { bytes, settings throws(ReadError) in
        SubtitleReader.read(try TextDecoding.text(of: bytes, encoding: settings.encoding))
      }
    })
}

/// Reads subtitles (SubRip, and WebVTT, https://www.w3.org/TR/webvtt1): the words without their
/// times.
///
/// Each cue is a line or more of its own. A pause starts a paragraph.
enum SubtitleReader {
  /// The length of a pause that starts a paragraph, in seconds.
  private static let pause = 3.0

  static func read(_ text: String) -> ArticleDraft {
    var draft = ArticleDraft()
    var lines = LineSequence(rest: text.drop { $0 == "\u{FEFF}" })
    var paragraphs: [String] = []
    var spoken = ""
    var lastLine = ""
    var lastEnd = 0.0
    var state = State.between
    func endParagraph() {
      if !spoken.isEmpty { paragraphs.append(spoken) }
      spoken = ""
    }
    // A line that is a cue's name or number if times follow.
    var held: Substring?
    func add(_ line: Substring) {
      let words = SubtitleLine.plain(line)
      // Captions that scroll repeat the line above.
      guard !words.isEmpty, words != lastLine else { return }
      lastLine = words
      spoken += (spoken.isEmpty ? "" : "\n") + words
    }
    var isFirst = true
    while let line = lines.next() {
      let content = withoutTrailingSpace(line)
      defer { isFirst = false }
      if isFirst, content.hasPrefix("WEBVTT") {
        draft.title = normalizedLine(
          String(content.dropFirst(6).drop { " \t-".contains($0) }))
        state = .header
      } else if let times = SubtitleTimes(content) {
        held = nil
        if times.start > lastEnd + pause { endParagraph() }
        lastEnd = times.end
        state = .cue
      } else if content.isEmpty {
        if let held, state == .cue { add(held) }
        held = nil
        if state != .cue || !Self.continues(lines.rest) { state = .between }
      } else if state == .cue {
        // The number of the next cue may follow without an empty line.
        if let held { add(held) }
        held = content
      } else if state == .between, Self.blocks.contains(where: content.hasPrefix) {
        state = .header
      }
    }
    if let held, state == .cue { add(held) }
    endParagraph()
    draft.text = paragraphs.joined(separator: "\n\n")
    return draft
  }

  private enum State {
    /// Inside the header, a comment or a style sheet, up to the next empty line.
    case header
    case between
    case cue
  }

  private static let blocks = ["NOTE", "STYLE", "REGION"]

  /// True if the text after an empty line still belongs to the cue before it: it has no number and
  /// no times of its own.
  private static func continues(_ rest: Substring) -> Bool {
    var lines = LineSequence(rest: rest)
    guard let first = lines.next(), !withoutTrailingSpace(first).isEmpty else { return false }
    if SubtitleTimes(first) != nil || blocks.contains(where: first.hasPrefix) { return false }
    return lines.next().map { SubtitleTimes($0) == nil } ?? !first.allSatisfy(\.isNumber)
  }
}

/// The line with the times of a cue: `00:01:02,500 --> 00:01:04,000`.
private struct SubtitleTimes {
  var start: Double
  var end: Double

  init?(_ line: Substring) {
    guard let arrow = line.firstRange(of: "-->"), line.utf8.count < 500 else { return nil }
    let before = line[..<arrow.lowerBound].filter { !$0.isWhitespace }
    let after = line[arrow.upperBound...].drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
    guard let start = Self.seconds(before[...]), let end = Self.seconds(after) else { return nil }
    self.start = start
    self.end = end
  }

  /// Returns the seconds in `01:02:03,500` and `02:03.500`.
  private static func seconds(_ text: Substring) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return nil }
    var total = 0.0
    for part in parts {
      let digits = part.replacing(",", with: ".")
      guard !digits.isEmpty, digits.utf8.count < 12,
        digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
        let value = Double(digits)
      else { return nil }
      total = total * 60 + value
    }
    return total
  }
}

/// A line of a cue without its marks.
private enum SubtitleLine {
  /// Returns `Ada: The tide is out` for `<v Ada>The <i>tide</i> is out`.
  static func plain(_ line: Substring) -> String {
    guard line.contains(where: { "<{&".contains($0) }) else {
      return normalizedLine(String(line)) ?? ""
    }
    var result = ""
    var rest = line
    while let character = rest.popFirst() {
      let close: Character? = character == "<" ? ">" : character == "{" ? "}" : nil
      guard let close, let end = rest.prefix(200).firstIndex(of: close),
        isMark(rest[..<end], character)
      else {
        result.append(character)
        continue
      }
      let tag = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if character == "<", tag.hasPrefix("v"), let space = tag.firstIndex(where: \.isWhitespace) {
        result += tag[tag.index(after: space)...] + ": "
      }
    }
    return HTMLFragment.decodingEntities(in: result) ?? ""
  }

  /// True if what is in brackets is a tag, a time, or a position such as `{\an8}`.
  private static func isMark(_ inside: Substring, _ bracket: Character) -> Bool {
    guard let first = inside.first else { return false }
    if bracket == "{" { return first == "\\" || first == "y" }
    return first == "/" || first.isNumber
      || ["b", "i", "u", "s", "c", "v", "font", "lang", "ruby", "rt"].contains { name in
        inside.hasPrefix(name)
          && (inside.dropFirst(name.count).first.map { " .\t".contains($0) } ?? true)
      }
  }
}
