public import SQLite

/// The reason why the index cannot be read directly.
///
/// FTS5 itself may still be able to answer the query.
public enum IndexError: Error, Equatable, Sendable {
  /// A record of the index.
  public enum Record: Equatable, Sendable {
    /// The record of the number of rows, and of the number of tokens in each column.
    case averages
    /// The list of segments.
    case structure
    /// A page of terms and posting lists, by its id in `passages_fts_data`.
    case leaf(Int64)
    /// A page of a doclist index, by its id in `passages_fts_data`.
    case doclistIndex(Int64)
    /// The number of tokens of a row, by its id.
    case length(Int64)
    /// An entry of the side table of block maxima.
    case postingBlocks
    /// A chunk of the side table of passage lengths, by its number.
    case passageLengths(Int64)
    /// The side table of terms and their frequencies.
    case vocabulary
    /// The side tables of written forms.
    case writtenForms
    /// A page of the index does not match its checksum; its id in `passages_fts_data`.
    case page(Int64)
    /// The ids of passages.
    case passageIDs
    /// The rank function that FTS5 is configured with.
    case configuration
  }

  /// SQLite failed.
  case database(SQLiteError)
  /// The format is not supported, such as another version or row ids of more than 32 bits.
  case unsupportedFormat
  /// The query needs an unsupported feature, such as a negative weight.
  case unsupportedQuery
  /// The bytes of a record contradict themselves or another record.
  case corrupt(Record)
}

extension Connection {
  /// Throws if the work on this connection must stop; see `checkInterruption()`.
  @inline(__always)
  package func checkIndexInterruption() throws(IndexError) {
    if interruption != nil {
      try mapErrors { () throws(SQLiteError) in try checkInterruption() }
    }
  }
}

extension IndexError {
  /// True if the index is damaged, and not only in a format that is not supported.
  public var isDamage: Bool {
    switch self {
    case .corrupt: true
    case .database(let error): error.isDamage || error.isWrongValue
    case .unsupportedFormat, .unsupportedQuery: false
    }
  }

  /// True if the work was interrupted; nothing is wrong with the index then.
  public var isInterruption: Bool {
    if case .database(let error) = self { error.isInterruption } else { false }
  }
}

/// Runs `body` and wraps an error of SQLite in `IndexError.database`.
@inline(__always)
package func mapErrors<T>(_ body: () throws(SQLiteError) -> T) throws(IndexError) -> T {
  do { return try body() } catch { throw .database(error) }
}
