internal import Archive
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// The hits of a page, and what is around them: filters, order, notices and links to other pages.
struct ResultsModel {
  let query: PageQuery
  let response: SearchResponse
  /// Completions of the last word, if nothing was found or the query is being typed.
  var completions: [Completion] = []
  /// True if the query is still being typed.
  var isTyping = false

  private var notices: PageNotices { PageNotices(query, response, isTyping: isTyping) }

  /// The number of hits, as text.
  private var count: String {
    let noun = query.options.listsPassages ? "passage" : "article"
    return (response.totalIsExact ? "" : "at least ") + counted(response.total, noun)
  }

  /// The number of hits and of the page.
  private var summary: String { found(suffix: "") }

  /// The summary with the query, so that a screen reader announces each new search.
  private var status: String {
    let text = query.text.isEmpty ? "" : printableLine(response.request.text)
    return found(suffix: text.isEmpty ? "" : " for “\(text)”")
  }

  private func found(suffix: String) -> String {
    guard response.total > 0 else { return "Nothing found" + suffix }
    let pages = pageCount
    let page = pages > 1 ? ", page \(grouped(query.page)) of \(grouped(pages))" : ""
    return count.capitalizedFirst + " found" + suffix + page
  }

  var model: PageModel {
    let notices = notices
    var model: PageModel = [
      "summary": summary, "status": status, "searchedFor": printableLine(response.request.text),
      "heading": query.text.isEmpty ? "Articles" : "Results for “\(printableLine(query.text))”",
      "sentences": notices.sentences, "modes": modes, "orders": orders, "kinds": kinds,
    ]
    if let suggestion = notices.suggestion { model["suggestion"] = suggestion }
    if response.isDegraded {
      model["degraded"] = true
    }
    let chips = FilterChips(query).models
    if !chips.isEmpty { model["chips"] = ["list": chips] as PageModel }
    if response.hits.isEmpty {
      model["nothing"] = nothing
    } else {
      let corrected = notices.corrected ?? (isTyping ? response.request.text : nil)
      model["hitList"] =
        [
          "hits": response.hits.map { hit($0, corrected) },
          "firstRank": response.hits.first?.rank ?? 1,
        ] as PageModel
    }
    if pageCount > 1 { model["pages"] = pages }
    return model
  }

  // MARK: Hits

  private func hit(_ hit: SearchHit, _ corrected: String?) -> PageModel {
    let metadata = hit.article.metadata
    let address = query.address(article: hit.article.id, rank: hit.rank, query: corrected)
    let isPassage = query.options.listsPassages
    var title = TextModel.parts(hit.title)
    if title.isEmpty { title = [["plain": TextModel.title(metadata)]] }
    var model: PageModel = [:]
    let facts = TextModel.facts(metadata)
    if facts.keys.contains(where: { $0 != "tag" }) { model["facts"] = facts }
    if let tag = facts["tag"] { model["tag"] = tag }
    model["rank"] = hit.rank
    model["id"] = hit.article.id
    model["address"] = isPassage ? "\(address)#p\(hit.passage.ordinal)" : address
    model["name"] = ["parts": title]
    model["plainTitle"] = TextModel.title(metadata)
    model["snippet"] = ["parts": TextModel.parts(hit.snippet)]
    var notes: [PageModel] = []
    if hit.passage.ordinal > 1 || isPassage {
      model["passage"] = [
        "number": hit.passage.ordinal, "passageAddress": "\(address)#p\(hit.passage.ordinal)",
      ]
    }
    if !isPassage, hit.otherPassages > 0 {
      notes.append(["note": counted(hit.otherPassages, "more passage")])
    }
    if let copies = hit.copiesInWords { notes.append(["note": copies]) }
    if !hit.lacking.isEmpty {
      notes.append(["missing": hit.lacking.map { ["word": printableLine($0)] as PageModel }])
    }
    for place in hit.elsewhere {
      notes.append([
        "place": [
          "word": printableLine(place.word), "placeNumber": place.passage,
          "placeAddress": "\(address)#p\(place.passage)",
        ] as PageModel
      ])
    }
    if !notes.isEmpty { model["notes"] = notes }
    if let original = Citation.textFragmentLink(to: hit.passage.passage.text, of: metadata)
      ?? webAddress(of: metadata)
    {
      model["original"] = original
    }
    return model
  }

  // MARK: Choices

  private func choice(
    _ label: String, _ isCurrent: Bool, _ parameters: Parameters
  ) -> PageModel {
    isCurrent
      ? ["current": label]
      : ["choice": ["label": label, "href": parameters.address("/")] as PageModel]
  }

  private var modes: [PageModel] {
    let base = query.base.removing(["any", "all"])
    let mode = query.options.mode
    return [
      choice("all words first", mode == .best, base),
      choice("all words", mode == .all, base.adding("all", "1")),
      choice("any word", mode == .any, base.adding("any", "1")),
    ]
  }

  private var orders: [PageModel] {
    let base = query.base.removing(["sort"])
    let order = query.options.order
    return [
      choice("best first", order == .relevance, base),
      choice("newest", order == .newest, base.adding("sort", "newest")),
      choice("oldest", order == .oldest, base.adding("sort", "oldest")),
    ]
  }

  private var kinds: [PageModel] {
    let base = query.base.removing(["passages"])
    let lists = query.options.listsPassages
    return [
      choice("articles", !lists, base), choice("passages", lists, base.adding("passages", "1")),
    ]
  }

  // MARK: Pages

  private var pageCount: Int {
    let limit = query.options.limit
    // Copies are on no page of their own, so there may be fewer pages than articles.
    if !response.hasMore, !response.hits.isEmpty { return query.page }
    return min((response.total + limit - 1) / limit, SearchOptions.maxHits / limit)
  }

  private var pages: PageModel {
    let (page, count) = (query.page, pageCount)
    let shown = Set([1, count] + (page - 2...page + 2)).filter { (1...count).contains($0) }.sorted()
    var numbers: [PageModel] = []
    var last = 0
    for number in shown {
      if number > last + 1 { numbers.append(["gap": true]) }
      numbers.append(
        number == page
          ? ["this": grouped(number)]
          : [
            "other": ["number": grouped(number), "href": query.address(page: number)] as PageModel
          ])
      last = number
    }
    var model: PageModel = ["numbers": numbers]
    if page > 1 { model["previous"] = query.address(page: min(page, count + 1) - 1) }
    if page < count { model["next"] = query.address(page: page + 1) }
    return model
  }

  // MARK: Nothing found

  private var nothing: PageModel {
    var model: PageModel = [:]
    if !response.understood.isEmpty { model["understood"] = printableLine(response.understood) }
    if response.total > 0 { model["firstPage"] = query.address }
    if query.options.mode == .all {
      model["anyWord"] = query.base.removing(["all"]).address("/")
    }
    if PageQuery.filters.contains(where: { !query.base.all($0).isEmpty }), !query.text.isEmpty {
      model["withoutFilters"] = query.base.removing(PageQuery.filters).address("/")
    }
    if !completions.isEmpty {
      model["completions"] =
        [
          "words": completions.map { completion -> PageModel in
            [
              "completed": printableLine(completion.text),
              "times": counted(completion.passages, "passage"),
              "href": query.base.setting("q", completion.text).address("/"),
            ]
          }
        ] as PageModel
    }
    return model
  }
}
