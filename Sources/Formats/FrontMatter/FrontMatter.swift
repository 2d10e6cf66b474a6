/// The metadata at the start of a text: YAML between two lines of `---`, or TOML between two lines
/// of `+++`.
///
/// Lists are joined with commas, and nested keys with dots: `meta.author`. A block between dashes
/// that is not quite YAML is read line by line. A block that is not a list of keys and values stays
/// in the text, because `---` can also be a horizontal rule. A block also stays in the text if its
/// only key is not a field of an article, as in `Correction: an earlier version misstated the
/// date.`
struct FrontMatter {
  /// The maximum size of a block.
  static let maxBlockBytes = 64 << 10

  /// The keys and values, in order.
  private(set) var fields: [(key: String, value: String)] = []
  /// The text after the block; all of the text if there is no block.
  private(set) var body: Substring

  /// Reads the front matter of a text; `names` holds additional names for an article's fields.
  ///
  /// In Markdown, the metadata may also have the form that Pandoc, MultiMarkdown or Hugo read.
  init(_ text: String, names: [String: String] = [:], isMarkdown: Bool = false) {
    body = text.drop { $0 == "\u{FEFF}" }
    if isMarkdown, let other = MarkdownHeader(text) {
      (fields, body) = (other.fields, other.body)
      return
    }
    var lines = LineSequence(rest: body)
    guard let mark = lines.next().map(withoutTrailingSpace), Self.marks.contains(mark) else {
      return
    }
    let start = lines.rest.startIndex
    var end = start
    while let line = lines.next() {
      let content = withoutTrailingSpace(line)
      if content == mark || mark == "---" && content == "..." {
        let block = text[start..<end]
        guard let fields = Self.fields(of: block, mark, names) else { return }
        self.fields = fields
        body = lines.rest
        return
      }
      end = lines.rest.startIndex
      if text.utf8.distance(from: start, to: end) > Self.maxBlockBytes { return }
    }
  }

  private static let marks: [Substring] = ["---", "+++"]

  /// True if a text starts with a line that can be the start of front matter.
  static func hasMark(_ text: String) -> Bool {
    let text = text.drop { $0 == "\u{FEFF}" }
    return marks.contains { text.hasPrefix($0) }
  }

  private static func fields(
    of block: Substring, _ mark: Substring, _ names: [String: String]
  ) -> [(key: String, value: String)]? {
    guard mark == "---" else { return TOMLFields.value(of: block)?.flattened() }
    if let yaml = YAMLFields.value(of: block), yaml.hasPlainKey(names),
      let fields = yaml.flattened()
    {
      return isMetadata(fields, names) ? fields : nil
    }
    guard let fields = FrontMatterLines.fields(of: block) else { return nil }
    return isMetadata(fields, names) || block.allSatisfy(\.isWhitespace) ? fields : nil
  }

  /// True if these fields are metadata of an article, not a line of its text.
  private static func isMetadata(
    _ fields: [(key: String, value: String)], _ names: [String: String]
  ) -> Bool {
    if fields.count != 1 { return !fields.isEmpty }
    return fields.contains { field in
      names.values.contains { $0.lowercased() == field.key.lowercased() }
        || field.key.split(separator: ".").contains { part in
          JSONFields.isKnown(String(part)) || usualKeys.contains(part.lowercased())
        }
    }
  }

  /// Keys that static site generators use, besides the fields of an article.
  private static let usualKeys: Set<String> = [
    "aliases", "categories", "category", "draft", "keywords", "layout", "permalink", "series",
    "slug", "subtitle", "tag", "tags", "template", "toc", "type", "weight",
  ]
}

extension FieldValue {
  /// True if at least one key looks like a key, unlike the start of the sentence `He said: no`, or is
  /// among the keys that the user has named.
  fileprivate func hasPlainKey(_ names: [String: String]) -> Bool {
    guard case .fields(let fields) = self else { return false }
    return fields.contains { field in
      !field.key.isEmpty
        && (field.key.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
          || names.values.contains(field.key))
    }
  }
}

extension ArticleDraft {
  /// Creates a draft from front matter, without its text.
  init(_ frontMatter: FrontMatter, names: [String: String]) {
    self = (try? ArticleDraft(fields: frontMatter.fields, names: names)) ?? ArticleDraft()
    text = ""
    notes = ReaderNotes()
  }
}
