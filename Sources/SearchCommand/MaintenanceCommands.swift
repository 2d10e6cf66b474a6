internal import Archive
internal import ArgumentParser

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
    // To optimize what is not there would make it.
    _ = try Archive.open(readingFrom: database.path)
    try Archive.open(writingTo: database.path).optimize()
  }
}

/// `search check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "See whether the archive is whole.",
    discussion: """
      Checks the file, the references between its tables, the full-text index against the text, \
      and what the ranking looks up. Exit status 2 if anything is wrong.
      """)

  @OptionGroup var database: DatabaseOption

  func run() throws {
    _ = try Archive.open(readingFrom: database.path)
    let archive = try Archive.open(writingTo: database.path)
    let problems = try archive.check()
    for problem in problems { printError("\(printable(database.path)): \(problem.sentence)") }
    guard problems.isEmpty else { throw ExitCode(2) }
    var output = Output()
    let counts = try archive.counts()
    output.writeLine(
      "\(printable(database.path)) is whole: \(counted(counts.articles, "article")) in "
        + counted(counts.passages, "passage"))
    output.flush()
  }
}
