internal import Archive
internal import FoundationEssentials
internal import HTTPTypes

/// The tokens that clients must present, as SHA-256 hashes.
///
/// A file has a token's name and its hash on each line; what starts with `#` is a comment:
///
///     newsroom 5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8
struct Tokens: Sendable {
  private var hashes: [(name: String, hash: [UInt8])] = []

  /// A line of a file of tokens that cannot be used.
  struct InvalidLine: Error, Equatable {
    var number: Int
  }

  /// Reads the lines of a file.
  init(_ text: String) throws(InvalidLine) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      let hash = words.count == 2 ? Array(words[1].lowercased().utf8) : []
      guard hash.count == 64, hash.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
        throw InvalidLine(number: index + 1)
      }
      hashes.append((String(first), hash))
    }
  }

  /// Returns the name of the token in an `Authorization` field; nil if there is no such token.
  ///
  /// `Bearer TOKEN` is meant for programs. Browsers ask for a name and a password, and send them as
  /// `Basic`; the token is the password, and the name is ignored.
  func name(for authorization: String?) -> String? {
    guard let token = authorization.flatMap(Self.token) else { return nil }
    let hash = Array(sha256(of: token).utf8)
    // All are compared to the end, so that the time does not depend on the token.
    var found: String?
    for known in hashes {
      var difference: UInt8 = 0
      for (a, b) in zip(known.hash, hash) { difference |= a ^ b }
      if difference == 0 { found = known.name }
    }
    return found
  }

  private static func token(_ authorization: String) -> String? {
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    switch parts[0].lowercased() {
    case "bearer": return String(parts[1])
    case "basic":
      guard let data = Data(base64Encoded: String(parts[1])),
        let text = String(validating: data, as: UTF8.self),
        let colon = text.firstIndex(of: ":")
      else { return nil }
      return String(text[text.index(after: colon)...])
    default: return nil
    }
  }
}
