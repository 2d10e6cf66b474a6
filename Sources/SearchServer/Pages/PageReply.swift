internal import HTTPTypes
internal import Output

extension Reply {
  static let html = "text/html; charset=utf-8"

  /// The policy of the pages: style sheets, scripts and requests only from this server, and nothing
  /// inline.
  static let pagePolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  /// Creates a reply with a page or a part of one.
  init(page: String, tag: String?) {
    self.init(Self.html, page, tag: tag.map { "\($0)-\(PageAsset.version)" })
    fields[.contentSecurityPolicy] = Self.pagePolicy
  }

  /// Creates the page for a problem, or only the part that replaces the results.
  init(page problem: Problem, parameters: Parameters, isPart: Bool) {
    var model: PageModel = [
      "detail": printableLine(problem.detail), "reason": problem.status.reasonPhrase,
    ]
    if let hint = ProblemHint(problem, parameters) { model["hint"] = hint.model }
    let text =
      isPart
      ? Templates.render("problem", model)
      : Templates.page("problem", title: problem.status.reasonPhrase, model, parameters)
    self.init(page: text, tag: nil)
    status = problem.status
    fields.append(contentsOf: problem.fields)
  }
}

/// What to do about a problem on a page.
private struct ProblemHint {
  let model: PageModel

  init?(_ problem: Problem, _ parameters: Parameters) {
    switch problem.code {
    case "unknown-parameter", "invalid-parameter", "repeated-parameter", "conflicting-parameters",
      "ambiguous-query", "malformed-expression":
      let query = parameters.all("q").first ?? ""
      let address = query.isEmpty ? "/" : Parameters().adding("q", query).address("/")
      model = [
        "link": ["href": address, "linkText": "Search without the other settings"] as PageModel
      ]
    case "deadline-exceeded":
      model = ["advice": "Use rarer words, or limit the search to a publisher or a time."]
    case "no-such-path", "no-such-article", "not-found":
      model = ["link": ["href": "/", "linkText": "Search the archive"] as PageModel]
    default:
      guard let hint = problem.hint else { return nil }
      model = ["advice": printableLine(hint)]
    }
  }
}

extension Templates {
  /// Returns a whole page around the template `content`.
  ///
  /// `parameters` are those of the search that the page belongs to; the field for a new query keeps
  /// them.
  static func page(
    _ content: String, title: String, _ model: PageModel, _ parameters: Parameters
  ) -> String {
    var page = model
    page["content"] = content
    page["pageTitle"] = title
    page["style"] = PageAsset.style.address
    page["script"] = PageAsset.script.address
    page["typed"] = parameters.all("q").first ?? ""
    page["kept"] = parameters.removing(["q", "page", "offset", "part", "at", "format"]).all
      .filter { PageQuery.parameters.contains($0.name) }
      .map { ["keptName": $0.name, "keptValue": $0.value] as PageModel }
    return render("layout", page)
  }
}
