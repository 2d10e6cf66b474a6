import JSON
import TestSupport
import Testing

@testable import Assistants

struct MessageLengthTests {
  @Test func `the cost of a string is the sum of its code points`() {
    let text = "a\"\\\n\té水🚢\u{2028}\u{2029}x"
    let sum = text.unicodeScalars.reduce(0) { $0 + MessageLength.cost($1) }
    // A string has two quotation marks, and their escapes in the text.
    #expect(MessageLength.cost(.string(text)) == sum + 2 + 6)
  }
}
