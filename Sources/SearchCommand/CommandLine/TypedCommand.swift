internal import ArgumentParser
internal import Glibc
internal import Output

/// The arguments of the program, as they were typed.
struct TypedCommand {
  /// The arguments after the name of the program.
  let arguments: [String]

  /// The names of all subcommands.
  static let subcommands = SearchCommand.configuration.subcommands.compactMap {
    $0.configuration.commandName
  }

  init(_ arguments: [String]) { self.arguments = arguments }

  /// Reads the arguments of the process.
  ///
  /// - Throws: `UsageError`, if an argument is not UTF-8.
  static func ofProcess() throws(UsageError) -> TypedCommand {
    var arguments: [String] = []
    for (index, pointer) in UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)
    ).enumerated().dropFirst() {
      guard let pointer else { break }
      guard let argument = String(validatingCString: pointer) else {
        throw UsageError(
          "argument \(index) is not UTF-8: '\(printableLine(String(cString: pointer)))'", hints: [])
      }
      arguments.append(argument)
    }
    return TypedCommand(arguments)
  }

  /// The subcommand that is named first; nil if the arguments are a query.
  var subcommand: String? {
    arguments.first.flatMap { Self.subcommands.contains($0) || $0 == "help" ? $0 : nil }
  }

  /// The subcommand to which the words of a query were typed; nil if they were not.
  private var queryType: (any ParsableCommand.Type)? {
    switch subcommand {
    case nil, "query": QueryCommand.self
    case "timeline": TimelineCommand.self
    default: nil
    }
  }

  /// Explains why the arguments could not be parsed.
  ///
  /// Returns nil if the sentence of the argument parser is explanation enough.
  func explanation(of error: any Error) -> UsageError? {
    let isUsage = SearchCommand.exitCode(for: error).rawValue == UsageError.status
    let message = SearchCommand.message(for: error)
    guard isUsage else { return nil }
    if let error = mistypedSubcommand ?? mistypedOption { return error }
    guard queryType == nil, let subcommand else { return nil }
    let isMissing = message.hasPrefix("Missing expected argument")
    guard isMissing || message.contains("nexpected argument") else { return nil }
    let help = "for help: search \(subcommand) --help"
    return UsageError(
      message.prefix(1).lowercased() + printableLine(String(message.dropFirst())),
      insteadOf: queryWords, help)
  }

  /// The arguments that `search query` would take: all, or if it does not know the options, the
  /// words before the first option.
  private var queryWords: [String] {
    let words = Array(arguments.prefix { !$0.hasPrefix("-") })
    return (try? QueryCommand.parse(arguments)) == nil ? words : arguments
  }

  /// Explains a request for help that is about words and not about a subcommand.
  var mistakenHelp: UsageError? {
    guard subcommand == "help", arguments.count > 1,
      !arguments.contains(where: { $0.hasPrefix("-") })
    else { return nil }
    let topics = Array(arguments.dropFirst())
    guard topics.count > 1 || !(Self.subcommands + ["help"]).contains(topics[0]) else { return nil }
    return UsageError(
      "there is no subcommand '\(printableLine(topics.joined(separator: " ")))'",
      insteadOf: arguments)
  }
}

// MARK: Options

extension TypedCommand {
  /// Explains a word that starts with `-` among the words of a query, as in `moon -house`.
  ///
  /// The argument parser would read `-house` as the options -h, -o and so on, and print help.
  /// Returns nil if there is no such word, or if the arguments are not a query.
  var excludedWord: UsageError? {
    guard let type = queryType else { return nil }
    var options: [String] = []
    var words: [String] = []
    var excluded: String?
    var rest = arguments.dropFirst(subcommand == nil ? 0 : 1)
    while let argument = rest.popFirst() {
      guard argument != "--" else {
        words += rest
        break
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        words.append(argument)
        continue
      }
      if isAccepted([argument], by: type) || argument == "-h" {
        options.append(argument)
      } else if let value = rest.first, isAccepted([argument, value], by: type) {
        options += [argument, value]
        rest.removeFirst()
      } else if isWord(argument, type) {
        words.append(argument)
        excluded = excluded ?? argument
      } else {
        return nil
      }
    }
    guard let excluded else { return nil }
    let command = ["search"] + (subcommand.map { [$0] } ?? []) + options + ["--"] + words
    return UsageError(
      "there is no option '\(printableLine(excluded))'",
      hints: ["to leave out a word: " + shellCommand(command)]
        + (excluded == "-help" ? ["for help: search --help"] : [])
        + (isAccepted(["-" + excluded], by: type) ? ["did you mean: -\(excluded)"] : []))
  }

