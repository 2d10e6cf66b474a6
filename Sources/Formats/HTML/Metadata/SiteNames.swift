internal import TextAnalysis

/// The names of a page's site, which pages put before or after their titles.
struct SiteNames {
  /// The letters and digits of each name.
  private let names: [String]
  /// The letters and digits of the host, as a whole and of its main part: `ports.example` gives
  /// `portsexample` and `ports`.
  private let hosts: [String]

  init(names: [String], address: String?) {
    self.names = names.map(Self.letters).filter { !$0.isEmpty }
    hosts = Self.hosts(in: address)
  }

  /// Returns the title without the site's name before or after a separator.
  func removed(from title: String) -> String {
    var title = title
    for _ in 0..<3 {
      guard let rest = withoutOnePart(title) else { break }
      title = rest
    }
    return title
  }

  private func withoutOnePart(_ title: String) -> String? {
    for separator in Self.separators {
      guard let last = title.lastBytes(of: separator),
        let first = title.firstBytes(of: separator)
      else { continue }
      let front = title[..<last.lowerBound]
      if contains(title[last.upperBound...]), !Self.letters(front).isEmpty {
        return normalizedLine(String(front))
      }
      let back = title[first.upperBound...]
      if contains(title[..<first.lowerBound]), !Self.letters(back).isEmpty {
        return normalizedLine(String(back))
      }
    }
    return nil
  }

  /// True if a text is the site's name, or consists of little more.
  func contains(_ text: some StringProtocol) -> Bool {
    let letters = Self.letters(text)
    if letters.isEmpty { return true }
    let words = text.split(separator: " ").count
    let isName = names.contains { name in
      letters == name || letters.utf8.count > 3 && name.hasPrefix(letters)
        || name.utf8.count > 3 && words <= 6 && (letters.hasPrefix(name) || letters.hasSuffix(name))
    }
    return isName
      || hosts.contains { host in
        letters == host || letters.utf8.count >= 4 && host.hasPrefix(letters)
          || words <= 8 && letters.hasPrefix(host)
      }
  }

  /// True if `title` is a heading with a separator after it.
  static func isTitle(_ title: String, startingWith heading: String) -> Bool {
    guard heading.utf8.count >= 8, title.hasPrefix(heading) else { return false }
    let rest = title.dropFirst(heading.count).drop(while: \.isWhitespace)
    return separators.contains { rest.hasPrefix($0.drop(while: \.isWhitespace)) }
  }

  static let separators = [
    " | ", " - ", " – ", " — ", " · ", " • ", " « ", " » ", " :: ", " › ", " ‹ ", " / ", " ~ ",
    " : ", "｜", "|", "：",
  ]

  private static func letters(_ text: some StringProtocol) -> String {
    String(text.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  private static func hosts(in address: String?) -> [String] {
    guard let address, let start = address.firstBytes(of: "://")?.upperBound else { return [] }
    let host = address[start...].prefix { $0 != "/" && $0 != ":" && $0 != "?" }
    let labels = host.split(separator: ".").filter { $0 != "www" }
    guard labels.count > 1 else { return [] }
    return [labels.joined(), String(labels[labels.count - 2]), String(labels[0])]
      .map(letters).filter { $0.utf8.count > 3 }
  }
}
