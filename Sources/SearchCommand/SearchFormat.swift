internal import ArgumentParser

/// The formats of a search.
enum SearchFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, jsonl, csv, tsv, trec, markdown, html

  /// Whether it is read by people, who are told in sentences what they should know.
  var isForPeople: Bool { [.text, .markdown, .html].contains(self) }

  /// Something beside the hits that not every format has room for.
  enum Extra: String {
    case facets, cite, explain
  }

  /// Whether the format has room for it.
  func hasRoom(for extra: Extra) -> Bool {
    switch extra {
    case .facets: [.text, .json, .markdown, .html].contains(self)
    case .cite: [.text, .json, .jsonl, .markdown, .html].contains(self)
    case .explain: [.text, .json, .jsonl].contains(self)
    }
  }

  /// - Throws: `ValidationError`, where an option asks for what the format has no room for.
  func checkRoom(for extra: Extra) throws {
    guard !hasRoom(for: extra) else { return }
    let formats = Self.allCases.filter { $0.hasRoom(for: extra) }.map(\.rawValue)
    throw ValidationError(
      "--format \(rawValue) has no room for --\(extra.rawValue); these have: "
        + formats.joined(separator: ", ") + ".")
  }
}

/// `--format-version N`: the version of the output for programs that the caller understands.
struct FormatVersionOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Fail unless output for programs can be of this version. (known: 1)", valueName: "n"))
  var formatVersion: Int?

  /// The version that is written.
  static let current = 1

  /// - Throws: `CommandError`, where a version is asked for that cannot be written.
  func check() throws {
    guard let formatVersion, formatVersion != Self.current else { return }
    throw CommandError(
      sentence: "there is no version \(formatVersion) of the output; known is version "
        + "\(Self.current)")
  }
}
