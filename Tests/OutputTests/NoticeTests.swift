import Foundation
import QueryLanguage
import TestSupport
import Testing

@testable import Output

/// The codes of notices, which programs rely on, and their sentences.
struct NoticeTests {
  /// One notice of each kind, and for unknown values one for each field.
  private static let kinds: [Notice.Kind] = [
    .tooLong(limit: 1), .tooManyWords(limit: 1), .tooDeep(limit: 1), .unclosedQuote,
    .strayParenthesis, .unclosedParenthesis, .straySign(.excluded), .ignoredSign("~"), .emptyPhrase,
    .unknownField(name: "a"), .emptyField(name: "a"), .emptyValue(name: "a"), .loneOperator("OR"),
    .malformedDate, .filterInGroup, .strayEquals, .strayStar, .malformedNear,
    .readAsNear(isOrdered: true), .onlyExclusions, .allCapitals, .operatorsInCapitals,
    .unknownValue(.publisher, "a"), .unknownValue(.author, "a"),
    .unknownLanguage("a", known: ["b"]), .swappedDates("a"),
    .didYouMean(replacement: "a", typed: "b"),
    .corrected(query: "a", typed: ["b"]), .inexactWord, .expanded(by: ["a"]), .synonyms(["a"]),
    .similarWords(["a"]), .noWords, .damagedTables, .damagedArchive, .beingBuilt(articles: 3),
  ]

  /// Returns the index of a kind in `kinds`.
  ///
  /// A new kind is a compiler error here, as a reminder to add it to `kinds` too.
  private func index(_ kind: Notice.Kind) -> Int {
    switch kind {
    case .tooLong: 0
    case .tooManyWords: 1
    case .tooDeep: 2
    case .unclosedQuote: 3
    case .strayParenthesis: 4
    case .unclosedParenthesis: 5
    case .straySign: 6
    case .ignoredSign: 7
    case .emptyPhrase: 8
    case .unknownField: 9
    case .emptyField: 10
    case .emptyValue: 11
    case .loneOperator: 12
    case .malformedDate: 13
    case .filterInGroup: 14
    case .strayEquals: 15
    case .strayStar: 16
    case .malformedNear: 17
    case .readAsNear: 18
    case .onlyExclusions: 19
    case .allCapitals: 20
    case .operatorsInCapitals: 21
    case .unknownValue(.publisher, _): 22
    case .unknownValue(.author, _): 23
    case .unknownValue(.language, _), .unknownLanguage: 24
    case .swappedDates: 25
    case .didYouMean: 26
    case .corrected: 27
    case .inexactWord: 28
    case .expanded: 29
    case .synonyms: 30
    case .similarWords: 31
    case .noWords: 32
    case .damagedTables: 33
    case .damagedArchive: 34
    case .beingBuilt: 35
    }
  }

  /// The codes of notices about an answer rather than about reading its query.
  private static let answerCodes = [
    "unknown-publisher", "unknown-author", "unknown-language", "swapped-dates", "did-you-mean",
    "corrected", "inexact-word", "expanded", "synonyms",
    "similar-words", "no-words", "damaged-tables", "damaged-archive", "being-built",
  ]

  @Test func `the documentation has all codes, and no others`() throws {
    #expect(Self.kinds.map(index) == Array(0..<Self.kinds.count))
    let text = try String(contentsOfFile: Project.path + "/docs/output.md", encoding: .utf8)
    let list = try #require(text.firstMatch(of: /Codes: ([^.]+)\./)).output.1
    let documented = list.matches(of: /`([a-z-]+)`/).map { String($0.output.1) }
    #expect(Set(documented).count == documented.count)
    let codes = Self.kinds.map { Notice(kind: $0).code }
    #expect(Set(documented) == Set(codes))
    // Codes about an answer come after those about reading its query.
    #expect(documented.suffix(Self.answerCodes.count) == Self.answerCodes[...])
    #expect(codes.suffix(Self.answerCodes.count) == Self.answerCodes[...])
  }

  @Test func `each kind of notice has its own message`() {
    let messages = Self.kinds.map { Notice(kind: $0).message }
    #expect(Set(messages).count == messages.count && !messages.contains(""))
  }

  /// Messages repeat only ASCII letters of the query, so control characters cannot reach a
  /// terminal.
  @Test func `messages about reading a query contain no control characters`() {
    for text in ["\u{1B}[31m\u{202E}foo:bar", "foo\u{202E}:bar \"", "\u{7}title: AND"] {
      for notice in Query(text).notices {
        #expect(notice.message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
      }
    }
  }
}
