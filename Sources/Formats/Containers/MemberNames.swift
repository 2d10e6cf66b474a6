internal import TextAnalysis

/// The names that members of one container go by.
struct MemberNames {
  /// Longer names are cut.
  static let longest = 1_024

  /// The hashes of the names so far; a collision costs only the nicer name.
  private var taken: Set<Int> = []
  /// Those of them that are as they stand in the container.
  private var original: Set<Int> = []
  /// How far each name was numbered: a million members can all be called the same.
  private var numbers: [Int: Int] = [:]

  /// The name of the next member, tidied.
  ///
  /// One that had to be tidied is numbered if others became the same: `letter~2.txt`. Two
  /// members that are called the same in the container are the same file, of which the last counts.
  mutating func next(_ raw: [UInt8]) -> String {
    let name = Self.tidied(raw)
    let isOriginal = Array(name.utf8) == raw
    if isOriginal && original.contains(name.hashValue) { return name }
    var unique = name
    var number = numbers[name.hashValue] ?? 1
    while !taken.insert(unique.hashValue).inserted {
      number += 1
      unique = Self.numbered(name, number)
    }
    if number > 1 {
      numbers[name.hashValue] = number
    } else if isOriginal {
      original.insert(name.hashValue)
    }
    return unique
  }

  private static func numbered(_ name: String, _ number: Int) -> String {
    let file = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    let dot = name[file...].lastIndex(of: ".") ?? name.endIndex
    return "\(name[..<dot])~\(number)\(name[dot...])"
  }

  /// `etc/x` from `/../etc//./x` and from `C:\etc\x`; what is not UTF-8, or a control character, is
  /// written as in a URL: `%0A`.
  static func tidied(_ raw: [UInt8]) -> String {
    let parts = text(raw.prefix(longest)).split { $0 == "/" || $0 == "\\" }
      .filter { $0 != "." && $0 != ".." }
    let isDrive = parts.first.map { $0.utf8.count == 2 && $0.last == ":" } ?? false
    let name = parts.dropFirst(isDrive ? 1 : 0).joined(separator: "/")
    return name.isEmpty ? "unnamed" : name
  }

  private static func text(_ raw: ArraySlice<UInt8>) -> String {
    var result = ""
    var rest = Array(raw)
    while !rest.isEmpty {
      let valid = firstInvalidUTF8(in: rest) ?? rest.count
      for scalar in String(decoding: rest[..<valid], as: UTF8.self).unicodeScalars {
        if scalar.properties.generalCategory == .control {
          for byte in String(scalar).utf8 { result += percentEncoded(byte) }
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
      if valid < rest.count { result += percentEncoded(rest[valid]) }
      rest.removeFirst(min(valid + 1, rest.count))
    }
    return result
  }

  private static func percentEncoded(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return (byte < 16 ? "%0" : "%") + digits
  }
}
