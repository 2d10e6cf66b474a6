/// Resolves relative addresses against the address of their document (RFC 3986, section 5.2).
enum RelativeAddress {
  /// The maximum length of an address that is resolved.
  private static let maxBytes = 8_192

  /// Returns the absolute form of `address`.
  ///
  /// An address is returned unchanged if it is absolute or too long, or if `base` is not absolute.
  static func resolved(_ address: String, against base: String?) -> String {
    guard let base, address.utf8.count + base.utf8.count <= maxBytes, scheme(of: address) == nil,
      let scheme = scheme(of: base)
    else { return address }
    let inBase = Parts(base[base.index(after: scheme.endIndex)...])
    guard inBase.authority != nil else { return address }
    let own = Parts(address[...])
    var parts = own
    if own.authority == nil {
      parts.authority = inBase.authority
      if own.path.isEmpty {
        parts.path = inBase.path
        parts.query = own.query ?? inBase.query
      } else if !own.path.hasPrefix("/") {
        let folder = inBase.path.lastIndex(of: "/").map { inBase.path[...$0] } ?? "/"
        parts.path = folder + own.path
      }
    }
    parts.path = withoutDots(parts.path)
    return scheme + ":" + parts.text
  }

  /// The parts of an address after its scheme.
  private struct Parts {
    var authority: Substring?
    var path: Substring
    var query: Substring?
    var fragment: Substring?

    init(_ text: Substring) {
      var rest = text
      if let hash = rest.firstIndex(of: "#") {
        fragment = rest[rest.index(after: hash)...]
        rest = rest[..<hash]
      }
      if let question = rest.firstIndex(of: "?") {
        query = rest[rest.index(after: question)...]
        rest = rest[..<question]
      }
      if rest.hasPrefix("//") {
        let after = rest.dropFirst(2)
        let end = after.firstIndex(of: "/") ?? after.endIndex
        authority = after[..<end]
        rest = after[end...]
      }
      path = rest
    }

    var text: String {
      (authority.map { "//" + $0 } ?? "") + path + (query.map { "?" + $0 } ?? "")
        + (fragment.map { "#" + $0 } ?? "")
    }
  }

  /// Returns the scheme of an absolute address; nil if the address is relative.
  private static func scheme(of address: String) -> Substring? {
    guard let colon = address.firstIndex(of: ":") else { return nil }
    let name = address[..<colon]
    let isScheme =
      name.first?.isLetter == true
      && name.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
          || "+-.".utf8.contains(byte)
      }
    return isScheme ? name : nil
  }

  /// Removes the steps `.` and `..` from a path.
  private static func withoutDots(_ path: Substring) -> Substring {
    guard path.contains("./") || path.hasSuffix(".") else { return path }
    var steps: [Substring] = []
    let all = path.split(separator: "/", omittingEmptySubsequences: false)
    for (index, step) in all.enumerated() {
      let isLast = index == all.count - 1
      switch step {
      case ".": if isLast { steps.append("") }
      case "..":
        if steps.count > 1 { steps.removeLast() }
        if isLast { steps.append("") }
      default: steps.append(step)
      }
    }
    return Substring(steps.joined(separator: "/"))
  }
}
