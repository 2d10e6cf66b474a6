public import SQLite

/// Why the engine gives no answer.
///
/// Whatever it is, stock FTS5 can be asked instead.
public enum IndexError: Error, Equatable, Sendable {
  /// A record that the engine read.
  public enum Record: Equatable, Sendable {
    /// The row count and the tokens of each column.
    case averages
    /// The list of segments.
    case structure
    /// A page of terms and posting lists, by its id in `passages_fts_data`.
    case leaf(Int64)
    /// A page that says which leaf holds which rows, by its id in `passages_fts_data`.
    case doclistIndex(Int64)
    /// A row's number of tokens.
    case length(Int64)
    /// The side table of block maxima, for one term.
    case postingBlocks
    /// The side table of passage lengths, by chunk.
    case passageLengths(Int64)
    /// The side table of terms and their frequencies.
    case vocabulary
    /// The rank function that FTS5 is configured with.
    case configuration
  }

  /// SQLite failed.
  case database(SQLiteError)
  /// The format is not one that the engine knows: another version, or ids past 32 bits.
  case unsupportedFormat
  /// The query asks for what the engine does not do, such as a negative weight.
  case unsupportedQuery
  /// The bytes of a record contradict themselves or another record.
  case corrupt(Record)
}

/// Runs `body`, and wraps what SQLite throws.
@inline(__always)
package func mapErrors<T>(_ body: () throws(SQLiteError) -> T) throws(IndexError) -> T {
  do { return try body() } catch { throw .database(error) }
}
