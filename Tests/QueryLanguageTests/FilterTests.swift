import QueryLanguage
import SearchModel
import TestSupport
import Testing

struct FilterTests {
  /// A query, its canonical form, and its filter.
  @Test(arguments: [
    ("publisher:bbc", "publisher:bbc", "publisher:bbc"),
    ("Publisher:BBC moon", "publisher:BBC moon", "publisher:BBC"),
    ("moon publisher:\"BBC  News\"", "moon publisher:\"BBC News\"", "publisher:\"BBC News\""),
    ("publisher:“BBC News”", "publisher:\"BBC News\"", "publisher:\"BBC News\""),
    ("publisher:\"bbc\"", "publisher:bbc", "publisher:bbc"),
    ("publisher:$5", "publisher:\"$5\"", "publisher:\"$5\""),
    ("publisher:\"AND\"", "publisher:\"AND\"", "publisher:\"AND\""),
    ("publisher:a:b", "publisher:\"a:b\"", "publisher:\"a:b\""),
    ("publisher:=bbc", "publisher:bbc", "publisher:bbc"),
    (
      "author:O’Brien author:\"12\" x", "author:O’Brien author:12 x",
      "author:O’Brien OR author:12"
    ),
    ("+publisher:bbc moon", "+publisher:bbc moon", "publisher:bbc"),
    ("moon -publisher:bbc", "moon -publisher:bbc", "-publisher:bbc"),
    ("moon NOT publisher:bbc", "moon -publisher:bbc", "-publisher:bbc"),
    ("-publisher:bbc", "-publisher:bbc", "-publisher:bbc"),
    // Several
    (
      "publisher:bbc publisher:reuters", "publisher:bbc publisher:reuters",
      "publisher:bbc OR publisher:reuters"
    ),
    (
      "publisher:(bbc OR reuters)", "publisher:bbc OR publisher:reuters",
      "publisher:bbc OR publisher:reuters"
    ),
    (
      "publisher:(bbc reuters)", "(publisher:bbc publisher:reuters)",
      "publisher:bbc OR publisher:reuters"
    ),
    (
      "publisher:(bbc | reuters) publisher:afp x",
      "publisher:bbc OR publisher:reuters publisher:afp x",
      "publisher:bbc OR publisher:reuters OR publisher:afp"
    ),
    (
      "x publisher:a language:de publisher:b", "x publisher:a language:de publisher:b",
      "(publisher:a OR publisher:b) AND language:de"
    ),
    (
      "(publisher:bbc OR language:de)", "publisher:bbc OR language:de",
      "publisher:bbc OR language:de"
    ),
    (
      "-(publisher:a OR publisher:b)", "-(publisher:a OR publisher:b)",
      "-(publisher:a OR publisher:b)"
    ),
    ("-publisher:(a b)", "-(publisher:a publisher:b)", "-(publisher:a OR publisher:b)"),
    ("-publisher:a -publisher:b", "-publisher:a -publisher:b", "-publisher:a AND -publisher:b"),
    ("author:a AND author:b", "author:a AND author:b", "author:a AND author:b"),
    ("+author:a +author:b", "author:a AND author:b", "author:a AND author:b"),
    ("moon AND author:a author:b", "+moon +author:a author:b", "author:a OR author:b"),
    ("moon AND author:a", "moon AND author:a", "author:a"),
    ("author:(a AND -b)", "(+author:a -author:b)", "author:a AND -author:b"),
    (
      "publisher:a OR language:de AND -publisher:b", "publisher:a OR language:de AND -publisher:b",
      "publisher:a OR language:de AND -publisher:b"
    ),
    ("(-publisher:a) moon", "-publisher:a moon", "-publisher:a"),
    ("date:2021 date:2023", "date:2021 date:2023", "date:2021 OR date:2023"),
    (
      "date:(2021 OR 2023-01..2023-02)", "date:2021 OR date:2023-01..2023-02",
      "date:2021 OR date:2023-01..2023-02"
    ),
    ("since:2021 until:2022", "since:2021 until:2022", "since:2021 AND until:2022"),
    ("since:2021 since:2022 x", "since:2021 since:2022 x", "since:2021 AND since:2022"),
    ("date:2020 since:2021", "date:2020 since:2021", "date:2020 AND since:2021"),
    ("publisher:author:x", "author:x", "author:x"),
    (
      "publisher:(a author:x)", "(publisher:a author:x)",
      "publisher:a AND author:x"
    ),
    ("publisher:title:x", "title:x", ""),
    ("a.publisher:x publishers", "a.publisher:x publishers", ""),
  ])
  func `a filter applies to the whole query`(text: String, canonical: String, filter: String) {
    let query = Query(text)
    #expect(query.description == canonical)
    #expect(query.filter?.description ?? "" == filter)
    #expect(query.notices.isEmpty, "\(query.notices.map(\.code))")
    #expect(Query(canonical).parts == query.parts)
    #expect(query.asksForSomething)
    if let expression = query.filter {
      #expect(Query(filter).filter?.table == expression.table)
    }
  }

