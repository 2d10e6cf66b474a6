/// A value of front matter, which may contain other values.
indirect enum FieldValue {
  case text(String)
  case list([FieldValue])
  case fields([(key: String, value: FieldValue)])

  /// The maximum number and total size of the values.
  ///
  /// The limit is needed because aliases in YAML can expand to millions of values.
  private struct Budget {
    var values = 10_000
    var bytes = 1 << 20

    mutating func take(_ count: Int) -> Bool {
      values -= 1
      bytes -= count
      return values >= 0 && bytes >= 0
    }
  }

  /// Returns all keys with their values as text.
  ///
  /// Returns nil if there are too many keys, or if this is not a set of fields.
  ///
  /// Lists are joined with commas. If nested fields include a `name`, such as that of an author,
  /// the name is also the value of the outer key.
  func flattened() -> [(key: String, value: String)]? {
    guard case .fields = self else { return nil }
    var budget = Budget()
    var result: [(key: String, value: String)] = []
    return append(to: &result, at: "", &budget) ? result : nil
  }

  private func append(
    to result: inout [(key: String, value: String)], at path: String, _ budget: inout Budget
  ) -> Bool {
    guard budget.take(path.utf8.count) else { return false }
    switch self {
    case .fields(let fields):
      if !path.isEmpty, let name { result.append((path, name)) }
      // Keys that `<<` merges come after the mapping's own keys.
      let merged = fields.filter { $0.key == "<<" }
      for (key, value) in fields.filter({ $0.key != "<<" }) + merged {
        let inner = key == "<<" ? path : path.isEmpty ? key : path + "." + key
        if inner.isEmpty && key != "<<" { continue }
        guard value.append(to: &result, at: inner, &budget) else { return false }
      }
      return true
    default:
      guard let line = line(&budget) else { return false }
      if !path.isEmpty { result.append((path, line)) }
      return true
    }
  }

  /// Returns the text, or the texts of a list joined with commas; nil if the budget is used up.
  private func line(_ budget: inout Budget) -> String? {
    switch self {
    case .text(let text): return budget.take(text.utf8.count) ? text : nil
    case .fields: return budget.take(name?.utf8.count ?? 0) ? name ?? "" : nil
    case .list(let values):
      var lines: [String] = []
      for value in values {
        guard let line = value.line(&budget) else { return nil }
        if !line.isEmpty { lines.append(line) }
      }
      return budget.take(0) ? lines.joined(separator: ", ") : nil
    }
  }

  private var name: String? {
    guard case .fields(let fields) = self,
      case .text(let name)? = fields.first(where: { $0.key == "name" })?.value
    else { return nil }
    return name
  }
}

/// Builds a value from the events of a parser.
struct FieldValueBuilder {
  /// The maximum depth; deeper values are ignored.
  static let maxDepth = 64

  /// The complete value; nil until it ends.
  private(set) var result: FieldValue?
  /// True if the value nests deeper than `maxDepth`.
  private(set) var isTooDeep = false
  private var open: [Open] = []

  /// A list or a set of fields that has not ended yet.
  private struct Open {
    var isList: Bool
    var values: [FieldValue] = []
    var keys: [String] = []

    var whole: FieldValue {
      isList ? .list(values) : .fields(zip(keys, values).map { ($0, $1) })
    }
  }

  /// True if the next value is a key.
  var expectsKey: Bool {
    open.last.map { !$0.isList && $0.keys.count == $0.values.count } ?? false
  }

  /// Sets the key of the next value.
  mutating func setKey(_ key: String) {
    if expectsKey { open[open.count - 1].keys.append(key) }
  }

  mutating func beginList() { begin(Open(isList: true)) }
  mutating func beginFields() { begin(Open(isList: false)) }

  private mutating func begin(_ value: Open) {
    isTooDeep = isTooDeep || open.count >= Self.maxDepth
    open.append(value)
  }

  /// Ends the innermost open value.
  ///
  /// - Returns: The value that was ended.
  @discardableResult
  mutating func end() -> FieldValue? {
    guard let value = open.popLast()?.whole else { return nil }
    add(value)
    return value
  }

  /// Adds a complete value to the innermost open value.
  mutating func add(_ value: FieldValue) {
    guard !open.isEmpty else { return result = result ?? value }
    // A list or mapping that is used as a key has no text, so its value gets an empty key.
    if expectsKey { return setKey("") }
    open[open.count - 1].values.append(value)
  }
}
