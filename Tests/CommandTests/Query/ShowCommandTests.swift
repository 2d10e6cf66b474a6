import Archive
import Foundation
import TestSupport
import Testing

struct ShowCommandTests {
  @Test func `an article is printed whole`() throws {
    let result = try Demo.search(
      ["show", "seeds/aukus-submarines-explained.md"], environment: ["COLUMNS": "80"])
    #expect(result.status == 0)
    try expectGolden("show-80.txt", result.output)
  }

  @Test func `an article is found by number and docno`() throws {
    let wire = try Demo.search(["show", "mw-2021-1216-01"])
    #expect(wire.status == 0 && wire.output.hasPrefix("A wave across the screen"))
    #expect(try Demo.search(["show", "1"]).status == 0)
  }

  @Test func `a missing article is reported`() throws {
    for name in ["nonesuch", "nonesuch#1", "1#x", "1#", "1#2#3"] {
      let result = try Demo.search(["show", name])
      #expect(result.status == 1 && result.output == "")
      let hint =
        name == "nonesuch" ? "  to search for these words: search query show nonesuch\n" : ""
      #expect(result.errors == "search: there is no article '\(name)' in articles.db\n" + hint)
    }
  }

  @Test(arguments: [
    "moon-station.txt", "moon-station", "Moon-Station.TXT",
    "A moon base with two flags: China and Russia sketch a station",
    "a moon base with two flags china and russia sketch a station",
  ])
  func `an article is found by the name of its file and by its title`(name: String) throws {
    let expected = try Demo.search(["show", "seeds/moon-station.txt"])
    #expect(try Demo.search(["show", name]) == expected)
    let passage = try Demo.search(["show", "seeds/moon-station.txt#2"])
    #expect(try Demo.search(["show", "\(name)#2"]) == passage && passage.status == 0)
    let similar = try Demo.search(["similar", "seeds/moon-station.txt", "--format", "paths"])
    #expect(try Demo.search(["similar", name, "--format", "paths"]) == similar)
  }

  @Test func `a name of several articles lists them`() throws {
    let folder = try TemporaryFolder()
    for name in ["a/note.txt", "b/note.txt", "c/note.md", "é/Ünder.txt", "100%.txt"] {
      try folder.write(
        "in/\(name)",
        "The \(name == "100%.txt" ? "100% title" : "same title")\n\nText of \(name).\n")
    }
    #expect(try folder.search("ingest", "in", "-d", "a.db").status == 0)
    func numbers(_ name: String) throws -> [Substring] {
      let result = try folder.search("show", name, "-d", "a.db")
      #expect(result.status == 2 && result.output == "")
      #expect(result.errors.contains(" type the number of one:\n  "))
      return result.errors.split(separator: "\n").dropFirst().map {
        $0.split(separator: " · ").last ?? ""
      }
    }
    #expect(try numbers("note.txt") == ["in/a/note.txt", "in/b/note.txt"])
    #expect(try numbers("note.txt#1") == ["in/a/note.txt", "in/b/note.txt"])
    #expect(try numbers("note").count == 3 && numbers("the SAME title").count == 4)
    #expect(try folder.search("show", "note.md", "-d", "a.db").output.contains("Text of c/note.md"))
    #expect(try folder.search("show", "ünder", "-d", "a.db").output.contains("Text of é"))
    #expect(try folder.search("show", "the 100 title", "-d", "a.db").status == 0)
    for name in ["note.t", "%", "same", "in", "", "#", "#1"] {
      #expect(try folder.search("show", name, "-d", "a.db").status == 1, "\(name)")
    }
  }

  @Test(arguments: [40, 80])
  func `a passage is printed with its neighbours`(width: Int) throws {
    let result = try Demo.search(
      ["show", "1#2", "--cite"], environment: ["COLUMNS": "\(width)"])
    try expectGolden("passage-\(width).txt", result.output)
    let colored = try Demo.search(
      ["show", "1#2", "--cite", "--color", "always"], environment: ["COLUMNS": "\(width)"])
    #expect(colored.output.replacing(/\u{1B}\[[0-9;]*m/, with: "") == result.output)
    #expect(colored.output.contains("\u{1B}[2m[passage 1]"))
  }

