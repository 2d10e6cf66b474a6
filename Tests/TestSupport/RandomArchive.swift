package import Archive

/// Generates random articles; the same seed and shape give the same articles.
package struct RandomArticles: CustomStringConvertible {
  /// The sizes of articles, and the values from which their words and metadata are drawn.
  package struct Shape {
    package var words: [String]
    package var title = 1...2
    package var passages = 1...1
    package var passage = 1...9
    package var publishers: [String?] = [nil]
    package var languages: [String?] = [nil]
    package var dates: [String?] = [nil]

    package init(words: [String]) { self.words = words }
  }

  package let seed: Int
  package let shape: Shape
  package var random: SeededGenerator

  package init(seed: Int, _ shape: Shape) {
    self.seed = seed
    self.shape = shape
    random = SeededGenerator(seed: seed)
  }

  /// The seed and the shape, for the message of a failed test.
  package var description: String {
    "seed \(seed), \(shape.words.count) words, titles of \(shape.title), "
      + "\(shape.passages) passages of \(shape.passage)"
  }

  /// Returns the next article.
  package mutating func article(_ location: String) -> PreparedArticle {
    var metadata = ArticleMetadata(
      location: location, title: random.words(shape.title, of: shape.words).joined(separator: " "))
    metadata.publisher = random.pick(shape.publishers)
    metadata.language = random.pick(shape.languages)
    metadata.published = random.pick(shape.dates)
    let paragraphs = (0..<Int.random(in: shape.passages, using: &random)).map { _ in
      random.words(shape.passage, of: shape.words).joined(separator: " ")
    }
    return PreparedArticle(metadata, paragraphs: paragraphs)
  }
}

/// An archive of random articles in memory, whose passages are also available as plain values.
///
/// A test queries the archive, and computes the right answer from the passages.
package final class RandomArchive: CustomStringConvertible {
  /// A passage as it is indexed.
  package struct Row {
    /// The passage's id; the first is 1.
    package var id: Int64
    package var metadata: ArticleMetadata
    package var title: [String]
    package var text: [String]
  }

  package let archive: Archive
  package private(set) var rows: [Row] = []
  package var articles: RandomArticles
  private var articleCount = 0

  package init(_ articles: RandomArticles, count: ClosedRange<Int>) throws {
    self.articles = articles
    archive = try Archive.open(writingTo: ":memory:")
    for _ in 0..<Int.random(in: count, using: &self.articles.random) { try addArticle() }
  }

  package var description: String { "\(articles), \(articleCount) articles" }

  /// Stores one more article.
  package func addArticle() throws {
    articleCount += 1
    let article = articles.article("\(articleCount)")
    let title = (article.metadata.title).split(separator: " ").map(String.init)
    for passage in article.passages {
      let text = passage.text.split(separator: " ").map(String.init)
      rows.append(
        Row(id: Int64(rows.count + 1), metadata: article.metadata, title: title, text: text))
    }
    try archive.put([article])
  }
}
