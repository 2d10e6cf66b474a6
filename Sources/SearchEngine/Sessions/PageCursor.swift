internal import Archive

/// The start of a page in the answer to one query, from one version of the archive.
///
///     cursor = version "." offset "." hash of the query
///
/// To a client it is opaque.
package struct PageCursor: Equatable, Sendable {
  /// The reason why a text is not a cursor of a query.
  package enum Failure: Error {
    /// The text does not have the form of a cursor.
    case malformed
    /// The cursor belongs to another query.
    case foreign
  }

  /// The version of what is read page by page.
  package let version: String
  /// The number of items before the page, or another number that locates it.
  package let offset: Int
  private let queryHash: String

  /// Creates a cursor; `query` is the query with all options that determine its answer.
  package init(version: String, offset: Int, query: String) {
    self.version = version
    self.offset = offset
    queryHash = Self.hash(query)
  }

  /// Reads a cursor, which must belong to `query`.
  package init(_ text: String, query: String) throws(Failure) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let offset = Int(parts[1]), offset >= 0 else { throw .malformed }
    guard parts[2] == Self.hash(query) else { throw .foreign }
    self.init(version: String(parts[0]), offset: offset, query: query)
  }

  /// The cursor as clients see it.
  package var text: String { "\(version).\(offset).\(queryHash)" }

  private static func hash(_ query: String) -> String { String(sha256(of: query).prefix(10)) }
}
