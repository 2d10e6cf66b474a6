/// Something in a query that was read otherwise than it may have been meant.
public struct Notice: Equatable, Sendable {
  /// What it is.
  public enum Kind: Equatable, Sendable {
    /// The text is longer than this many bytes; the rest was left out.
    case tooLong(limit: Int)
    /// There are more words than this; the rest were left out.
    case tooManyWords(limit: Int)
  }

  /// What it is.
  public var kind: Kind
  /// The place in the query, in UTF-8 bytes.
  public var range: Range<Int>

  /// Creates a notice.
  public init(kind: Kind, range: Range<Int>) {
    self.kind = kind
    self.range = range
  }

  /// A name for programs, which does not change.
  public var code: String {
    switch kind {
    case .tooLong: "too-long"
    case .tooManyWords: "too-many-words"
    }
  }

  /// A sentence for people.
  public var message: String {
    switch kind {
    case .tooLong(let limit): "the query is longer than \(limit) bytes; the rest is left out"
    case .tooManyWords(let limit): "the query has more than \(limit) words; the rest are left out"
    }
  }
}
