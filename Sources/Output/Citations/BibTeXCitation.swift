internal import CivilCalendar

/// A citation as an entry of a BibTeX database, for BibTeX and biblatex.
///
///     @article{quill2021-12p2,
///       author = {Quill, Ada},
///       title = {The Harbour of {Tidewater} Reopens},
///       journal = {The Tidewater Post},
///       date = {2021-10-18},
///       year = {2021},
///       month = oct,
///       language = {en},
///       url = {https://tidewater.example/harbour},
///       note = {passage 2 of 3, under "The first boat", sha256 0123456789ab},
///     }
///
/// biblatex reads `date`; BibTeX reads `year` and `month`.
struct BibTeXCitation {
  private let fields: CitedFields

  init(_ fields: CitedFields) { self.fields = fields }

  /// The entry with its line ends.
  var entry: String {
    let authors = fields.authors.map(Self.name).joined(separator: " and ")
    let date = fields.date?.date
    let values: [(name: String, value: String?)] = [
      ("author", authors.isEmpty ? nil : "{\(authors)}"),
      ("title", fields.title.map { "{\(LaTeX.protectingCapitals($0))}" }),
      ("journal", fields.publisher.map(Self.braced)),
      ("date", date.map { Self.braced($0.description) }),
      ("year", (date?.year?.padded(4) ?? fields.date?.text).map(Self.braced)),
      ("month", date?.month.map { Self.months[$0 - 1] }),
      ("language", fields.language.map(Self.braced)),
      // A web address is in ASCII and has no braces; biblatex takes it verbatim.
      ("url", fields.address.map { "{\($0)}" }),
      ("note", Self.braced(fields.note)),
    ]
    let lines = values.compactMap { name, value in value.map { "  \(name) = \($0),\n" } }
    return "@\(type){\(fields.key),\n\(lines.joined())}\n"
  }

  private var type: String {
    switch fields.kind {
    case .newspaperArticle, .magazineArticle: "article"
    case .webPage: "online"
    case .document: "misc"
    }
  }

  private static func braced(_ text: String) -> String { "{\(LaTeX.escaped(text))}" }

  /// Returns `Tern, Jr., Bo` for a person; braces keep other names in one piece.
  private static func name(_ name: AuthorName) -> String {
    switch name {
    case .person(let given, let family, let suffix):
      [family, suffix, given].compactMap { $0.map(LaTeX.escaped) }.joined(separator: ", ")
    case .literal(let name): braced(name)
    }
  }

  /// The names that every style file defines.
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
}

/// Text as LaTeX prints it unchanged.
enum LaTeX {
  /// Returns a text in which every character stands for itself.
  ///
  /// BibTeX counts braces even after a backslash, so braces of the text have names here, and the
  /// braces of the result are balanced. `@` before a brace would start an entry for some programs.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      // Fonts join two of these to another character: -- to a dash, '' to a quotation mark.
      if scalar == last, ligatures.contains(scalar) { escaped += "{}" }
      if let replacement = replacements[scalar] {
        escaped += replacement
      } else {
        escaped.unicodeScalars.append(scalar)
      }
      last = scalar
    }
    return escaped
  }

  /// Returns a title in which styles that write titles in lower case leave names as they are.
  ///
  /// Braces protect each word with a capital letter, except a capital that starts the title.
  static func protectingCapitals(_ title: String) -> String {
    let words = title.split(separator: " ", omittingEmptySubsequences: false)
    return words.enumerated().map { index, word in
      guard let start = word.firstIndex(where: isWordCharacter),
        let end = word.lastIndex(where: isWordCharacter)
      else { return escaped(String(word)) }
      let core = word[start...end]
      let capitals = (index == 0 ? core.dropFirst() : core).unicodeScalars
      guard capitals.contains(where: \.properties.isUppercase) else { return escaped(String(word)) }
      return escaped(String(word[..<start])) + "{\(escaped(String(core)))}"
        + escaped(String(word[end...].dropFirst()))
    }.joined(separator: " ")
  }

  private static func isWordCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }

  private static let ligatures: Set<Unicode.Scalar> = ["-", "'", ","]

  private static let replacements: [Unicode.Scalar: String] = [
    "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}",
    "%": "\\%", "$": "\\$", "#": "\\#", "&": "\\&", "_": "\\_", "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}", "`": "\\textasciigrave{}", "<": "\\textless{}",
    ">": "\\textgreater{}", "|": "\\textbar{}", "@": "{@}",
  ]
}
