internal import TextAnalysis

/// Assigns unique names to the members of a container.
struct MemberNames {
  /// The maximum length of a name; longer names are cut.
  static let maxLength = 1_024

  /// The hashes of the names that were assigned so far.
  ///
  /// If two hashes collide, a member gets a number that it does not need.
  private var taken: Set<Int> = []
  /// The hashes of those assigned names that are unchanged: equal to the name in the container.
  private var original: Set<Int> = []
  /// The last number added to each name, so that a million members with the same name are quickly
  /// numbered.
  private var numbers: [Int: Int] = [:]

  /// Returns the normalized name of the next member.
  ///
  /// If normalizing gives two members the same name, a number is added to the second:
  /// `letter~2.txt`. Members that have the same name in the container itself are versions of one
  /// file, and the last version counts.
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

  /// Returns `etc/x` for `/../etc//./x` and for `C:\etc\x`.
  ///
  /// Control characters and bytes that are not UTF-8 are percent-encoded: `%0A`.
  static func tidied(_ raw: [UInt8]) -> String {
    let parts = text(raw.prefix(maxLength)).split { $0 == "/" || $0 == "\\" }
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
