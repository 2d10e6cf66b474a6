import Testing

@testable import SearchServer

struct ParametersTests {
  @Test func `a plus is a space, and an escaped plus is the operator`() throws {
    let parameters = try Parameters(query: "q=a+b%2Bc&x&y=%C3%A4")
    #expect(parameters.all("q") == ["a b+c"] && parameters.all("x") == [""])
    #expect(parameters.all("y") == ["ä"])
  }

  @Test func `links change one parameter and keep the others in order`() throws {
    let parameters = try Parameters(query: "q=a+b&author=x&page=2&author=y")
    #expect(parameters.address("/") == "/?q=a+b&author=x&page=2&author=y")
    #expect(parameters.removing(["page"]).address("/") == "/?q=a+b&author=x&author=y")
    #expect(parameters.removing("author", "x").address("/") == "/?q=a+b&page=2&author=y")
    #expect(parameters.setting("author", "z&").address("/") == "/?q=a+b&author=z%26&page=2")
    #expect(parameters.setting("sort", "20%20").address("/r").hasSuffix("&sort=20%2520"))
    #expect(Parameters().address("/") == "/")
  }
}
