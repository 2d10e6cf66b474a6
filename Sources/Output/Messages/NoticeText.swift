package import QueryLanguage

extension Notice {
  /// A sentence for people.
  ///
  /// If the notice is about reading the query, the sentence quotes only ASCII letters and operators
  /// from it, and so is safe to print. Sentences about the answer may contain any character.
  package var message: String {
    switch kind {
    case .tooLong(let limit): "the query is longer than \(limit) bytes; the rest is left out"
    case .tooManyWords(let limit): "the query has more than \(limit) words; the rest are left out"
    case .tooDeep(let limit):
      "parentheses are nested more than \(limit) deep; the inner ones are ignored"
    case .unclosedQuote: "a quotation mark is not closed; it is ignored"
    case .strayParenthesis: "a parenthesis is unmatched; it is ignored"
    case .unclosedParenthesis: "a parenthesis is not closed; it is closed at the end of the query"
    case .straySign(.excluded):
      "several signs are read as one \"-\"; the word after them is excluded"
    case .straySign: "several signs are read as one \"+\"; the word after them is required"
    case .ignoredSign(let sign): "\"\(sign)\" has no meaning here; it is ignored"
    case .emptyPhrase: "there is no word between the quotation marks"
    case .unknownField(let name):
      "there is no field \"\(name)\"; fields are "
        + (Field.allCases.map(\.rawValue) + FilterName.allCases.map(\.rawValue)).sorted()
        .joined(separator: ", ")
    case .emptyField(let name): "nothing follows directly after \"\(name):\"; it is read as a word"
    case .emptyValue(let name): "there is no word after \"\(name):\"; it is ignored"
    case .loneOperator(let sign) where sign == "|" || sign == "&&":
      "\"\(sign)\" has no operand here; it is ignored"
    case .loneOperator(let name): "\"\(name)\" has no operand here; it is read as a word"
    case .malformedDate:
      "a date is written 2021, 2021-10, 2021-10-18, october-2021, a range 2021-10..2021-12, 7d, "
        + "2w, 3m, 1y, today, monday, last-week and the like; this is read as words"
    case .filterInGroup:
      "a filter cannot apply to only some of the words; it applies to the whole query"
    case .strayEquals: "an equals sign counts only before a word or a phrase; it is ignored"
    case .strayStar: "this star does not stand for letters of a word; it is ignored"
    case .malformedNear:
      "a distance is written NEAR(a b, 5) or \"a b\"~5, with 0 to 9999 words"
    case .readAsNear(isOrdered: true): "this is read as NEAR(a b, n): in any order"
    case .readAsNear(isOrdered: false):
      "this is read as NEAR(a b, n), where a and b are the words beside it; quote several words"
    case .onlyExclusions: "only excluded words are given; add a word to search for"
    case .allCapitals:
      "this is a sentence in capital letters; operators and signs in it are read as text"
    case .operatorsInCapitals:
      "this may be a sentence in capital letters; AND, OR and NOT are read as operators"
    case .unknownLanguage(let value, []): "no article is in the language \"\(value)\""
    case .unknownLanguage(let value, let known):
      "no article is in the language \"\(value)\"; the archive has "
        + known.prefix(20).joined(separator: ", ")
        + (known.count > 20 ? " and \(grouped(known.count - 20)) others" : "")
    case .unknownValue(let field, let value): "no \(field.rawValue) is called \"\(value)\""
    case .swappedDates(let filters):
      "the dates are in the wrong order; they are read as \(filters)"
    case .didYouMean(let replacement, let typed):
      "did you mean \"\(replacement)\" for \"\(typed)\"?"
    case .corrected(let query, let typed):
      "showing results for \(marked(query)); nothing was found for "
        + typed.map(marked).joined(separator: " or ")
    case .inexactWord:
      "words with '=' or '*' match by their stems: the index is damaged or in an unknown format"
    case .expanded(let words): "also searched for: " + words.joined(separator: ", ")
    case .synonyms(let words):
      "also searched for synonyms: " + words.joined(separator: ", ")
    case .similarWords(let words):
      "also searched for similar words: " + words.joined(separator: ", ")
    case .noWords: "there is no word to search for in the query"
    case .damagedTables:
      "a table that speeds up searching is damaged and was not used; 'search check --repair' "
        + "rebuilds it"
    case .damagedArchive:
      "the archive is damaged, so this answer may be incomplete or wrong; 'search check' says more"
    case .beingBuilt(let articles):
      "the archive is being built, \(counted(articles, "article")) so far; if no 'search ingest' "
        + "runs, the first one was killed: run it again"
    }
  }

  /// Returns three lines for people: the sentence, the query, and carets under the part in
  /// question.
  ///
  ///     there is no field "autor"; fields are author, date, ...
  ///       autor:smith budget
  ///       ^^^^^
  ///
  /// Only the surroundings of the part are shown if the query is long. If the notice has no range,
  /// only the sentence is returned.
  package func pointing(into query: String) -> String {
    guard let range else { return message }
    let utf8 = Array(query.utf8)
    let start = min(range.lowerBound, utf8.count)
    let end = min(max(range.upperBound, start), utf8.count)
    func line(_ range: Range<Int>) -> String {
      printable(String(decoding: utf8[range], as: UTF8.self))
    }
    var before = line(0..<start)
    if before.count > Self.maxContext { before = "…" + before.suffix(Self.maxContext) }
    var part = line(start..<end)
    if part.count > Self.maxContext { part = part.prefix(Self.maxContext) + "…" }
    var after = line(end..<utf8.count)
    if after.count > Self.maxContext { after = after.prefix(Self.maxContext) + "…" }
    let indent = String(repeating: " ", count: DisplayWidth.columns(of: before))
    let carets = String(repeating: "^", count: max(1, DisplayWidth.columns(of: part)))
    return "\(message)\n  \(before)\(part)\(after)\n  \(indent)\(carets)"
  }

  /// The maximum number of characters that are shown before, within and after the part.
  private static let maxContext = 40
}

extension Notice {
  /// True if the notice says that a corrected query was answered.
  package var isCorrection: Bool { if case .corrected = kind { true } else { false } }
}

extension [Notice] {
  /// The first line of an answer for people if the query was corrected; nil if it was not.
  package var correction: String? {
    first(where: \.isCorrection).map { notice in
      printableLine(notice.message).capitalizedFirst + "."
    }
  }
}

/// Returns a text in quotation marks that it does not contain itself.
private func marked(_ text: String) -> String {
  text.contains("\"") ? "'\(text)'" : "\"\(text)\""
}
