/// What a parameter of a statement is bound to.
public enum Value: Equatable, Sendable {
  /// SQL's NULL.
  case null
  /// A 64-bit integer.
  case integer(Int64)
  /// A double.
  case real(Double)
  /// Text, stored as UTF-8.
  case text(String)
  /// Bytes.
  case blob([UInt8])

  /// Text, or NULL where there is none.
  public static func text(orNull text: String?) -> Value { text.map(Value.text) ?? .null }

  /// An integer of any width that fits.
  public static func integer(_ value: Int) -> Value { .integer(Int64(value)) }
}
