internal import Mustache
internal import Output
internal import Synchronization

/// The values that a template shows, by their names.
///
/// A template looks up a name that a part lacks in what surrounds the part, so the names of a part
/// differ from those around it. A value that is absent is left out of the dictionary.
typealias PageModel = [String: Any]

/// The templates of the web pages, in Mustache.
///
/// Every value is escaped where it is written. Only the JSON of an article is written as it is; see
/// `ArticleData`.
enum Templates {
  /// Returns the text of a template with the values of a model.
  static func render(_ name: String, _ model: PageModel) -> String {
    library.render(model, withTemplate: name) ?? ""
  }

  /// The names of all templates, with their sources.
  static let sources: [String: [UInt8]] = [
    "layout": PackageResources.layout_mustache,
    "search": PackageResources.search_mustache,
    "results": PackageResources.results_mustache,
    "refine": PackageResources.refine_mustache,
    "suggestions": PackageResources.suggestions_mustache,
    "facts": PackageResources.facts_mustache,
    "text": PackageResources.text_mustache,
    "start": PackageResources.start_mustache,
    "article": PackageResources.article_mustache,
    "block": PackageResources.block_mustache,
    "saved": PackageResources.saved_mustache,
    "help": PackageResources.help_mustache,
    "problem": PackageResources.problem_mustache,
  ]

  private static let library: MustacheLibrary = {
    MustacheContentTypes.register(EscapedText(), named: "PAGE")
    var library = MustacheLibrary()
    for (name, source) in sources {
      // Mustache's own escaping compares grapheme clusters, and so misses a quotation mark with a
      // combining character after it.
      let lines = source.last == 0x0A ? source.dropLast() : source[...]
      let text = "{{% CONTENT_TYPE:PAGE}}" + String(decoding: lines, as: UTF8.self)
      do {
        try library.register(text, named: name)
      } catch {
        // A test renders all templates.
        preconditionFailure("\(name).mustache: \(error)")
      }
    }
    return library
  }()

  /// Text for HTML, in elements and in quoted attributes.
  private struct EscapedText: MustacheContentType {
    func escapeText(_ text: String) -> String { escapedMarkup(text) }
  }
}
