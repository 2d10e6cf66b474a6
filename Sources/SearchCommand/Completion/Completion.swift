internal import Archive
internal import Formats
internal import ArgumentParser
internal import Output

/// What may follow on a command line.
enum Completion: Equatable {
  /// One of these words.
  case words([Candidate])
  /// A file or a folder, which the shell completes itself.
  case files

  /// Completes the last word of a command line.
  ///
  /// `before` are the words before it, starting with the name of the program; variables may be
  /// assigned before that. `typed` is the beginning of the word.
  init(after before: [String], typed: String) {
    let line = CompletedLine(before)
    self = line.completion(of: typed)
  }
}

/// The command line before the word that is completed.
private struct CompletedLine {
  /// The arguments, without the name of the subcommand.
  private let arguments: [String]
  /// The name of the subcommand; nil if none was typed.
  private let subcommand: String?
  private let outline: CommandOutline
  private let parts: [CommandOutline.Part]
  /// The archive that the environment names on this line.
  private let assignedDatabase: String?

  init(_ words: [String]) {
    let assignments = words.prefix { word in
      word.prefix { $0 != "=" }.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        && word.contains("=")
    }
    assignedDatabase = assignments.last { $0.hasPrefix("SEARCH_DATABASE=") }
      .map { String($0.dropFirst("SEARCH_DATABASE=".count)) }
    let typed = TypedCommand(Array(words.dropFirst(assignments.count + 1)))
    subcommand = typed.subcommand
    arguments = Array(typed.arguments.dropFirst(subcommand == nil ? 0 : 1))
    outline = CommandOutline(Self.type(of: subcommand))
    parts = outline.parts(of: arguments)
  }

  private static func type(of subcommand: String?) -> any ParsableCommand.Type {
    SearchCommand.configuration.subcommands
      .first { $0.configuration.commandName == subcommand } ?? QueryCommand.self
  }

  func completion(of typed: String) -> Completion {
    // The value of an option is missing if it is the word that is completed.
    if case .option(let option, nil)? = parts.last, let values = option.values {
      return completion(of: typed, option.names, values)
    }
    guard !parts.contains(.terminator) else { return .words([]) }
    if typed.hasPrefix("--"), let mark = typed.firstIndex(of: "=") {
      guard let option = outline.option(String(typed[..<mark])), let values = option.values else {
        return .words([])
      }
      let value = String(typed[typed.index(after: mark)...])
      return completion(of: value, option.names, values).prefixed(with: String(typed[...mark]))
    }
    return typed.hasPrefix("-") ? .words(options.starting(with: typed)) : argument(typed)
  }

  /// The options that may follow.
  private var options: [Candidate] {
    outline.options.compactMap { option in
      let isUsed = parts.contains { if case .option(option, _) = $0 { true } else { false } }
      guard option.isRepeating || !isUsed else { return nil }
      return option.names.last.map { Candidate($0, firstSentenceOf: option.help) }
    }
  }

  /// Completes a word that is neither an option nor its value.
  private func argument(_ typed: String) -> Completion {
    let position = parts.count { if case .word = $0 { true } else { false } }
    if arguments.isEmpty, subcommand == nil || subcommand == "help" {
      return .words(subcommands.starting(with: typed))
    }
    let articles = position == 0 ? { archived { try $0.articles(typed) } } : { [] }
    switch subcommand {
    case "show": return .words(articles())
    case "similar" where !typed.isEmpty && typed.allSatisfy(\.isNumber):
      return .words(articles())
    default:
      let last = outline.arguments.last ?? .any
      let values = position < outline.arguments.count ? outline.arguments[position] : last
      return subcommand != nil && values == .files ? .files : .words([])
    }
  }

  private var subcommands: [Candidate] {
    SearchCommand.configuration.subcommands.compactMap { type in
      type.configuration.commandName.map {
        Candidate($0, firstSentenceOf: type.configuration.abstract)
      }
    }
  }
}

// MARK: Values

extension CompletedLine {
  private func completion(
    of typed: String, _ names: [String], _ values: CommandOutline.Values
  ) -> Completion {
    switch (names.last, values) {
    case ("--publisher", _): .words(archived { try $0.names(.publisher, typed) })
    case ("--author", _): .words(archived { try $0.names(.author, typed) })
    case ("--language", _): .words(archived { try $0.names(.language, typed) })
    case ("--saved", _), ("--unsave", _): .words(Self.savedQueries.starting(with: typed))
    case ("--facets", .list(let fields)): .words(Self.list(of: fields, typed))
    case (_, .list(let list)): .words(list.starting(with: typed))
    case (_, .files): .files
    default: .words([])
    }
  }

  private static var savedQueries: [Candidate] {
    ((try? SavedQueries.read())?.entries ?? []).map { Candidate($0.name, printableLine($0.text)) }
  }

  /// Completes the last item of a list with commas.
  private static func list(of fields: [Candidate], _ typed: String) -> [Candidate] {
    let items = typed.split(separator: ",", omittingEmptySubsequences: false)
    let before = items.dropLast().map { $0 + "," }.joined()
    return fields.filter { !items.dropLast().contains($0.word[...]) }
      .starting(with: String(items.last ?? ""))
      .map { Candidate(before + $0.word, $0.help) }
  }

  /// Returns candidates from the archive; none if it cannot be read.
  private func archived(_ candidates: (Archive) throws -> [Candidate]) -> [Candidate] {
    guard let archive = try? Archive.open(readingFrom: database) else { return [] }
    return (try? candidates(archive)) ?? []
  }

  private var database: String {
    var path = assignedDatabase
    for case .option(let option, let value?) in parts where option.names.contains("--database") {
      path = value
    }
    guard let path, !path.isEmpty else { return DatabaseOption.defaultPath ?? "" }
    return path.hasPrefix("~/") ? (HomeFolder.path ?? "~") + path.dropFirst() : path
  }
}

extension Completion {
  fileprivate func prefixed(with prefix: String) -> Completion {
    guard case .words(let candidates) = self else { return self }
    return .words(candidates.map { Candidate(prefix + $0.word, $0.help) })
  }
}

extension Archive {
  /// The names of publishers, authors or languages that start with what was typed.
  fileprivate func names(_ field: ArticleField, _ typed: String) throws -> [Candidate] {
    try names(of: field, within: .milliseconds(500))
      .filter { printableLine($0.name) == $0.name }
      .map { Candidate($0.name, counted($0.articles, "article")) }
      .starting(with: typed)
  }

  /// The articles whose number starts with what was typed.
  fileprivate func articles(_ typed: String) throws -> [Candidate] {
    try articles(startingWith: typed, limit: [Candidate].limit)
      .map { Candidate(String($0.id), printableLine($0.title)) }
  }
}
