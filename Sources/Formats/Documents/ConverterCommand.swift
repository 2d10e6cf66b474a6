/// A program that turns documents of a kind into text.
struct ConverterCommand: Equatable, Sendable {
  /// The format of the program's output.
  var output: ConvertedDocument.Format
  /// The program's name and arguments; `{}` stands for the document's path.
  var arguments: [String]
  /// The option with which the program keeps the hyphens that it otherwise removes at the ends of
  /// lines; nil if it removes none.
  var hyphenOption: String?
  /// The program that prints the document's properties, and its arguments; nil if there is none.
  var propertyArguments: [String]?

  var program: String { arguments.first ?? "" }

  /// The command with `hyphenOption`; nil if there is none.
  var keepingHyphens: ConverterCommand? {
    hyphenOption.map { option in
      ConverterCommand(output: output, arguments: [program, option] + arguments.dropFirst())
    }
  }

  /// The command that prints the properties; nil if there is none.
  var properties: ConverterCommand? {
    propertyArguments.map { ConverterCommand(output: .text, arguments: $0) }
  }

  /// Returns the arguments to convert the document at `path`.
  func arguments(for path: String) -> [String] {
    arguments.enumerated().map { index, argument in
      index == 0
        ? argument
        : argument.split(separator: "{}", omittingEmptySubsequences: false)
          .joined(separator: path)
    }
  }
}

/// The programs that convert documents.
///
/// Each line of a configuration file holds the kind of document, which is the extension of its files, the format of the output, and the
/// program with its arguments:
///
///     # comment
///     seconds: 30
///     pdf text: pdftotext -enc UTF-8 {} -
///     docx html: "/opt/my converter/run" --html {}
///
/// Arguments are separated by spaces. Double quotes keep an argument with spaces together. No shell
/// is involved.
struct ConverterList: Equatable, Sendable {
  /// An error in a line of the configuration.
  struct Fault: Error, Equatable {
    var line: Int
    var detail: String
  }

  /// The name of the configuration's format in messages.
  static let name = "a list of converters"

  /// The program for each kind of document.
  private(set) var commands: [String: ConverterCommand]
  /// The maximum run time of a program, in seconds.
  private(set) var seconds = 120

  /// The default list, used without a configuration.
  static let standard = ConverterList(
    commands: Format.all.reduce(into: [:]) { $0[$1.name] = $1.converter })

  private init(commands: [String: ConverterCommand]) { self.commands = commands }

  /// Reads a configuration.
  ///
  /// Kinds that are missing from the configuration are converted by the default programs.
  init(parsing text: String) throws(Fault) {
    self = .standard
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      let line = line.drop { $0.isWhitespace }
      guard !line.isEmpty && line.first != "#" else { continue }
      do throws(Fault) {
        if let seconds = try Self.seconds(line) {
          self.seconds = seconds
        } else {
          let (kind, command) = try Self.parse(line)
          commands[kind] = command
        }
      } catch {
        throw Fault(line: number, detail: error.detail)
      }
    }
  }

  /// Returns the value of a line such as `seconds: 30`; nil if the line is something else.
  private static func seconds(_ line: Substring) throws(Fault) -> Int? {
    let parts = line.split(separator: ":", maxSplits: 1)
      .map { $0.filter { !$0.isWhitespace } }
    guard parts.first?.lowercased() == "seconds" else { return nil }
    guard parts.count == 2, let seconds = Int(parts[1]), (1...86_400).contains(seconds) else {
      throw Fault(line: 0, detail: "seconds are a number from 1 to 86400")
    }
    return seconds
  }

  private static let outputs: [String: ConvertedDocument.Format] = [
    "text": .text, "html": .html, "mail": .mail,
  ]

  private static func parse(
    _ line: Substring
  ) throws(Fault) -> (String, ConverterCommand) {
    func fault(_ detail: String) -> Fault { Fault(line: 0, detail: detail) }
    guard let colon = line.firstIndex(of: ":") else { throw fault("a colon is missing") }
    let words = line[..<colon].split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
    guard let kind = words.first, (1...12).contains(kind.utf8.count),
      kind.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
    else {
      throw fault("a line starts with the extension of the documents, such as pdf or doc")
    }
    guard Format.canBeConverted(kind) else { throw fault("\(kind) files need no program") }
    guard words.count == 2, let output = outputs[words[1]] else {
      throw fault("\(kind) is followed by what the program writes (text, html or mail) and a colon")
    }
    guard let arguments = arguments(line[line.index(after: colon)...]) else {
      throw fault("a quotation mark is not closed")
    }
    guard !arguments.isEmpty else { throw fault("there is no program") }
    guard arguments.dropFirst().contains(where: { $0.contains("{}") }) else {
      throw fault("{} is missing, which stands for the document")
    }
    return (kind, ConverterCommand(output: output, arguments: arguments))
  }

  /// Splits a command at its spaces; returns nil if a quotation mark is not closed.
  private static func arguments(_ text: Substring) -> [String]? {
    var arguments: [String] = []
    var current: String?
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
        current = current ?? ""
      } else if character.isWhitespace && !isQuoted {
        if let argument = current { arguments.append(argument) }
        current = nil
      } else {
        current = (current ?? "") + String(character)
      }
    }
    if let current { arguments.append(current) }
    return isQuoted ? nil : arguments
  }
}
