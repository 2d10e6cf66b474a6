/// Returns the day of an ISO 8601 date, or its year or month if it has no day.
package func day(_ published: String) -> String { String(published.prefix(10)) }

/// Returns a count with its noun: `1,234 articles`, `1 article`.
package func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// Returns a number with separators: `1,234,567`.
package func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  var position = digits.count - 3
  while position > 0 {
    digits.insert(",", at: position)
    position -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

/// Returns `value` rounded to `decimals` decimals.
package func fixed(_ value: Double, decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  guard value.magnitude * scale < 1e15 else { return String(value) }
  let digits = String(Int((value.magnitude * scale).rounded()))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let whole = padded.dropLast(decimals)
  return (value < 0 ? "-" : "") + whole + (decimals > 0 ? "." + padded.suffix(decimals) : "")
}

/// Returns a value with four decimals, rounded half to even as C's printf does.
package func fourDecimals(_ value: Double) -> String {
  let scaled = value * 10_000
  guard scaled.magnitude < 1e15 else { return String(value) }
  // The sign of the rounding error shows on which side of the midpoint the value lies.
  let lost = (-scaled).addingProduct(value, 10_000)
  var rounded = scaled.rounded(.toNearestOrEven)
  if (scaled - scaled.rounded(.down)) == 0.5, lost != 0 {
    rounded = scaled.rounded(lost > 0 ? .up : .down)
  }
  // Avoids "-0.0000".
  return rounded == 0 ? "0.0000" : fixed(rounded / 10_000, decimals: 4)
}

/// Returns `value` with four decimals, and with its sign unless it is 0.
package func signedFourDecimals(_ value: Double) -> String {
  let text = fourDecimals(value)
  return value > 0 && text != "0.0000" ? "+" + text : text
}

/// Returns a size as text: `950 bytes`, `12 kB`, `3.4 MB`, `162 MB`, `1.2 GB`.
package func size(_ bytes: some BinaryInteger) -> String {
  let bytes = Double(Int64(clamping: bytes))
  guard bytes >= 1_000 else { return counted(Int(bytes), "byte") }
  var (value, unit) = (bytes / 1e3, "kB")
  for next in ["MB", "GB", "TB"] where value >= 999.5 { (value, unit) = (value / 1e3, next) }
  return "\(fixed(value, decimals: value < 9.95 && unit != "kB" ? 1 : 0)) \(unit)"
}
