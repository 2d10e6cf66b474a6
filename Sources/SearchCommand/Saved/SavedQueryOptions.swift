internal import ArgumentParser
internal import Output

/// `--save`, `--saved` and `--unsave`.
struct SavedQueryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run the query and save it with its options under this name.", valueName: "name"),
    transform: Self.name)
  var save: SavedQueryName?

  @Option(
    help: ArgumentHelp(
      "Run a saved query; without a name, list them. Options that you type replace saved ones.",
      valueName: "name"))
  var saved: String?

  @Option(help: ArgumentHelp("Remove a saved query.", valueName: "name"))
  var unsave: String?

  private static func name(_ text: String) throws -> SavedQueryName {
    guard let name = SavedQueryName(text) else {
      throw ValidationError("'\(printableLine(text))' is not a valid name: \(SavedQueryName.rule)")
    }
    return name
  }
}

/// A command line that lists, removes, answers or saves saved queries.
struct SavedQueryCommand {
  /// The arguments of the query, with those of the saved query.
  private(set) var arguments: [String]

  private static let names = ["--save", "--saved", "--unsave"]
  private let outline: CommandOutline

  /// Reads the arguments; nil if they have none of the options.
  ///
  /// If the arguments are wrong, they remain as they are, for the parser to explain.
  init?(_ typed: TypedCommand) throws {
    let options = typed.arguments.prefix { $0 != "--" }
    guard typed.subcommand == nil || typed.subcommand == "query",
      options.contains(where: { option in
        Self.names.contains { option == $0 || option.hasPrefix($0 + "=") }
      })
    else { return nil }
    arguments = typed.arguments
    outline = CommandOutline(QueryCommand.self)
    let words = Array(typed.arguments.dropFirst(typed.subcommand == nil ? 0 : 1))
    guard words != ["--saved"], let expanded = try expanded(words) else { return }
    // The first word of the saved query may be the name of a subcommand.
    arguments = ["query"] + expanded
  }

  /// The arguments with those of the saved query that they name; nil if they name none.
  private func expanded(_ words: [String]) throws -> [String]? {
    let typed = outline.parts(of: words)
    guard let name = value(of: "--saved", in: typed), isKnown(typed) else { return nil }
    let queries = try SavedQueries.read()
    let entry = try queries.entry(named: name, for: "--saved")
    let saved = outline.parts(of: entry.arguments)
    do {
      guard Self.names.allSatisfy({ self.value(of: $0, in: saved) == nil }) else {
        throw ValidationError("a saved query cannot use \(Self.names.joined(separator: ", "))")
      }
      _ = try QueryCommand.parse(entry.arguments)
    } catch {
      throw queries.fault(entry.line, printableLine(QueryCommand.message(for: error)))
    }
    return Self.merged(saved, without(["--saved"], typed))
  }

  /// Lists the saved queries if `--saved` without a name asks for that; returns false if not.
  ///
  /// - Throws: `ExitCode`, if there are none.
  func lists() throws -> Bool {
    guard arguments == ["--saved"] || arguments == ["query", "--saved"] else { return false }
    let queries = try SavedQueries.read()
    StandardOutput.print(
      queries.entries.map { "\($0.name): \(printableLine($0.text))\n" }.joined())
    guard queries.entries.isEmpty else { return true }
    printError("no query is saved; to save one: search WORDS --save NAME")
    throw ExitCode(1)
  }

  /// Runs or removes a query, and saves it if it could be run, as its options ask for.
  func run(_ query: QueryCommand) throws {
    let options = query.savedQueries
    if let name = options.unsave {
      let words = arguments.first == "query" ? arguments.dropFirst() : arguments[...]
      guard outline.parts(of: Array(words)).count == 1 else {
        throw UsageError("--unsave takes a name and nothing else", hints: [])
      }
      let old = try SavedQueries.remove(name)
      printError("removed the saved query '\(old.name)': \(printableLine(old.text))")
      return
    }
    guard let name = options.save else { return try query.run() }
    // An error in the file must not come after the answer.
    _ = try SavedQueries.read()
    do {
      try query.run()
    } catch let status as ExitCode where status.rawValue == 1 {
      // Nothing was found, but something may be later.
      try save(name, isQuiet: query.quiet)
      throw status
    }
    try save(name, isQuiet: query.quiet)
  }

