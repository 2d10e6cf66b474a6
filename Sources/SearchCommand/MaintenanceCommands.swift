internal import Archive
internal import ArgumentParser
internal import Ingest
internal import TextAnalysis

/// `search optimize`.
struct OptimizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optimize", abstract: "Make searching as fast as it can be.",
    discussion: """
      Merges the index into one piece and makes anew what the ranking looks up. 'search ingest' \
      does so itself when enough is new; nothing but time is lost without it.
      """)

  @OptionGroup var database: DatabaseOption

  func run() throws {
    try database.mustExist()
    try database.openForWriting().optimize()
  }
}

/// `search check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "See whether the archive is whole, and mend it.",
    discussion: """
      Checks the file, what it defines, the articles and their passages, the full-text index \
      against the text, and what the ranking looks up. Exit status 2 if anything is wrong, and \
      stays so.
      """)

  @OptionGroup var database: DatabaseOption

  @Flag(help: "Make anew what can be made from the text, and remove what belongs to nothing.")
  var repair = false

  func run() throws {
    var output = Output()
    var archive = try Archive.open(readingFrom: database.path, evenWithoutRanges: repair)
    if repair {
      archive = try database.openForWriting()
      let repairs = try archive.repair { text in
        let text = normalize(text)
        return (text, Passage.passages(of: text))
      }
      for repair in repairs { output.writeLine("\(printable(database.path)): \(repair.sentence)") }
      output.flush()
    }
    let problems = try archive.check()
    for problem in problems {
      printError("\(printable(database.path)): \(problem.sentence(path: database.path))")
    }
    guard problems.isEmpty else { throw ExitCode(2) }
    output.writeLine("\(printable(database.path)) is whole: \(try archive.sizeInWords())")
    output.flush()
  }
}

/// `search backup FILE`.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the archive while it is in use.",
    discussion: """
      The copy is one file, an archive like any other. It is checked, and has its name only when it \
      is whole.
      """)

  @Argument(help: "The file to make.", completion: .file())
  var file: String

  @OptionGroup var database: DatabaseOption

  @Flag(help: "Replace a file that is there.")
  var force = false

  func run() throws {
    // What only reads it cannot be told that it is whole.
    guard file != "-" else {
      throw CommandError(sentence: "a backup cannot be written to standard output; name a file")
    }
    let archive = try Archive.open(readingFrom: database.path, evenWithoutRanges: true)
    let problems = try archive.backup(to: file, replacing: force)
    var output = Output()
    let copy = try Archive.open(readingFrom: file, evenWithoutRanges: true)
    output.writeLine(
      "\(printable(file)) is a copy of \(printable(database.path)): \(try copy.sizeInWords())")
    output.flush()
    for problem in problems {
      printError("\(printable(database.path)): \(problem.sentence(path: database.path))")
    }
    if !problems.isEmpty { throw ExitCode(2) }
  }
}

/// `search export [FILE]`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write all articles as JSON Lines.",
    discussion: """
      Each line is an article with its text. 'search ingest' makes of them an archive that holds \
      the same. A file has its name only when it is whole.
      """)

  @Argument(help: "The file to make; - is standard output.", completion: .file())
  var file = "-"

  @OptionGroup var database: DatabaseOption

  @Flag(help: "Replace a file that is there.")
  var force = false

  func run() throws {
    let archive = try Archive.open(readingFrom: database.path, evenWithoutRanges: true)
    var unreadable = 0
    func report(_ location: String) {
      unreadable += 1
      printError("\(printable(location)) cannot be read: its page is damaged")
    }
    if file == "-" {
      var output = Output()
      try archive.export(
        { line in
          output.write(line)
          output.flushIfLarge()
        }, onUnreadable: report)
      output.flush()
    } else {
      let pending = try PendingFile(at: file, replacing: force)
      var buffer: [UInt8] = []
      try archive.export(
        { line in
          buffer += line
          guard buffer.count >= 1 << 20 else { return }
          try pending.write(buffer)
          buffer.removeAll(keepingCapacity: true)
        }, onUnreadable: report)
      try pending.write(buffer)
      try pending.finish()
    }
    if unreadable > 0 { throw ExitCode(2) }
  }
}

extension Archive {
  /// How much there is in it, for people.
  fileprivate func sizeInWords() throws -> String {
    let counts = try counts()
    return "\(counted(counts.articles, "article")) in \(counted(counts.passages, "passage"))"
  }
}