  /// A query, its canonical form, and its notice with the range.
  @Test(arguments: [
    ("moon OR publisher:bbc", "moon publisher:bbc", ["filter-in-group 8..<21"]),
    ("(moon publisher:bbc) mars", "moon mars publisher:bbc", ["filter-in-group 6..<19"]),
    (
      "(moon publisher:a) OR (mars AND publisher:b)", "moon OR mars publisher:a publisher:b",
      ["filter-in-group 6..<17", "filter-in-group 32..<43"]
    ),
    (
      "moon AND publisher:a OR mars AND publisher:b", "moon OR mars publisher:a OR publisher:b",
      ["filter-in-group 9..<20", "filter-in-group 33..<44"]
    ),
    (
      "(moon author:a AND author:b)", "moon (author:a AND author:b)",
      ["filter-in-group 6..<14", "filter-in-group 19..<27"]
    ),
    ("-(moon publisher:a) x", "-moon x -publisher:a", ["filter-in-group 7..<18"]),
    (
      "-(moon -publisher:a) x", "-moon x",
      ["filter-in-group 8..<19", "only-exclusions 8..<19"]
    ),
    ("(moon -publisher:a)", "moon -publisher:a", ["filter-in-group 7..<18"]),
    ("x (-moon publisher:a)", "x -moon publisher:a", ["filter-in-group 9..<20"]),
    ("title:publisher:x moon", "publisher:x moon", ["filter-in-group 0..<17"]),
    ("title:(publisher:x) moon", "publisher:x moon", ["filter-in-group 0..<19"]),
    ("title:(a publisher:x)", "title:a publisher:x", ["filter-in-group 9..<20"]),
    ("publisher:(a title:b)", "title:b publisher:a", ["filter-in-group 11..<12"]),
    ("publisher: bbc", "publisher bbc", ["empty-field 0..<9"]),
    ("publisher:$", "publisher", ["empty-field 0..<10"]),
    ("publisher:\"\" x", "x", ["empty-field 0..<12", "empty-phrase 10..<12"]),
    ("publisher:(bbc", "publisher:bbc", ["stray-parenthesis 10..<11"]),
    ("moon OR (-publisher:bbc)", "moon -publisher:bbc", ["filter-in-group 8..<24"]),
    ("publisher:bb*", "publisher:bb", ["stray-star 0..<13"]),
    ("author:\"a b\"~3", "author:\"a b\"", ["malformed-near 0..<14"]),
    ("publisher:(OR)", "publisher:or", ["lone-operator 11..<13"]),
    ("-(-publisher:a) x", "x", ["only-exclusions 1..<15"]),
    ("-moon publisher:bbc", "-moon publisher:bbc", ["only-exclusions 0..<19"]),
    ("date:\"very soon\"", "\"very soon\"", ["malformed-date 0..<16"]),
    (
      "date:(2021 OR soon)", "soon date:2021",
      ["filter-in-group 6..<10", "malformed-date 14..<18"]
    ),
    ("date:so*", "so*", ["malformed-date 0..<8"]),
    ("title:date:soon", "title:date:soon", ["malformed-date 6..<15"]),
    ("date:soon date:2021", "date:soon date:2021", ["malformed-date 0..<9"]),
  ])
  func `a misplaced filter has a notice`(text: String, canonical: String, notices: [String]) {
    let query = Query(text)
    #expect(query.description == canonical)
    #expect(query.notices.map(\.codeAndRange) == notices)
    #expect(Query(canonical).parts == query.parts)
  }

