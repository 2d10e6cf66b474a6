internal import Archive
internal import Output
internal import SearchEngine

/// The page without a query: what the archive holds, and its newest articles.
struct StartModel: Sendable {
  let status: ArchiveStatus
  let newest: [SearchHit]

  var model: PageModel {
    var model: PageModel = [
      "articleCount": counted(status.articles, "article")
    ]
    if let dates = status.published, let first = ReadableDate(dates.lowerBound),
      let last = ReadableDate(dates.upperBound)
    {
      model["span"] = first == last ? "from \(first.text)" : "from \(first.text) to \(last.text)"
    }
    let publishers = status.publishers.filter { $0.value != nil }
    if publishers.count > 1 { model["publisherCount"] = counted(publishers.count, "publisher") }
    let languages = status.languages.compactMap { TextModel.line($0.value) }
    if languages.count > 1 {
      let names = languages.prefix(4).map(LanguageNames.name)
      let more = languages.count - names.count
      model["languages"] =
        more > 0
        ? "in \(names.joined(separator: ", ")) and \(counted(more, "other language"))"
        : "in \(names.dropLast().joined(separator: ", ")) and \(names.last ?? "")"
    }
    let entries = newest.map { hit -> PageModel in
      var entry = TextModel.facts(hit.article.metadata)
      entry["author"] = nil
      entry["newestTitle"] = TextModel.title(hit.article.metadata)
      entry["newestAddress"] = "/read/\(hit.article.id)"
      return entry
    }
    if !entries.isEmpty { model["newest"] = ["list": entries] as PageModel }
    return model
  }
}
