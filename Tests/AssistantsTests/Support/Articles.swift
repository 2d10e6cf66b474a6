import Archive
import TestSupport

/// Archives for the tests of assistants.
enum AssistantArchive {
  /// Articles about ships, some with text that is hard to show.
  static func articles(_ count: Int = 60) -> [PreparedArticle] {
    (1...count).map { number in
      var metadata = ArticleMetadata(
        location: "ships/\(number).txt", title: "Ship \(number) leaves the harbour")
      metadata.publisher = number % 3 == 0 ? "The Post" : "The Gazette"
      metadata.author = number % 4 == 0 ? "Ann Lee" : nil
      metadata.published = "20\(10 + number % 12)-0\(1 + number % 9)-11"
      metadata.language = number % 5 == 0 ? "de" : "en"
      metadata.url = number % 2 == 0 ? "https://example.org/ships/\(number)" : nil
      return PreparedArticle(
        metadata,
        paragraphs: [
          "The ship number\(number) left the harbour at dawn.",
          "Another ship <b>stayed</b> & \"waited\" for \\ the pilot.",
        ])
    } + hostile
  }

  /// Articles with long or strange parts.
  private static var hostile: [PreparedArticle] {
    let quotes = String(repeating: "\"\\", count: 3_000)
    var long = ArticleMetadata(
      location: String(repeating: "folder/", count: 200), title: "ship " + quotes)
    long.author = (1...900).map { "Author \($0)" }.joined(separator: ", ")
    long.publisher = String(repeating: "Publisher ", count: 500)
    long.url = "https://example.org/" + String(repeating: "x", count: 5_000)
    long.published = "2020-02-30 or later " + String(repeating: "?", count: 300)
    var tagged = ArticleMetadata(location: "tags.txt", title: "ship\u{E0041}\u{202E}\u{7}bell\ntwo")
    tagged.language = "zh"
    let han = (1...400).map { "第\($0)艘船离开了港口，明天回来。" }.joined()
    let words = { (paragraph: Int) in
      (1...120).map { "ship\($0 % 7) word\(paragraph)x\($0)" }.joined(separator: " ")
    }
    return [
      PreparedArticle(long, paragraphs: ["The ship " + quotes, quotes, "end"]),
      PreparedArticle(tagged, paragraphs: [han, "ship \u{E0061}\u{9B}hidden\u{2028}line", han]),
      PreparedArticle("book", title: "A book of the ship", paragraphs: (1...400).map(words)),
      PreparedArticle(
        "blob", title: "A blob",
        paragraphs: ["ship " + String(repeating: "QUJD", count: 50_000), "the last ship"]),
    ]
  }

  /// Writes the archive into a folder, and returns its path.
  static func write(to folder: TemporaryFolder, count: Int = 60) throws -> String {
    let path = folder.path("ships.db")
    let archive = try Archive.holding(articles(count), at: path)
    try archive.optimize()
    return path
  }
}
