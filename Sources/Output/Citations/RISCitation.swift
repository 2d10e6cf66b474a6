internal import CivilCalendar

/// A citation as a record of RIS, the format that reference managers exchange.
///
///     TY  - NEWS
///     AU  - Quill, Ada
///     TI  - The harbour reopens
///     T2  - The Tidewater Post
///     PY  - 2021
///     DA  - 2021/10/18/
///     LA  - en
///     UR  - https://tidewater.example/harbour
///     N1  - passage 2 of 3, under "The first boat", sha256 0123456789ab
///     ID  - quill2021-12p2
///     ER  -
///
/// The specification (Research Information Systems, 2011) wants CR and LF after each line. A value
/// is one line and starts after its tag, so no value can be taken for a tag.
struct RISCitation {
  private let fields: CitedFields

  init(_ fields: CitedFields) { self.fields = fields }

  /// The record with its line ends.
  var record: String {
    var lines = [("TY", type)]
    lines += fields.authors.map { ("AU", $0.invertedName) }
    let optional = [
      ("TI", fields.title), ("T2", fields.publisher), ("PY", year), ("DA", date),
      ("LA", fields.language), ("UR", fields.address), ("N1", fields.note), ("ID", fields.key),
    ]
    lines += optional.compactMap { tag, value in value.map { (tag, $0) } }
    lines.append(("ER", ""))
    return lines.map { "\($0)  - \($1)\r\n" }.joined()
  }

  private var type: String {
    switch fields.kind {
    case .newspaperArticle: "NEWS"
    case .magazineArticle: "MGZN"
    case .webPage: "ELEC"
    case .document: "GEN"
    }
  }

  private var year: String? { fields.date?.date?.year.map { $0.padded(4) } }

  /// The year, month and day with slashes after them; parts that are not known are empty.
  private var date: String? {
    guard let date = fields.date?.date, let year else { return nil }
    return "\(year)/\(date.month?.padded(2) ?? "")/\(date.day?.padded(2) ?? "")/"
  }
}
