@testable import Formats
import Testing

struct MemberNamesTests {
  @Test(arguments: [
    ("", "unnamed"), ("..", "unnamed"), ("/", "unnamed"), ("a//./b", "a/b"), ("../../a", "a"),
    ("a/../../b", "a/b"), ("c:\\a", "a"), ("c:", "unnamed"), ("a\u{0}b\u{7F}", "a%00b%7F"),
    ("...", "..."), ("a\u{9B}m", "a%C2%9Bm"), ("Łódź", "Łódź"),
  ])
  func `a member's name is normalized`(name: String, expected: String) {
    #expect(MemberNames.tidied(Array(name.utf8)) == expected)
    #expect(MemberNames.tidied([0x61, 0xE9, 0xFF]) == "a%E9%FF")
    #expect(MemberNames.tidied(Array(repeating: 0xFF, count: 1 << 16)).utf8.count == 3 * 1_024)
  }

  @Test func `different names that become equal are numbered, and equal names stay equal`() {
    var names = MemberNames()
    let given = [
      "a.txt", "../a.txt", "/a.txt", "a.txt", "b", "./b", "x/a.b.c", "x//a.b.c", "a~2.txt",
    ]
    let expected = [
      "a.txt", "a~2.txt", "a~3.txt", "a.txt", "b", "b~2", "x/a.b.c", "x/a.b~2.c", "a~2~2.txt",
    ]
    #expect(given.map { names.next(Array($0.utf8)) } == expected)
    var last = ""
    for _ in 0..<100_000 { last = names.next(Array("../same.txt".utf8)) }
    #expect(last == "same~100000.txt")
  }
}
