internal import Output

/// The filters in the address of a page, each with the address of the search without it.
struct FilterChips {
  private let query: PageQuery

  init(_ query: PageQuery) { self.query = query }

  var models: [PageModel] {
    var models: [PageModel] = []
    for (name, label) in [
      ("publisher", "Publisher"), ("author", "Author"), ("language", "Language"),
    ] {
      for value in query.base.all(name) {
        let shown = name == "language" ? LanguageNames.name(of: value) : value
        models.append(chip(label, shown, query.base.removing(name, value)))
      }
    }
    let (since, until) = (query.base.all("since").first, query.base.all("until").first)
    if since != nil || until != nil {
      models.append(
        chip("Date", DayRange.text(since, until), query.base.removing(["since", "until"])))
    }
    return models
  }

  private func chip(_ label: String, _ value: String, _ without: Parameters) -> PageModel {
    ["kind": label, "value": printableLine(value), "href": without.address("/")]
  }
}
