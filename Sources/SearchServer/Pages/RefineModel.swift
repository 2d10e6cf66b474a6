internal import CivilCalendar
internal import Output
internal import SearchEngine

/// The counts beside the hits: facets whose entries add or remove a filter, and a timeline.
struct RefineModel {
  let query: PageQuery
  let response: SearchResponse
  /// The timeline; nil if there was no time for it.
  let timeline: Timeline?

  var model: PageModel {
    var model: PageModel = ["dates": DateForm(query).model]
    if let timeline, let picture = TimelineModel(query, timeline).model {
      model["timeline"] = picture
    }
    let facets = response.facets.compactMap(facet)
    if !facets.isEmpty { model["facets"] = facets }
    if let total = response.facetsTotal, !query.options.listsPassages, total != response.total {
      model["countsNote"] = "Counts are for the \(counted(total, "article")) with all the words."
    }
    return model
  }

  /// The number of values that are shown at once, and the number that can be unfolded.
  private static let shown = 8
  private static let maxValues = 60

  private func facet(_ facet: Facet) -> PageModel? {
    let values = facet.values.filter { $0.name != nil }
    guard !values.isEmpty else { return nil }
    let entries = values.prefix(Self.maxValues).compactMap { entry(facet.field, $0) }
    var model: PageModel = [
      "facetName": facet.field == .year ? "Year" : facet.field.rawValue.capitalizedFirst,
      "facetID": facet.field.rawValue, "entries": Array(entries.prefix(Self.shown)),
    ]
    if entries.count > Self.shown {
      model["more"] =
        [
          "entries": Array(entries.dropFirst(Self.shown)),
          "moreCount": grouped(entries.count - Self.shown),
        ] as PageModel
    }
    if values.count > entries.count {
      model["hidden"] = grouped(values.count - entries.count)
    }
    if let none = facet.values.first(where: { $0.name == nil }) {
      model["none"] = grouped(none.count)
    }
    return model
  }

  private func entry(_ field: FacetField, _ value: Facet.Value) -> PageModel? {
    guard let name = value.name, let label = TextModel.line(name) else { return nil }
    let (isActive, parameters) = toggled(field, name)
    var model: PageModel = [
      "label": field == .language ? LanguageNames.name(of: name) : label,
      "count": grouped(value.count), "href": parameters.address("/"),
    ]
    if isActive { model["active"] = true }
    return model
  }

  /// Returns true if a value is a filter already, and the parameters with the filter added or
  /// removed.
  private func toggled(_ field: FacetField, _ name: String) -> (Bool, Parameters) {
    if field == .year {
      let (since, until) = ("\(name)-01-01", "\(name)-12-31")
      let isActive = query.base.all("since") == [since] && query.base.all("until") == [until]
      return isActive
        ? (true, query.base.removing(["since", "until"]))
        : (false, query.base.setting("since", since).setting("until", until))
    }
    let isActive = query.base.all(field.rawValue).contains(name)
    return isActive
      ? (true, query.base.removing(field.rawValue, name))
      : (false, query.base.adding(field.rawValue, name))
  }
}

/// The two fields for the first and the last date, with everything else in hidden fields.
struct DateForm {
  private let query: PageQuery

  init(_ query: PageQuery) { self.query = query }

  var model: PageModel {
    let hidden = query.base.removing(["since", "until"]).all
    return [
      "hidden": hidden.map { ["hiddenName": $0.name, "hiddenValue": $0.value] as PageModel },
      "since": field("since", \.lowerBound), "until": field("until", \.upperBound),
    ]
  }

  /// Returns a field: a date if the value is one, otherwise text such as `last-week`.
  private func field(
    _ name: String, _ bound: KeyPath<ClosedRange<CalendarDay>, CalendarDay>
  ) -> PageModel {
    guard let value = query.base.all(name).first, !value.isEmpty else { return ["type": "date"] }
    guard let date = ReadableDate(value) else { return ["type": "text", "bound": value] }
    return ["type": "date", "bound": date.days[keyPath: bound].description]
  }
}