  @Test func `words are compiled without filters`() {
    #expect(Query("moon publisher:bbc -since:2021").compiled()?.match == "\"moon\"")
    #expect(Query("a publisher:x b").compiled(.all)?.match == "\"a\" AND \"b\"")
    for text in ["publisher:bbc", "-publisher:bbc", "since:2021 (author:a OR language:de)"] {
      let query = Query(text)
      #expect(query.compiled() == nil && query.hasOnlyFilters && query.asksForSomething)
    }
    for text in ["", "moon", "moon publisher:bbc", "-moon publisher:bbc", "date:soon"] {
      #expect(!Query(text).hasOnlyFilters)
    }
    #expect(!Query("-moon publisher:bbc").asksForSomething)
  }

  /// The meaning of random filters must agree with the rules, applied directly to the text.
  @Test func `random filters agree with a truth table`() {
    let values = ["publisher:a", "publisher:b", "author:a", "author:b", "date:2021", "since:2020"]
    for seed in seeds(2_000) {
      var random = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...5, using: &random)
      let typed = (0..<count).map { _ in
        (
          sign: ["", "", "+", "-"].randomElement(using: &random) ?? "",
          value: values.randomElement(using: &random) ?? ""
        )
      }
      let text = typed.map { $0.sign + $0.value }.joined(separator: " ")
      let wanted = FilterOracle(typed).table(values)
      let filters = values.compactMap { Query($0).filter?.filters.first }
      #expect(Query(text).filter?.table(filters) == wanted, "seed \(seed): \(text)")
      #expect(Query("x " + text).filter == Query(text).filter, "seed \(seed): \(text)")
    }
  }

  @Test func `options make the same filters as the query language`() throws {
    func text(_ expression: FilterExpression?) -> String { expression?.description ?? "" }
    #expect(try FilterExpression([:]) == nil)
    #expect(
      try FilterExpression([
        .field(.publisher): ["BBC News", "Reuters"], .field(.author): ["O’Brien"],
        .field(.language): ["de"], .since: ["2w"], .until: ["2021-10"],
      ])
        == Query(
          "publisher:(\"BBC News\" OR Reuters) author:O’Brien language:de since:2w until:2021-10"
        ).filter)
    #expect(
      try text(FilterExpression([.field(.publisher): ["\u{0}a\"\nb"]])) == "publisher:\"a b\"")
    #expect(throws: FilterOptionError.malformedDate("2021-02-30")) {
      try FilterExpression([.since: ["2021-02-30"]])
    }
    #expect(throws: FilterOptionError.malformedDate("2021..")) {
      try FilterExpression([.until: ["2021.."]])
    }
    #expect(throws: FilterOptionError.emptyName) {
      try FilterExpression([.field(.author): ["a", " "]])
    }
    let both = [try FilterExpression([.since: ["2021"]]), Query("publisher:a publisher:b").filter]
    #expect(
      text(.all(of: both.compactMap { $0 })) == "since:2021 AND (publisher:a OR publisher:b)")
    #expect(FilterExpression.all(of: []) == nil)
  }
}

/// The rules for adjacent filters, applied directly.
private struct FilterOracle {
  let typed: [(sign: String, value: String)]

  init(_ typed: [(sign: String, value: String)]) { self.typed = typed }

  func table(_ values: [String]) -> [Bool] {
    (0..<1 << values.count).map { choice in
      holds { value in values.firstIndex(of: value).map { choice >> $0 & 1 == 1 } ?? false }
    }
  }

  private func holds(_ isTrue: (String) -> Bool) -> Bool {
    if typed.contains(where: { $0.sign == "-" && isTrue($0.value) }) { return false }
    for field in ["publisher", "author", "date", "since"] {
      let same = typed.filter { $0.sign != "-" && $0.value.hasPrefix(field) }
      let isEachNeeded = field == "since" || same.allSatisfy { $0.sign == "+" }
      let held = same.filter { isTrue($0.value) }
      if !same.isEmpty && (isEachNeeded ? held.count < same.count : held.isEmpty) { return false }
    }
    return true
  }
}
