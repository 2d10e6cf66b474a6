internal import TextAnalysis

/// An article as a reader found it: raw fields, before anything is normalised.
package struct ArticleDraft: Equatable {
  package var docno: String?
  package var title: String?
  package var author: String?
  package var publisher: String?
  package var published: String?
  package var language: String?
  package var url: String?
  package var text = ""
  /// Where it was in the archive that it was exported from; nothing for all other articles.
  ///
  /// It is stored there again, with its fields as they are.
  package var location: String?

  /// Creates a draft without anything in it.
  package init() {}

  /// Creates a draft from the fields of a row or of front matter, by the names that JSON has too.
  ///
  /// Of two fields of one name the first one counts. `names` are others, which a person gave:
  /// `["title": "kicker"]`.
  init(
    fields: [(key: String, value: String)], names: [String: String] = [:]
  ) throws(ReadError) {
    let members = Dictionary(fields.map { ($0.key, JSONValue.string($0.value)) }) { first, _ in
      first
    }
    guard let fields = JSONFields(.object(members), names: names) else { return }
    self = try fields.draft()
  }

  /// The date as the source gives it, where it is there and cannot be read as one.
  package var unreadableDate: String? {
    guard let published = normalizedLine(published), PublicationDate(parsing: published) == nil
    else { return nil }
    return published
  }
}
