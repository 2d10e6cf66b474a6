package import Archive
package import SearchEngine

/// A format in which one kind of answer can be printed.
package struct OutputFormat<Answer>: Sendable {
  /// The name, as in `--format`.
  package let name: String
  /// A short description for `--help`.
  package let summary: String
  /// True if the format is for people; notices are then printed as sentences.
  package let isForPeople: Bool
  /// True if the output contains the notices of the answer.
  package let holdsNotices: Bool
  /// The optional parts of an answer that the format can print.
  package let parts: Set<AnswerPart>
  /// The optional parts that the format always prints.
  package let includes: Set<AnswerPart>
  /// Renders an answer in this format.
  package let render: @Sendable (Answer, Console) throws -> String

  init(
    _ name: String, _ summary: String, isForPeople: Bool = false, holdsNotices: Bool = false,
    parts: Set<AnswerPart> = [], includes: Set<AnswerPart> = [],
    render: @escaping @Sendable (Answer, Console) throws -> String
  ) {
    self.name = name
    self.summary = summary
    self.isForPeople = isForPeople
    self.holdsNotices = holdsNotices
    self.parts = parts
    self.includes = includes
    self.render = render
  }
}

extension OutputFormat: Equatable, CustomStringConvertible {
  package static func == (a: OutputFormat, b: OutputFormat) -> Bool { a.name == b.name }

  package var description: String { name }
}

/// What a line of JSON Lines is about: a hit, or a query with all its hits.
package enum LineUnit: String, CaseIterable, Sendable {
  case hit, query
}

/// A part of an answer that only some formats have; the raw value is the option that asks for it.
package enum AnswerPart: String, Sendable {
  case facets, cite, explain, context
  /// Snippets and notices: everything but the names and scores of the hits.
  case text
}

/// An answer that can be printed.
package protocol Renderable: Sendable {
  /// The formats for this kind of answer; the first one is the default.
  static var formats: [OutputFormat<Self>] { get }
}

extension Renderable {
  /// Returns the answer as JSON, as `--format json` prints it.
  package func json() throws -> String {
    let format = Self.formats.first { $0.name == "json" }
    return try format?.render(self, Console(width: nil, usesColor: false)) ?? ""
  }
}

// MARK: All formats

/// The formats in which a batch can write its answers, the default first.
package let batchFormats: [any BatchFormat] = [
  JSONLines(), TRECRun(), RowFormat.csv, RowFormat.tsv,
]

extension Timeline: Renderable {
  package static var formats: [OutputFormat<Timeline>] { [.text, .json, .csv, .svg] }
}

extension ArticleExcerpt: Renderable {
  package static var formats: [OutputFormat<ArticleExcerpt>] {
    [.text, .json, .ris, .bibtex, .csl]
  }
}

extension ArchiveStatus: Renderable {
  package static var formats: [OutputFormat<ArchiveStatus>] { [.text, .json] }
}

extension FieldList: Renderable {
  package static var formats: [OutputFormat<FieldList>] { [.text, .json] }
}

extension EvaluatedRuns: Renderable {
  package static var formats: [OutputFormat<EvaluatedRuns>] { [.text, .json, .csv, .tsv] }
}

/// The version of the output for programs (JSON, CSV, TSV and TREC runs); see docs/output.md.
package let outputVersion = 1
