import Foundation
import QueryLanguage
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand
@testable import SearchEngine

/// The codes of notices, which programs rely on.
struct NoticeCodeTests {
  /// One notice of each kind.
  private static let kinds: [Notice.Kind] = [
    .tooLong(limit: 1), .tooManyWords(limit: 1), .tooDeep(limit: 1), .unclosedQuote,
    .strayParenthesis, .unclosedParenthesis, .straySign(.excluded), .emptyPhrase,
    .unknownField(name: "a"), .emptyField(name: "a"), .emptyValue(name: "a"), .loneOperator("OR"),
    .malformedDate, .filterInGroup, .strayEquals, .strayStar, .malformedNear, .onlyExclusions,
    .allCapitals,
  ]

  /// The index of a kind in the list of all.
  ///
  /// A new kind does not compile here until it is added to both.
  private func index(_ kind: Notice.Kind) -> Int {
    switch kind {
    case .tooLong: 0
    case .tooManyWords: 1
    case .tooDeep: 2
    case .unclosedQuote: 3
    case .strayParenthesis: 4
    case .unclosedParenthesis: 5
    case .straySign: 6
    case .emptyPhrase: 7
    case .unknownField: 8
    case .emptyField: 9
    case .emptyValue: 10
    case .loneOperator: 11
    case .malformedDate: 12
    case .filterInGroup: 13
    case .strayEquals: 14
    case .strayStar: 15
    case .malformedNear: 16
    case .onlyExclusions: 17
    case .allCapitals: 18
    }
  }

  /// The codes of notices about an answer rather than about reading its query.
  private static let answerCodes = [
    "unknown-publisher", "unknown-author", "unknown-language", "did-you-mean", "corrected",
    "inexact-word", "expanded", "no-words",
  ]

  @Test func `the documentation has all codes, and no others`() throws {
    #expect(Self.kinds.map(index) == Array(0..<Self.kinds.count))
    let text = try String(contentsOfFile: Project.path + "/docs/output.md", encoding: .utf8)
    let list = try #require(text.firstMatch(of: /Codes: ([^.]+)\./)).output.1
    let documented = list.matches(of: /`([a-z-]+)`/).map { String($0.output.1) }
    #expect(Set(documented).count == documented.count)
    let known = Self.kinds.map { Notice(kind: $0, range: 0..<0).code } + Self.answerCodes
    #expect(Set(documented) == Set(known))
    #expect(documented.suffix(Self.answerCodes.count) == Self.answerCodes[...])
  }

  @Test func `each kind of notice has its own message`() {
    let messages = Self.kinds.map { Notice(kind: $0, range: 0..<0).message }
    #expect(Set(messages).count == messages.count && !messages.contains(""))
    #expect(Self.answerCodes.contains(SearchNotice.noWords.code))
  }
}
