internal import Archive
internal import CivilCalendar
internal import Output
internal import SearchEngine

/// An article to read: its text, its place in the results, its relatives, and how to cite it.
struct ArticleModel {
  let query: PageQuery
  let article: StoredArticle
  let text: String
  let passages: [StoredPassage]
  let marks: ArticleMarks
  let similar: [SearchHit]
  let place: ResultPlace?

  private var metadata: ArticleMetadata { article.metadata }

  var model: PageModel {
    let blocks = ArticleBlocks(text, marks: marks.text, passages: passages)
    var model = TextModel.facts(metadata)
    model["articleID"] = article.id
    model["plainTitle"] = TextModel.title(metadata)
    let title = TextModel.parts(MarkedText(metadata.title, marks.title))
    model["name"] = ["parts": title.isEmpty ? [["plain": TextModel.title(metadata)]] : title]
    model["blocks"] = blocks.models
    model["markTotal"] = grouped(blocks.markCount)
    if blocks.markCount > 0 {
      model["marks"] =
        [
          "markNoun": blocks.markCount == 1 ? "match" : "matches", "lastMark": blocks.markCount,
        ] as PageModel
    }
    if let original { model["original"] = original }
    model["results"] = results
    if !similar.isEmpty { model["similar"] = ["list": similar.map(relative)] as PageModel }
    if let week { model["week"] = week }
    model["citation"] = CitationModel(article).model
    let data = ArticleData(metadata)
    model["metas"] = data.tags
    model["jsonLD"] = data.json
    return model
  }

  /// The address of the article on the web, at the first passage with a word of the query.
  private var original: String? {
    let first = marks.text.first.flatMap { mark in
      passages.last { $0.passage.start <= mark.lowerBound }
    }
    return first.flatMap { Citation.textFragmentLink(to: $0.passage.text, of: metadata) }
      ?? webAddress(of: metadata)
  }

  /// The way back to the results, and to the articles before and after this one.
  private var results: PageModel {
    guard !query.isEmpty else { return [:] }
    var results: PageModel = [
      "listAddress": place.map { place in
        query.address(page: (place.rank - 1) / query.options.limit + 1) + "#hit-\(place.rank)"
      } ?? query.address
    ]
    if !query.text.isEmpty { results["listQuery"] = printableLine(query.text) }
    guard let place else { return ["list": results] }
    results["position"] = "\(grouped(place.rank)) of \(grouped(place.total))"
    if let previous = place.previous {
      results["previous"] = query.address(article: previous, rank: place.rank - 1)
    }
    if let next = place.next {
      results["next"] = query.address(article: next, rank: place.rank + 1)
    }
    return ["list": results]
  }

  private func relative(_ hit: SearchHit) -> PageModel {
    var model = TextModel.facts(hit.article.metadata)
    // Absent values must not be looked up in the article itself.
    for name in ["publisher", "date", "undatable", "tag"] where model[name] == nil {
      model[name] = false
    }
    model["author"] = false
    model["relativeTitle"] = TextModel.title(hit.article.metadata)
    model["relativeAddress"] =
      query.isEmpty
      ? "/read/\(hit.article.id)"
      : query.address(article: hit.article.id, rank: nil)
    return model
  }

  /// What the publisher wrote around the same time.
  private var week: PageModel? {
    guard let publisher = metadata.publisher, TextModel.line(publisher) != nil,
      let date = ReadableDate(metadata.published)
    else { return nil }
    let days = date.surroundings
    let parameters = Parameters().adding("publisher", publisher)
      .adding("since", days.lowerBound.description).adding("until", days.upperBound.description)
      .adding("sort", "oldest")
    let period =
      date.date.day != nil ? "that week" : date.date.month != nil ? "that month" : "that year"
    return [
      "weekAddress": parameters.address("/"), "period": period,
      "range": DayRange.text(days.lowerBound.description, days.upperBound.description),
    ]
  }
}

/// The place of an article in the results of a search.
struct ResultPlace: Sendable {
  /// The rank, from 1.
  var rank: Int
  /// The number of results.
  var total: Int
  /// The ids of the articles before and after it.
  var previous: Int64?
  var next: Int64?
}

/// The citation of an article.
struct CitationModel {
  private let article: StoredArticle

  init(_ article: StoredArticle) { self.article = article }

  var model: PageModel {
    let files: [(CitationStyle, String)] = [(.ris, "RIS"), (.bibtex, "BibTeX"), (.csl, "CSL-JSON")]
    return [
      "citationLine": Citation(article).line,
      "files": files.map { style, name -> PageModel in
        [
          "fileName": name,
          "fileAddress": "/articles/\(article.id)/citation?format=\(style.rawValue)",
        ]
      },
    ]
  }
}
