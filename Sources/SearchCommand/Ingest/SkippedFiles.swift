internal import Ingest
internal import Output

/// The files that a run skipped, by kind.
struct SkippedFiles {
  private var reasons: [IngestEntry.SkipReason: Int] = [:]
  /// The number of files of unknown kinds, by extension.
  private var extensions: [String: Int] = [:]

  /// The maximum number of extensions that are listed.
  private static let maxListed = 6
  /// The maximum number of extensions that are counted apart.
  private static let maxCounted = 10_000

  /// Counts a file.
  mutating func add(_ location: String, _ reason: IngestEntry.SkipReason) {
    reasons[reason, default: 0] += 1
    guard reason == .otherKind, let name = Self.fileExtension(of: location),
      extensions[name] != nil || extensions.count < Self.maxCounted
    else { return }
    extensions[name, default: 0] += 1
  }

  /// `36 files skipped: 12 .mht, 9 .rtf, 12 without an extension, 3 READMEs`; nil if there are none.
  var sentence: String? {
    let total = reasons.values.reduce(0, +)
    guard total > 0 else { return nil }
    let parts = IngestEntry.SkipReason.allCases.flatMap { reason -> [String] in
      guard let count = reasons[reason], count > 0 else { return [] }
      return switch reason {
      case .otherKind: kinds(of: count)
      case .describesFolder: [counted(count, "README")]
      case .archive: [counted(count, "Pressmark archive")]
      case .ownFile: ["\(grouped(count)) written by this run"]
      case .empty: ["\(grouped(count)) empty"]
      case .withoutArticles: ["\(grouped(count)) without articles"]
      }
    }
    return "\(counted(total, "file")) skipped: " + parts.joined(separator: ", ")
  }

  private func kinds(of count: Int) -> [String] {
    let sorted = extensions.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let listed = sorted.prefix(Self.maxListed)
    let others = sorted.dropFirst(Self.maxListed).reduce(0) { $0 + $1.value }
    let plain = count - extensions.values.reduce(0, +)
    return listed.map { "\(grouped($0.value)) .\($0.key)" }
      + (others > 0 ? ["\(grouped(others)) of other kinds"] : [])
      + (plain > 0 ? ["\(grouped(plain)) without an extension"] : [])
  }

  /// Returns the extension in lower case; nil if a name has none, or only a dot in a sentence.
  private static func fileExtension(of location: String) -> String? {
    let name = location.utf8.split(separator: UInt8(ascii: "/")).last ?? Substring("").utf8[...]
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...]
    let isExtension = ending.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20)
    }
    guard isExtension, (1...12).contains(ending.count) else { return nil }
    return String(Substring(ending)).lowercased()
  }
}
