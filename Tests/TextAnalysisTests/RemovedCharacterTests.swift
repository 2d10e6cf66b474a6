@testable import TextAnalysis
import QueryLanguage
import SearchModel
import Testing

/// Characters that are removed from stored texts are ignored in queries too.
struct RemovedCharacterTests {
  /// All candidates: controls, formatting characters, white space and marks.
  private static let candidates: [Unicode.Scalar] = (UInt32(0)...0x10_FFFF)
    .compactMap(Unicode.Scalar.init)
    .filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator,
        .dashPunctuation, .nonspacingMark:
        true
      default: false
      }
    }

  @Test func `queries ignore exactly the characters that are removed from texts`() throws {
    var removed = 0
    for scalar in Self.candidates {
      let typed = "a\(scalar)b"
      let isRemoved = normalize(typed) == "ab"
      #expect(
        (Query(typed).description == "ab") == isRemoved, "U+\(String(scalar.value, radix: 16))")
      let filter = try FilterExpression([.field(.publisher): [typed]])
      #expect((filter?.description == "publisher:ab") == isRemoved)
      removed += isRemoved ? 1 : 0
    }
    #expect(removed > 60)
  }
}
