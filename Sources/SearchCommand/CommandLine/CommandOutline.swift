internal import ArgumentParser
internal import JSON

/// The options and arguments of a subcommand, as ArgumentParser describes them.
struct CommandOutline {
  /// The kind of values that an option or an argument takes.
  enum Values: Equatable {
    /// Anything.
    case any
    /// A file or a folder.
    case files
    /// One of these.
    case list([Candidate])
  }

  /// An option or a flag.
  struct Option: Equatable {
    /// Its names, with their dashes: `-n`, `--limit`.
    var names: [String]
    /// The values; nil for a flag.
    var values: Values?
    /// True if every occurrence counts, not only the last one.
    var isRepeating: Bool
    /// Its sentences in the help.
    var help: String
  }

  /// The options and flags.
  private(set) var options: [Option] = []
  /// The values of the arguments without a name, in order; the last one may be repeated.
  private(set) var arguments: [Values] = []

  /// Reads the description of a subcommand.
  init(_ command: any ParsableCommand.Type) {
    guard let dump = try? JSONValue(parsing: Array(command._dumpHelp().utf8)),
      case .array(let parts)? = dump["command"]?["arguments"]
    else { return }
    for part in parts where part["shouldDisplay"] != false {
      let values = Self.values(of: part)
      switch part["kind"]?.stringValue {
      case "positional": arguments.append(values)
      case "flag": options.append(Self.option(part, values: nil))
      default: options.append(Self.option(part, values: values))
      }
    }
  }

  private static func option(_ part: JSONValue, values: Values?) -> Option {
    Option(
      names: strings(part["names"]) { name in
        (name["kind"] == "long" ? "--" : "-") + (name["name"]?.stringValue ?? "")
      },
      values: values, isRepeating: part["isRepeating"] == true,
      help: part["abstract"]?.stringValue ?? "")
  }

  private static func values(of part: JSONValue) -> Values {
    guard let kind = part["completionKind"] else { return .any }
    if kind["file"] != nil || kind["directory"] != nil { return .files }
    let list = strings(kind["list"]?["values"], \.stringValue)
    guard !list.isEmpty else { return .any }
    return .list(
      list.map {
        Candidate($0, part["allValueDescriptions"]?[$0]?.stringValue ?? "")
      })
  }

  private static func strings(
    _ list: JSONValue?, _ string: (JSONValue) -> String?
  ) -> [String] {
    guard case .array(let values)? = list else { return [] }
    return values.compactMap(string)
  }

  /// Returns the option with this name.
  func option(_ name: String) -> Option? { options.first { $0.names.contains(name) } }
}

// MARK: Arguments

extension CommandOutline {
  /// A part of a command line.
  enum Part: Equatable {
    /// An option or a flag, with its value if it has one.
    case option(Option, value: String?)
    /// An option that the subcommand does not have.
    case unknown(String)
    /// A word.
    case word(String)
    /// The `--` after which everything is a word.
    case terminator
  }

  /// Splits arguments into options with their values, and words.
  func parts(of arguments: [String]) -> [Part] {
    var parts: [Part] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument != "--" else { return parts + [.terminator] + rest.map(Part.word) }
      guard argument.hasPrefix("-"), argument != "-" else {
        parts.append(.word(argument))
        continue
      }
      for (option, value) in named(by: argument) {
        guard let option else {
          parts.append(.unknown(argument))
          continue
        }
        let takesNext = option.values != nil && value == nil
        parts.append(.option(option, value: takesNext ? rest.popFirst() : value))
      }
    }
    return parts
  }

  /// The options that an argument names: one, or several flags of one letter, the last of which may
  /// be an option with its value.
  private func named(by argument: String) -> [(Option?, value: String?)] {
    if argument.hasPrefix("--") {
      let halves = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return [(option(String(halves[0])), halves.count > 1 ? String(halves[1]) : nil)]
    }
    var named: [(Option?, value: String?)] = []
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = option("-\(letter)") else { return [(nil, nil)] }
      guard option.values != nil, !letters.isEmpty else {
        named.append((option, nil))
        continue
      }
      let value = letters.first == "=" ? letters.dropFirst() : letters
      return named + [(option, String(value))]
    }
    return named
  }
}
