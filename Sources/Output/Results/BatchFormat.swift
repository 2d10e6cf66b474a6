package import SearchEngine

/// A line-based format in which a batch writes its answers one after another.
///
/// The lines identify their queries, so that an unfinished file can be continued.
package protocol BatchFormat: Sendable {
  /// The name, as in `--format`.
  var name: String { get }
  /// A short description for `--help`.
  var summary: String { get }
  /// The maximum number of hits for each query, unless the user asks for another number.
  var defaultLimit: Int { get }
  /// True if the format has snippets and notices, and not only names and scores.
  var hasText: Bool { get }
  /// The line before the first answer, or an empty string.
  var header: String { get }
  /// True if each answer is one line, with or without hits; otherwise each hit is a line.
  var hasOneLinePerAnswer: Bool { get }
  /// True if a line end within quotation marks is part of a field, so that the line continues.
  var isQuoted: Bool { get }

  /// Returns true if `id` can be read back from the output.
  func canHold(id: String) -> Bool
  /// Returns the lines of an answer; `id` names its query, and `tag` the run.
  func lines(_ response: SearchResponse, id: String, tag: String) throws -> String
  /// Returns the text with which every non-empty answer to the query `id` starts.
  func opening(id: String) -> String
  /// Returns the text of a query as `record` will read it back.
  func written(_ query: String) -> String
  /// Parses a line, which includes its line end; returns nil if it is not in this format.
  func record(_ line: ArraySlice<UInt8>) -> AnswerRecord?
}

extension BatchFormat {
  package var defaultLimit: Int { 10 }
  package var hasText: Bool { true }
  package var header: String { "" }
  package var hasOneLinePerAnswer: Bool { false }
  package var isQuoted: Bool { false }
  package func written(_ query: String) -> String { query }
}

/// Returns JSON Lines with a line for each hit or for each query.
package func jsonLines(per unit: LineUnit) -> any BatchFormat {
  unit == .hit ? JSONHitLines() : JSONLines()
}

/// The parts of an output line that identify the query.
package struct AnswerRecord: Equatable, Sendable {
  package var id: String
  /// The text of the query; nil if the format leaves it out.
  package var query: String?
  /// The name of the run; nil if the format has none.
  package var tag: String?
  package var hasHits = true
}
