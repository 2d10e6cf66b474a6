/// A citation on one line, for people.
///
/// `Ada Quill and Bo Tern, "The harbour reopens", The Tidewater Post, 18 October 2021,
/// https://..., passage 2 of 3, under "The first boat", sha256 0123456789ab`
///
/// The date is written with the name of the month, so that readers everywhere take it the same way.
struct PlainCitation {
  private let fields: CitedFields

  init(_ fields: CitedFields) { self.fields = fields }

  var line: String {
    let parts = [
      names, fields.title.map(quoted), fields.publisher, fields.date?.text,
      fields.address ?? fields.location, fields.locator, fields.hash,
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  /// `A`, `A and B`, or `A, B and C`.
  private var names: String? {
    let names = fields.authors.map(\.fullName)
    guard let last = names.last, names.count > 1 else { return names.first }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
