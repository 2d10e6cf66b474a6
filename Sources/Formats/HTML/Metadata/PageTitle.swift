internal import TextAnalysis

/// Chooses an article's title from what a page declares and from its main headings.
///
/// Declared titles are written for search engines and social networks, and often contain the name
/// of the site. A main heading is what readers saw, so it is preferred if it shares its words with
/// the declared titles.
struct PageTitle {
  let text: String?

  /// - Parameters:
  ///   - declared: The titles that the page declares, the best first.
  ///   - headings: The texts of the main headings in page order.
  ///   - site: The names of the site.
  init(declared: [String], headings: [String], site: SiteNames) {
    let titles = declared.map { Self.withoutSite($0, headings: headings, site: site) }
    let words = Set(titles.flatMap(Self.words))
    let candidates = headings.filter {
      $0.utf8.count > 2 && $0.utf8.count <= Self.maxLength && !site.contains($0)
    }
    var best: (heading: String, share: Double)?
    for heading in candidates.prefix(Self.maxHeadings) {
      let share = Self.share(of: heading, in: words)
      if share > best?.share ?? -1 { best = (heading, share) }
    }
    let sharesWord =
      best.map { Self.words($0.heading).contains { $0.count >= 4 && words.contains($0) } } == true
    if let best, titles.isEmpty || best.share == 1 || best.share >= 0.5 && sharesWord {
      text = best.heading
    } else if candidates.count == 1, let best, sharesWord {
      text = best.heading
    } else {
      text = titles.first ?? headings.first
    }
  }

  private static let maxLength = 1_000
  private static let maxHeadings = 30

  private static func withoutSite(
    _ title: String, headings: [String], site: SiteNames
  ) -> String {
    headings.prefix(maxHeadings).first { SiteNames.isTitle(title, startingWith: $0) }
      ?? site.removed(from: title)
  }

  /// Returns the part of a heading's words that are in `words`.
  private static func share(of heading: String, in words: Set<String>) -> Double {
    let own = Set(Self.words(heading))
    return own.isEmpty ? 0 : Double(own.count(where: words.contains)) / Double(own.count)
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}
