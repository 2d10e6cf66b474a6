internal import SQLite

extension Archive {
  /// Returns the articles that a person calls `name`.
  ///
  /// These are the articles in a file with this name in any folder; if there are none, in a file
  /// with this name and any extension; if there are none, those with this title. Case does not
  /// matter in the latter two, and neither do signs in titles. `article(named:)` is tried first.
  ///
  /// - Complexity: O(n) in the number of articles.
  public func articles(called name: String) throws(ArchiveError) -> [StoredArticle] {
    var found: [[Int64]] = [[], [], []]
    let name = NameToFind(name)
    try mapErrors {
      _ = try connection.rows(
        """
        SELECT id, location, title FROM articles
         WHERE instr(lower(location), lower(?1)) > 0 OR instr(lower(title), ?2) > 0 ORDER BY id
        """, [.text(name.text), .text(name.longestWord)]
      ) { row in
        let rank = name.rank(location: row.text(at: 1) ?? "", title: row.text(at: 2) ?? "")
        if let rank { found[rank].append(row.integer(at: 0)) }
      }
    }
    var articles: [StoredArticle] = []
    for id in found.first(where: { !$0.isEmpty }) ?? [] {
      if let article = try article(id: id) { articles.append(article) }
    }
    return articles
  }
}

/// A name that is compared with the locations and titles of articles.
private struct NameToFind {
  let text: String
  private let folded: String
  private let words: [Substring]

  init(_ text: String) {
    self.text = text
    folded = text.lowercased()
    words = Self.words(text)
  }

  /// A word for a first look in SQL, whose lower() knows only ASCII; empty if there is none.
  var longestWord: String {
    words.filter { $0.utf8.allSatisfy { $0 < 0x80 } }.max { $0.count < $1.count }.map(String.init)
      ?? ""
  }

  /// Returns how well an article has this name, 0 for best; nil if it does not.
  func rank(location: String, title: String) -> Int? {
    let base = location.split(separator: "/").last ?? ""
    // In a file of many articles, the location of an article is path#docno.
    let file = base.prefix { $0 != "#" }
    if !text.isEmpty, base == text || file == text { return 0 }
    let stem = (file.lastIndex(of: ".").map { file[..<$0] } ?? file).lowercased()
    if !folded.isEmpty, file.lowercased() == folded || stem == folded { return 1 }
    return !words.isEmpty && Self.words(title) == words ? 2 : nil
  }

  private static func words(_ text: String) -> [Substring] {
    Substring(text.lowercased()).split { !$0.isLetter && !$0.isNumber }
  }
}
