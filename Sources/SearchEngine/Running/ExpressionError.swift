internal import SQLite

/// Why an expression of FTS5 that was given as it is cannot be answered.
public enum ExpressionError: Error, Equatable, Sendable {
  /// It does not go on as it should at this piece of it; at its end, if that is empty.
  case syntax(near: String)
  /// There is no such column.
  case unknownColumn(String)
  /// A string is not closed.
  case unclosedString
  /// It is nested too deep.
  case tooDeep
  /// It is longer than this many bytes.
  case tooLong(limit: Int)
  /// It holds a NUL, at which FTS5 would end it.
  case holdsNUL
  /// It is wrong in some other way.
  case other

  /// FTS5 recurses along a chain of NOT: one that fits into so many bytes does not overflow the stack.
  static let mostBytes = 8_192

  static func check(_ expression: String) throws(ExpressionError) {
    guard expression.utf8.count <= mostBytes else { throw .tooLong(limit: mostBytes) }
    guard !expression.utf8.contains(0) else { throw .holdsNUL }
    // FTS5 would take it for a question about itself, such as how many pages it has read.
    guard expression.first(where: { !$0.isWhitespace }) != "*" else { throw .syntax(near: "*") }
  }

  /// What FTS5 complains about; nothing if the expression is not at fault.
  init?(_ error: SQLiteError) {
    guard error.isStatementError else { return nil }
    let message = error.message
    if let piece = message.behind("fts5: syntax error near ") {
      self = .syntax(near: String(piece.dropFirst().dropLast()))
    } else if let name = message.behind("no such column: ") {
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
  fileprivate func behind(_ prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