  private func isAccepted(_ options: [String], by type: any ParsableCommand.Type) -> Bool {
    (try? type.parse(["x"] + options)) != nil
  }

  /// True if an argument that no option accepts is a word with a `-` before it.
  private func isWord(_ argument: String, _ type: any ParsableCommand.Type) -> Bool {
    guard !argument.hasPrefix("--") else { return false }
    guard argument.utf8.count == 2 else { return true }
    do {
      _ = try type.parse(["x", argument])
      return false
    } catch {
      // Otherwise it is an option without its value.
      return SearchCommand.message(for: error).hasPrefix("Unknown option")
    }
  }

  /// The error about an unknown option in a query without words, in which the parser misses the words
  /// first.
  var unknownOption: (any Error)? {
    guard subcommand == nil || subcommand == "query" else { return nil }
    let words = subcommand == nil ? arguments[...] : arguments.dropFirst()
    do {
      _ = try SearchCommand.parseAsRoot(["query", "x"] + words)
      return nil
    } catch {
      return SearchCommand.message(for: error).hasPrefix("Unknown option") ? error : nil
    }
  }

  /// Explains an unknown option that is nearly `--help` or `--version`, which the argument parser
  /// does not suggest.
  private var mistypedOption: UsageError? {
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
      guard let option = ["--help", "--version"].first(where: { isOneEdit(argument, $0) }) else {
        continue
      }
      return UsageError(
        "there is no option '\(printableLine(argument))'",
        hints: [
          "did you mean: "
            + shellCommand(["search"] + arguments.map { $0 == argument ? option : $0 })
        ])
    }
    return nil
  }
}

// MARK: Subcommands

extension TypedCommand {
  /// Explains a query that is a mistyped subcommand with a file or the number of an article.
  ///
  /// Returns nil if the arguments are more likely to be a query.
  var mistypedSubcommand: UsageError? {
    guard let first = arguments.first, subcommand == nil else { return nil }
    let operands = arguments.dropFirst().prefix { !$0.hasPrefix("-") }
    guard let operand = operands.first else { return nil }
    let sentence = "there is no subcommand '\(printableLine(first))'"
    if Self.removing.contains(first) {
      guard operands.count == 1, Self.isArticleNumber(operand) || exists(operand) else {
        return nil
      }
      let operands = Self.isArticleNumber(operand) ? [operand] : ["--from", operand]
      return UsageError(
        sentence, insteadOf: arguments,
        "to list what would be removed: " + shellCommand(["search", "remove"] + operands))
    }
    guard let name = Self.synonyms[first] ?? Self.subcommand(near: first) else { return nil }
    let namesArticle = ["show", "similar"].contains(name)
    guard Self.takingFiles.contains(name) || namesArticle else { return nil }
    guard
      operands.allSatisfy(exists)
        || (namesArticle && operands.count == 1 && Self.isArticleNumber(operand))
    else { return nil }
    let meant = "did you mean: " + shellCommand(["search", name] + arguments.dropFirst())
    return UsageError(sentence, hints: [meant, UsageError.queryHint(arguments)])
  }

  /// Returns the subcommand that a word differs from by one edit.
  static func subcommand(near word: String) -> String? {
    subcommands.first { isOneEdit(word, $0) }
  }

  private static let takingFiles: Set = ["ingest", "batch", "evaluate", "similar"]
  private static let removing: Set = ["delete", "del", "rm"]
  /// What other programs call the subcommands that take a file or an article.
  private static let synonyms = [
    "add": "ingest", "import": "ingest", "index": "ingest", "load": "ingest", "update": "ingest",
    "cat": "show", "open": "show", "print": "show", "read": "show", "view": "show",
  ]

  /// True for numbers that are not years, and for passages such as `12#3`.
  private static func isArticleNumber(_ text: String) -> Bool {
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.allSatisfy({ Int($0).map { $0 > 0 } ?? false }) else { return false }
    return parts.count == 2 || text.utf8.count != 4
  }
}

/// True if one inserted, deleted or changed letter, or two exchanged ones, turn `one` into `other`.
func isOneEdit(_ one: String, _ other: String) -> Bool {
  let (a, b) = (Array(one.utf8), Array(other.utf8))
  guard a != b, abs(a.count - b.count) <= 1 else { return false }
  let start = zip(a, b).prefix { $0 == $1 }.count
  let end = zip(a.dropFirst(start).reversed(), b.dropFirst(start).reversed()).prefix { $0 == $1 }
    .count
  let (x, y) = (a.dropFirst(start).dropLast(end), b.dropFirst(start).dropLast(end))
  return max(x.count, y.count) <= 1
    || (x.count == 2 && y.count == 2 && x.elementsEqual(y.reversed()))
}
