internal import SQLite

/// The reason why an expression in the language of FTS5 cannot be evaluated.
public enum ExpressionError: Error, Equatable, Sendable {
  /// A syntax error at this piece of the expression, or at its end if the piece is empty.
  case syntax(near: String)
  /// There is no such column.
  case unknownColumn(String)
  /// A string is not closed.
  case unclosedString
  /// The expression is nested too deeply.
  case tooDeep
  /// The expression is longer than this many bytes.
  case tooLong(limit: Int)
  /// The expression contains a NUL, at which FTS5 would stop reading.
  case holdsNUL
  /// Any other error.
  case other

  /// The maximum length of an expression in bytes.
  ///
  /// FTS5 recurses for each NOT in a chain; a chain that fits in this length does not overflow the
  /// stack.
  static let maxBytes = 8_192

  static func check(_ expression: String) throws(ExpressionError) {
    guard expression.utf8.count <= maxBytes else { throw .tooLong(limit: maxBytes) }
    guard !expression.utf8.contains(0) else { throw .holdsNUL }
    // FTS5 would treat an expression that starts with `*` as a special query, for example one that
    // returns the number of pages read.
    guard expression.first(where: { !$0.isWhitespace }) != "*" else { throw .syntax(near: "*") }
  }

  /// Creates the error that FTS5 reported; nil if the expression is not the cause.
  init?(_ error: SQLiteError) {
    guard error.isStatementError else { return nil }
    let message = error.message
    if let piece = message.text(after: "fts5: syntax error near ") {
      self = .syntax(near: String(piece.dropFirst().dropLast()))
    } else if let name = message.text(after: "no such column: ") {
      self = .unknownColumn(String(name))
    } else if message.hasPrefix("unterminated string") {
      self = .unclosedString
    } else if message.contains("stack overflow") || message.contains("too large") {
      self = .tooDeep
    } else {
      self = .other
    }
  }
}

extension String {
  fileprivate func text(after prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
