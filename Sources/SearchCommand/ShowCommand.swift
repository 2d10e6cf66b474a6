internal import Archive
internal import ArgumentParser

/// `search show ARTICLE`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print an article.")

  @Argument(help: "The article's number, location, docno or URL.")
  var article: String

  @OptionGroup var database: DatabaseOption

  @Option(help: "When to use colour: auto, always, never.")
  var color = ColorChoice.auto

  func run() throws {
    let archive = try Archive.open(readingFrom: database.path)
    guard let found = try archive.article(named: article) else {
      printError("there is no article '\(printable(article))' in \(database.path)")
      throw ExitCode(1)
    }
    let text = try archive.text(ofArticle: found.id)
    var output = Output()
    write(found, text, Console(color), to: &output)
    output.flush()
  }

  private func write(
    _ article: StoredArticle, _ text: String, _ console: Console, to output: inout Output
  ) {
    let metadata = article.metadata
    for line in console.lines(of: printable(metadata.title)) {
      output.writeLine(console.styled(line, .title))
    }
    let byline = [metadata.author, metadata.publisher, metadata.published.map(day)]
    output.writeLine(byline.compactMap { $0.map(printable) }.joined(separator: " · "))
    output.writeLine(console.styled(printable(metadata.url ?? metadata.location), .faint))
    for paragraph in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
      output.writeLine("")
      for line in paragraph.split(separator: "\n") {
        for wrapped in console.lines(of: printable(String(line))) {
          output.writeLine(line.hasPrefix("#") ? console.styled(wrapped, .title) : wrapped)
        }
      }
    }
  }
}
