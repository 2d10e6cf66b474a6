package import SearchEngine

/// A line-based format in which a batch writes its answers one after another.
///
/// The lines contain enough to continue a file that was left unfinished.
package protocol BatchFormat: Sendable {
  /// The name, as in `--format`.
  var name: String { get }
  /// A short description for `--help`.
  var summary: String { get }
  /// The hits for each query unless the user asks for another number.
  var defaultLimit: Int { get }
  /// True if it prints snippets and notices, and not only names and scores.
  var hasText: Bool { get }
  /// The line before all answers.
  var header: String { get }
  /// True if each answer is one line, with or without hits; otherwise each hit is a line.
  var hasOneLinePerAnswer: Bool { get }
  /// True if line ends within quotation marks do not end a line.
  var isQuoted: Bool { get }

  /// True if `id` can be read back from the output.
  func canHold(id: String) -> Bool
  /// Returns the answer to the query with this id, in a run with this tag.
  func lines(_ response: SearchResponse, id: String, tag: String) throws -> String
  /// Returns the start of every non-empty answer to the query with this id.
  func opening(id: String) -> String
  /// Returns the text of a query as `record` reads it back.
  func written(_ query: String) -> String
  /// Parses a line with its end; nil if it is not in this format.
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

/// The parts of an output line that identify the query.
package struct AnswerRecord: Equatable, Sendable {
  package var id: String
  /// The text of the query; nil if the format leaves it out.
  package var query: String?
  /// The name of the run; nil if the format has none.
  package var tag: String?
  package var hasHits = true
}
