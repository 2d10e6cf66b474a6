import Testing

@testable import Output

/// Authors, which an archive has as one text for each article.
struct AuthorNameTests {
  /// Each text with the names as `Family, Given`; a name in brackets is in one piece.
  private static let cases: [(String, [String])] = [
    ("Ada Quill", ["Quill, Ada"]), ("Ada Quill, Bo Tern", ["Quill, Ada", "Tern, Bo"]),
    ("Ada Quill and Bo Tern", ["Quill, Ada", "Tern, Bo"]),
    ("Ada Quill, Bo Tern and Cy Finch", ["Quill, Ada", "Tern, Bo", "Finch, Cy"]),
    ("Ada Quill, Bo Tern, and Cy Finch", ["Quill, Ada", "Tern, Bo", "Finch, Cy"]),
    ("Ada Quill & Bo Tern", ["Quill, Ada", "Tern, Bo"]),
    // Metadata for Google Scholar has the family name first.
    ("Quill, Ada", ["Quill, Ada"]), ("Quill, Ada, Tern, Bo", ["Quill, Ada", "Tern, Bo"]),
    ("Quill, Ada M.; Tern, Bo", ["Quill, Ada M.", "Tern, Bo"]),
    ("García Márquez, Gabriel", ["García Márquez, Gabriel"]),
    ("van der Berg, Jan Willem", ["van der Berg, Jan Willem"]), ("Smith, J. K.", ["Smith, J. K."]),
    ("Ada Quill; Bo Tern", ["Quill, Ada", "Tern, Bo"]),
    ("Quill, Ada, Reuters, Tern, Bo, Jr.", ["Quill, Ada", "[Reuters]", "Tern, Bo, Jr."]),
    ("Ursula von der Leyen", ["von der Leyen, Ursula"]),
    ("Jean-Luc d'Artagnan", ["d'Artagnan, Jean-Luc"]), ("Bashar al-Assad", ["al-Assad, Bashar"]),
    ("Martin Luther King Jr.", ["King, Martin Luther, Jr."]),
    ("Martin Luther King, Jr.", ["King, Martin Luther, Jr."]), ("Жан Марэ", ["Марэ, Жан"]),
    ("J. R. R. Tolkien", ["Tolkien, J. R. R."]), ("Conor O'Brien", ["O'Brien, Conor"]),
    // One piece is never wrong.
    ("Reuters", ["[Reuters]"]), ("Reuters, AP", ["[Reuters]", "[AP]"]),
    ("Ada Quill, Reuters", ["Quill, Ada", "[Reuters]"]), ("AFP", ["[AFP]"]),
    ("Ada Quill and Reuters", ["Quill, Ada", "[Reuters]"]),
    ("BBC News", ["[BBC News]"]), ("Pressmark sample", ["[Pressmark sample]"]),
    ("The Associated Press", ["[The Associated Press]"]), ("Madonna", ["[Madonna]"]),
    ("Department of Trade and Industry", ["[Department of Trade and Industry]"]),
    ("Marks & Spencer", ["[Marks & Spencer]"]), ("習近平", ["[習近平]"]),
    ("ada@example.org", ["[ada@example.org]"]), ("Agent 007", ["[Agent 007]"]), ("", []),
    (" , ;; \u{0}", []), ("van Gogh", ["[van Gogh]"]),
    ("By Ada Quill", ["Quill, Ada"]), ("By", ["[By]"]), ("Byron Quill", ["Quill, Byron"]),
    ("By Nobody in particular", ["[Nobody in particular]"]),
  ]

  @Test(arguments: cases)
  func `names are separated, and taken apart if they are those of people`(
    author: String, expected: [String]
  ) {
    let names = AuthorName.names(in: author).map { name in
      if case .person = name { name.invertedName } else { "[\(name.fullName)]" }
    }
    #expect(names == expected)
  }
}
