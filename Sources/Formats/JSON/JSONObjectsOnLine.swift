internal import Glibc

/// Separates objects that follow each other on one line.
enum JSONObjectsOnLine {
  /// Returns the objects on a line.
  ///
  /// If the rest of the line is not an object, the rest is the last element of the result.
  ///
  /// - Complexity: O(n) in the bytes of the line; most lines are only scanned for a `}` with a `{`
  ///   after it.
  static func split(_ line: [UInt8]) -> [[UInt8]] {
    guard mayHoldSeveral(line) else { return [line] }
    var objects: [[UInt8]] = []
    var rest = line[...]
    while true {
      rest = rest.drop { $0 <= 0x20 }
      if rest.isEmpty { return objects.count > 1 ? objects : [line] }
      guard let end = endOfObject(rest) else {
        return objects.isEmpty ? [line] : objects + [Array(rest)]
      }
      objects.append(Array(rest[..<end]))
      rest = rest[end...]
    }
  }

  /// True if a closing brace is followed by an opening brace with only white space between them.
  ///
  /// If the line holds a single object, this happens only in strings.
  private static func mayHoldSeveral(_ line: [UInt8]) -> Bool {
    line.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      var index = 0
      while let found = memchr(base + index, 0x7D, bytes.count - index) {
        index = base.distance(to: found) + 1
        var next = index
        while next < bytes.count, bytes[next] <= 0x20 { next += 1 }
        if next < bytes.count, bytes[next] == UInt8(ascii: "{") { return true }
        if index == bytes.count { return false }
      }
      return false
    }
  }

  /// Returns the index after the object at the start of `bytes`; nil if it is not complete.
  static func endOfObject(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.first == UInt8(ascii: "{") else { return nil }
    var depth = 0
    var isString = false
    var index = bytes.startIndex
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "\\") where isString: index += 1
      case UInt8(ascii: "\""): isString.toggle()
      case UInt8(ascii: "{") where !isString: depth += 1
      case UInt8(ascii: "}") where !isString:
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return nil
  }
}