  @Test func `--context sets the number of neighbours, within the article`() throws {
    func ordinals(_ arguments: String...) throws -> [Int] {
      let object = try Demo.search(["show", "--format", "json"] + arguments).object
      return (object["passages"] as? [[String: Any]] ?? []).compactMap { $0["ordinal"] as? Int }
    }
    #expect(try ordinals("2#3") == [2, 3, 4])
    #expect(try ordinals("2#3", "--context", "0") == [3])
    #expect(try ordinals("2#1", "--context", "2") == [1, 2, 3])
    let all = try ordinals("2")
    #expect(all == Array(1...all.count) && all.count > 3)
    #expect(try ordinals("2#3", "--context", "1000000") == all)
  }

  @Test func `a missing passage is reported`() throws {
    let result = try Demo.search(["show", "1#99"])
    #expect(result.status == 1 && result.output == "")
    #expect(
      result.errors
        == "search: there is no passage 99 in 'seeds/aukus-announcement.html'; it has 3 passages\n")
    #expect(try Demo.search(["show", "1#0"]).status == 1)
    #expect(try Demo.search(["show", "1#2", "--context", "-1"]).status == 64)
  }

  @Test func `the last number after a location selects the passage`() throws {
    // In a file of many articles, the location of an article is path#docno.
    let article = try Demo.search(["show", "seeds/wire.jsonl#mw-2021-1216-01", "--format", "json"])
    let passage = try Demo.search(
      ["show", "seeds/wire.jsonl#mw-2021-1216-01#1", "--format", "json"])
    let whole = try article.object
    let part = try passage.object
    #expect(whole["passage"] == nil && whole["text"] is String)
    #expect(part["passage"] as? Int == 1 && part["text"] == nil)
    #expect(whole["content_hash"] as? String == part["content_hash"] as? String)
    // An argument that is an article's location names that article, even if it also looks like a
    // passage.
    let folder = try TemporaryFolder()
    try folder.write(
      "a.jsonl",
      "{\"id\":\"x\",\"title\":\"A\",\"text\":\"one\"}\n{\"id\":\"x#1\",\"title\":\"B\",\"text\":\"two\"}\n"
    )
    #expect(
      try folder.search("ingest", "a.jsonl", "-d", "a.db").status == 0)
    let shown = try folder.search("show", "x#1", "-d", "a.db")
    #expect(shown.output.hasPrefix("B\n"))
  }

  @Test func `a citation leads back to its passage`() throws {
    var offsets = 0
    for hit in try Demo.search(["Siberia", "China", "--cite", "--json", "-n", "20"]).hits {
      let citation = try #require(hit["citation"] as? [String: Any])
      let article = try #require((hit["article"] as? [String: Any])?["id"] as? Int)
      let passage = try #require((hit["passage"] as? [String: Any])?["text"] as? String)
      let offset = try #require(citation["offset"] as? Int)
      let shown = try Demo.search(["show", "\(article)", "--format", "json"]).object
      let text = try #require(shown["text"] as? String)
      let hash = try #require(citation["content_hash"] as? String)
      #expect(hash == sha256(of: text))
      let rest = String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(offset)))
      #expect(rest.hasPrefix(passage))
      let line = try #require(citation["text"] as? String)
      let ordinal = try #require(citation["passage"] as? Int)
      let count = try #require(shown["passage_count"] as? Int)
      #expect(line.contains("passage \(ordinal) of \(count), "))
      #expect(line.hasSuffix(", sha256 \(hash.prefix(12))"))
      offsets += text.utf8.count == text.unicodeScalars.count ? 0 : offset
    }
    #expect(offsets > 0, "a passage behind letters of more than one byte is among them")
  }
}
