internal import Archive
internal import ArgumentParser
internal import Output

extension Archive {
  /// Returns the only article that a person calls `name`; nil if there is none.
  ///
  /// If there are several, lists them on standard error.
  ///
  /// - Throws: `ExitCode`, if there are several.
  func onlyArticle(called name: String) throws -> StoredArticle? {
    let articles = try articles(called: name)
    guard articles.count > 1 else { return articles.first }
    printError(
      "'\(printableLine(name))' names \(counted(articles.count, "article")); type the number of one:"
    )
    let shown = Array(articles.prefix(20))
    for line in shown.numberedLines { writeToStandardError(line + "\n") }
    if articles.count > shown.count {
      writeToStandardError("  and \(grouped(articles.count - shown.count)) more\n")
    }
    throw ExitCode(2)
  }
}

extension [StoredArticle] {
  /// A line for each article: its number, title and location.
  var numberedLines: [String] {
    let width = map { String($0.id).count }.max() ?? 0
    return map { article in
      let number = DisplayWidth.padded(String(article.id), to: width, isRight: true)
      return "  \(number)  \(printableLine(article.metadata.title)) · "
        + printableLine(article.metadata.location)
    }
  }
}