  private func save(_ name: SavedQueryName, isQuiet: Bool) throws {
    let words = arguments.first == "query" ? arguments.dropFirst() : arguments[...]
    // What is printed this time says nothing about the next time.
    let parts = without(["--save", "--quiet", "--count"], outline.parts(of: Array(words)))
    let old = try SavedQueries.save(name, Self.arguments(of: Self.anchored(parts)))
    guard let old, !isQuiet else { return }
    printError("replaced the saved query '\(old.name)': \(printableLine(old.text))")
  }
}

// MARK: Parts

extension SavedQueryCommand {
  private func value(of name: String, in parts: [CommandOutline.Part]) -> String? {
    for case .option(let option, let value) in parts where option.names.contains(name) {
      return value
    }
    return nil
  }

  private func isKnown(_ parts: [CommandOutline.Part]) -> Bool {
    parts.allSatisfy { part in
      switch part {
      case .unknown: false
      case .option(let option, let value): (option.values == nil) == (value == nil)
      case .word, .terminator: true
      }
    }
  }

  private func without(
    _ names: [String], _ parts: [CommandOutline.Part]
  ) -> [CommandOutline.Part] {
    parts.filter { part in
      guard case .option(let option, _) = part else { return true }
      return !names.contains { option.names.contains($0) }
    }
  }

  /// The options that a typed one replaces, besides itself.
  private static let replaced: [String: Set<String>] = [
    "--any": ["--all"], "--all": ["--any"],
    "--suggest": ["--no-suggest"], "--no-suggest": ["--suggest"],
    "--synonyms": ["--no-synonyms", "--plain", "--raw"], "--no-synonyms": ["--synonyms"],
    "--fuzzy": ["--plain", "--raw"], "--plain": ["--synonyms", "--fuzzy", "--raw"],
    "--raw": ["--synonyms", "--fuzzy", "--plain"],
    "--format": ["--json", "--per", "--null"], "--json": ["--format", "--per", "--null"],
    "--count": ["--format", "--json", "--per", "--null", "--facets", "--cite", "--explain"],
  ]

  /// Returns the saved arguments that no typed option replaces, followed by the typed ones.
  private static func merged(
    _ saved: [CommandOutline.Part], _ typed: [CommandOutline.Part]
  ) -> [String] {
    var names: Set<String> = []
    for case .option(let option, _) in typed {
      names.formUnion(option.names)
      for name in option.names { names.formUnion(replaced[name] ?? []) }
    }
    let kept = saved.filter { part in
      guard case .option(let option, _) = part else { return true }
      return names.isDisjoint(with: option.names)
    }
    return arguments(of: kept + typed)
  }

  /// Returns parts with absolute paths of files, because the query may be answered in
  /// another folder.
  private static func anchored(_ parts: [CommandOutline.Part]) -> [CommandOutline.Part] {
    parts.map { part in
      guard case .option(let option, let path?) = part, option.values == .files,
        path != "-", !path.hasPrefix("/")
      else { return part }
      return .option(option, value: currentFolder() + "/" + path)
    }
  }

  /// Returns the arguments that have these parts.
  private static func arguments(of parts: [CommandOutline.Part]) -> [String] {
    var (words, options): ([String], [String]) = ([], [])
    for part in parts {
      switch part {
      case .word(let word): words.append(word)
      case .option(let option, let value):
        let name = option.names.last ?? ""
        guard let value else {
          options.append(name)
          continue
        }
        options += value.hasPrefix("-") ? ["\(name)=\(value)"] : [name, value]
      case .unknown(let argument): options.append(argument)
      case .terminator: break
      }
    }
    return words.contains { $0.hasPrefix("-") }
      ? options + ["--"] + words : words + options
  }
}
