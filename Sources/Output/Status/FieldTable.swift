internal import Archive

extension ArticleField {
  /// How to search in the field; empty if a query cannot.
  var filters: [String] {
    switch self {
    case .title: ["title:word"]
    case .author: ["author:name", "--author name"]
    case .publisher: ["publisher:name", "--publisher name"]
    case .published: ["date:2021-10", "--since 2021 --until 2022"]
    case .language: ["language:en", "--language english"]
    case .url, .docno, .location: ["search show \(rawValue.uppercased())"]
    }
  }
}

extension ArticleField {
  /// True if values of the field name an article, which `search show` prints.
  fileprivate var isForShow: Bool { [.url, .docno, .location].contains(self) }
}

extension OutputFormat<FieldList> {
  static var text: Self {
    OutputFormat("text", "for reading on a terminal", isForPeople: true) { list, console in
      FieldTable(list).lines(console).map { $0 + "\n" }.joined()
    }
  }

  static var json: Self {
    OutputFormat("json", "an object with all numbers, for programs") { list, _ in
      try Output.json(JSONFieldList(list), .pretty)
    }
  }
}

/// The fields of articles, for people.
struct FieldTable {
  private let list: FieldList

  init(_ list: FieldList) { self.list = list }

  /// Returns a heading for each field, with its examples below.
  func lines(_ console: Console) -> [String] {
    var lines = [console.styled(counted(list.articles, "article"), .title)]
    for summary in list.fields {
      lines.append("")
      let values = summary.values.map { ", \(counted($0, "value"))" } ?? ""
      let count =
        summary.articles == list.articles && list.articles > 0
        ? "all articles" : counted(summary.articles, "article")
      let heading = "\(summary.field.rawValue): \(count)\(values)"
      lines += console.lines(of: heading).map { console.styled($0, .title) }
      let verb = summary.field.isForShow ? "read" : "search"
      let texts =
        ["\(verb) with " + summary.field.filters.joined(separator: " or ")] + examples(summary)
      for text in texts where !text.isEmpty {
        lines += console.lines(of: text, indent: 2).map { "  " + $0 }
      }
    }
    return lines
  }

  /// Returns the values, each that identifies an article as a text of its own.
  private func examples(_ summary: FieldList.Summary) -> [String] {
    let values = summary.examples.map { example in
      DisplayWidth.cut(printableLine(example.value), to: Self.maxColumns)
        + (example.articles.map { " (\(grouped($0)))" } ?? "")
    }
    guard summary.values != nil else { return values }
    return [values.joined(separator: summary.field == .published ? " to " : ", ")]
  }

  /// The maximum width of an example.
  private static let maxColumns = 200
}

/// The fields of articles in JSON, version 1 of the grammar in docs/output.md.
private struct JSONFieldList: Encodable {
  struct Field: Encodable {
    var name: String
    var articles: Int
    var values: Int?
    var filters: [String]
    var examples: [Example]
  }

  struct Example: Encodable {
    var value: String
    var count: Int?
  }

  var version = outputVersion
  var articles: Int
  var fields: [Field]

  init(_ list: FieldList) {
    articles = list.articles
    fields = list.fields.map { summary in
      Field(
        name: summary.field.rawValue, articles: summary.articles, values: summary.values,
        filters: summary.field.filters,
        examples: summary.examples.map { Example(value: $0.value, count: $0.articles) })
    }
  }
}
