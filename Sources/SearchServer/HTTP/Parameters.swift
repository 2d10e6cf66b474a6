/// The parameters in the query of a URL.
///
/// They are decoded as HTML forms encode them: `+` is a space and `%2B` a plus sign. A parameter may
/// occur several times.
struct Parameters: Equatable {
  private var pairs: [(name: String, value: String)] = []

  static func == (a: Parameters, b: Parameters) -> Bool {
    a.pairs.elementsEqual(b.pairs) { $0 == $1 }
  }

  /// No parameters.
  init() {}

  /// Decodes a query, without its question mark.
  ///
  /// - Throws: `Problem`, if an escape sequence is malformed or the text is not UTF-8.
  init(query: Substring) throws(Problem) {
    for part in query.utf8.split(separator: UInt8(ascii: "&")) {
      let pair = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      pairs.append(
        (try Self.decoded(pair[0]), pair.count > 1 ? try Self.decoded(pair[1]) : ""))
    }
  }

  /// Returns `bytes` without escape sequences, as text.
  static func decoded(
    _ bytes: Substring.UTF8View.SubSequence, plusIsSpace: Bool = true
  ) throws(Problem) -> String {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(hexDigit),
          let low = rest.popFirst().flatMap(hexDigit)
        else {
          throw .badRequest(
            "malformed-url", "The URL has a '%' without two hexadecimal digits after it.",
            hint: "Write a percent sign as %25.")
        }
        decoded.append(high << 4 | low)
      default: decoded.append(byte)
      }
    }
    guard let text = String(validating: decoded, as: UTF8.self) else {
      throw .badRequest("malformed-url", "The URL is not valid UTF-8.")
    }
    // A NUL would end the text in SQLite.
    return text.replacing("\0", with: " ")
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// Returns the parameters as the query of a URL, without those in `removed` and with one more.
  func encoded(without removed: [String], adding name: String, _ value: String) -> String {
    (pairs.filter { !removed.contains($0.name) } + [(name, value)])
      .map { Self.encoded($0.name) + "=" + Self.encoded($0.value) }.joined(separator: "&")
  }

  /// Returns `text` with everything but letters, digits and `-._~` as escape sequences: RFC 3986.
  static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }

  // MARK: Other parameters

  /// Returns the parameters without those of these names.
  func removing(_ names: [String]) -> Parameters {
    var changed = self
    changed.pairs.removeAll { names.contains($0.name) }
    return changed
  }

  /// Returns the parameters without one value of a parameter.
  func removing(_ name: String, _ value: String) -> Parameters {
    var changed = self
    changed.pairs.removeAll { $0.name == name && $0.value == value }
    return changed
  }

  /// Returns the parameters with one more.
  func adding(_ name: String, _ value: String) -> Parameters {
    var changed = self
    changed.pairs.append((name, value))
    return changed
  }

  /// Returns the parameters with `value` as the only value of a parameter, in the place of the
  /// first one.
  func setting(_ name: String, _ value: String) -> Parameters {
    var changed = self
    guard let index = pairs.firstIndex(where: { $0.name == name }) else {
      return adding(name, value)
    }
    changed.pairs[index].value = value
    let rest = changed.pairs[(index + 1)...].filter { $0.name != name }
    changed.pairs = Array(changed.pairs[...index]) + rest
    return changed
  }

  /// Returns the address of `path` with these parameters, as a browser writes it for a form.
  func address(_ path: String) -> String {
    guard !pairs.isEmpty else { return path }
    return path + "?"
      + pairs.map { Self.encoded($0.name) + "=" + Self.encoded($0.value) }
      .joined(separator: "&").replacing("%20", with: "+")
  }

  /// The parameters, in order.
  var all: [(name: String, value: String)] { pairs }

  /// The names of the parameters, in order.
  var names: [String] { pairs.map(\.name) }

  /// Returns all values of a parameter, in order.
  func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  /// Returns the value of a parameter; nil if it is absent.
  ///
  /// - Throws: `Problem`, if it occurs twice.
  func one(_ name: String) throws(Problem) -> String? {
    let values = all(name)
    guard values.count <= 1 else {
      throw .badRequest("repeated-parameter", "The parameter '\(name)' may occur only once.")
    }
    return values.first
  }

  /// Returns the value of a parameter, which must be present.
  func required(_ name: String) throws(Problem) -> String {
    guard let value = try one(name) else {
      throw .badRequest(
        "missing-parameter", "The parameter '\(name)' is missing.", hint: "Add \(name)=...")
    }
    return value
  }

  /// Returns true if a flag is set: `expand`, `expand=1` or `expand=true`.
  func flag(_ name: String) throws(Problem) -> Bool {
    switch try one(name) {
    case nil, "0", "false": return false
    case "", "1", "true": return true
    case let value?:
      throw .badRequest(
        "invalid-parameter", "'\(value)' is not a value of '\(name)'.", hint: "Use 1 or 0.")
    }
  }

  /// Returns a number; nil if the parameter is absent.
  func integer(_ name: String) throws(Problem) -> Int? {
    guard let text = try one(name) else { return nil }
    guard let value = Int(text) else {
      throw .badRequest("invalid-parameter", "'\(text)' is not a whole number ('\(name)').")
    }
    return value
  }

  /// Returns one of several values; nil if the parameter is absent.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of _: Choice.Type
  ) throws(Problem) -> Choice? {
    guard let text = try one(name) else { return nil }
    guard let value = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw .badRequest(
        "invalid-parameter", "'\(text)' is not a value of '\(name)'.", hint: "Use one of: \(names)."
      )
    }
    return value
  }

  /// Refuses parameters other than `known`.
  func check(known: [String]) throws(Problem) {
    guard let name = names.first(where: { !known.contains($0) }) else { return }
    throw .badRequest(
      "unknown-parameter", "There is no parameter '\(name)' here.",
      hint: known.isEmpty
        ? "This endpoint has no parameters." : "Parameters: \(known.joined(separator: ", ")).")
  }
}
