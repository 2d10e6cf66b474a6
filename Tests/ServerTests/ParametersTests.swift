import Testing

@testable import SearchServer

struct ParametersTests {
  @Test func `a plus is a space, and an escaped plus is the operator`() throws {
    let parameters = try Parameters(query: "q=a+b%2Bc&x&y=%C3%A4")
    #expect(parameters.all("q") == ["a b+c"] && parameters.all("x") == [""])
    #expect(parameters.all("y") == ["ä"])
  }
}
