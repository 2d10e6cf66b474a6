/// A value of front matter, which may hold others.
indirect enum FieldValue {
  case text(String)
  case list([FieldValue])
  case fields([(key: String, value: FieldValue)])

  /// How much all values together may be: an alias of YAML can stand for millions of them.
  private struct Budget {
    var values = 10_000
    var bytes = 1 << 20

    mutating func take(_ count: Int) -> Bool {
      values -= 1
      bytes -= count
      return values >= 0 && bytes >= 0
    }
  }

  /// All keys and the texts that are their values, lists joined with commas; nothing, if there are
  /// too many, or if it is no set of fields.
  ///
  /// What has a name, such as an author with an address, stands for its name too.
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
      // What `<<` merges comes after the mapping's own keys.
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

  /// The text, or the list's texts; nil if there are too many.
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

/// Puts together a value from what is met on the way through it.
struct FieldValueBuilder {
  /// Deeper values are not taken in.
  static let deepest = 64

  /// The whole value, once it is there.
  private(set) var result: FieldValue?
  /// True if it was too deep.
  private(set) var isTooDeep = false
  private var open: [Open] = []

  /// A list or a set of fields whose end was not met yet.
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
    isTooDeep = isTooDeep || open.count >= Self.deepest
    open.append(value)
  }

  /// Ends what was begun last.
  ///
  /// - Returns: What was ended.
  @discardableResult
  mutating func end() -> FieldValue? {
    guard let value = open.popLast()?.whole else { return nil }
    add(value)
    return value
  }

  /// Adds a whole value to what was begun last.
  mutating func add(_ value: FieldValue) {
    guard !open.isEmpty else { return result = result ?? value }
    // In place of a key it has no name, and neither has the value after it.
    if expectsKey { return setKey("") }
    open[open.count - 1].values.append(value)
  }
}
