@testable import Formats
import Testing

struct JSONFieldsTests {
  @Test(arguments: [
    ("\"text\": [\"p1\", \"p2, too\"]", "p1\n\np2, too"),
    ("\"text\": [{\"type\": \"paragraph\", \"text\": \"p1\"}, {\"text\": \"p2\"}]", "p1\n\np2"),
    ("\"articleBody\": \"x\", \"description\": \"no\"", "x"), ("\"content-text\": \"x\"", "x"),
    ("\"contentText\": \"x\", \"content_html\": \"<p>no\"", "x"),
    ("\"content_html\": \"a &amp; <b>b</b>\"", "a & b"),
    ("\"body_html\": \"<ul><li>x</ul>\"", "- x"),
    ("\"text\": \"<p>one</p><p>two\"", "one\n\ntwo"), ("\"text\": \" <DIV>x</DIV>\"", "x"),
    ("\"text\": \"<3 and <b\"", "<3 and <b"), ("\"text\": \"a <p>b\"", "a <p>b"),
    ("\"content\": {\"rendered\": \"a<br>b\"}", "a\nb"), ("\"summary\": \"x\"", "x"),
    ("\"content_html\": \"<img>\", \"summary\": \"x\"", "x"),
    ("\"text\": \"\", \"summary\": \"x\"", "x"), ("\"text\": \"x\", \"summary\": \"no\"", "x"),
    ("\"description\": \"x\", \"text\": null", "x"), ("\"text\": 17", ""), ("\"text\": true", ""),
    ("\"text\": [\"<p>a</p>\", \"<p>b</p>\"]", "a\n\nb"),
  ])
  func `the text is found`(members: String, text: String) throws {
    #expect(try read("{\"title\": \"T\", \(members)}").text == text)
  }

  @Test(arguments: [
    ("\"pub_date\": \"2021-10-18\"", "2021-10-18"), ("\"published_at\": \"2021\"", "2021"),
    ("\"publishedAt\": \"x\"", "x"), ("\"created_at\": 1634549400", "2021-10-18T09:30:00Z"),
    ("\"timestamp\": 1634549400123", "2021-10-18T09:30:00Z"), ("\"date\": 2021", "2021"),
    ("\"date\": 20211018", "20211018"),
    ("\"date\": {\"$date\": 1634549400000}", "2021-10-18T09:30:00Z"),
    ("\"DatePublished\": \"a\", \"created_at\": \"b\"", "a"), ("\"date\": 5", "5"),
    ("\"date\": -1e308", "-1e308"), ("\"date\": 631152000", "1990-01-01T00:00:00Z"),
    ("\"date\": 4102444799", "2099-12-31T23:59:59Z"),
  ])
  func `the date is found`(members: String, date: String) throws {
    #expect(try read("{\"title\": \"T\", \(members)}").published == date)
  }

  @Test(
    arguments: [
      ("\"author\": [{\"name\": \"A\"}, {\"name\": \"B\"}]", "A, B"),
      ("\"author\": {\"name\": \"A\"}", "A"),
      ("\"byline\": \"A\"", "A"), ("\"creator\": [\"A\", \"B\"]", "A, B"),
      ("\"author\": {\"@id\": \"x\"}", nil),
      ("\"author\": 3", nil), ("\"author\": 3, \"byline\": \"By Ada\"", "Ada"),
      ("\"byline\": \"by  Ada Quill\"", "Ada Quill"), ("\"byline\": \"Bya Ada\"", "Bya Ada"),
      ("\"byline\": {\"original\": \"By Ada\", \"person\": []}", "Ada"),
      ("\"byline\": \"By \"", "By "),
      ("\"author\": [1, 2]", nil), ("\"author\": true", nil), ("\"authors\": [{\"id\": 3}]", nil),
    ] as [(String, String?)])
  func `authors are names`(members: String, author: String?) throws {
    #expect(try read("{\"title\": \"T\", \(members)}").author == author)
  }

  @Test(
    arguments: [
      ("true", "true"), ("17", "17"), ("-1", "-1"), ("1.5", "1.5"), ("{\"$oid\": \"5f\"}", "5f"),
      ("\"x\"", "x"), ("null", nil), ("[]", nil),
    ] as [(String, String?)])
  func `an id can be any value that identifies the article`(id: String, docno: String?) throws {
    #expect(try read("{\"title\": \"T\", \"id\": \(id)}").docno == docno)
  }

  @Test func `responses of common services are read`() throws {
    let draft = try read(
      """
      {"headline": {"main": "Main headline", "kicker": null, "name": null}, "publisher": 12,
       "source": "The Times", "byline": {"original": "By Ada", "organization": null}}
      """)
    #expect(draft.title == "Main headline" && draft.author == "Ada")
    #expect(draft.publisher == "The Times")
  }

  @Test func `a title alone is an article, and it may be a number`() throws {
    #expect(try read("{\"title\": \"x\"}") == ArticleDraft(title: "x"))
    #expect(try read("{\"title\": 1984}").title == "1984")
    #expect(throws: ReadError.noText) { try read("{\"name\": \"pressmark\", \"version\": 1}") }
  }

  @Test func `names that the user gives take precedence and may be paths`() throws {
    let line = """
      {"title": "no", "meta": {"headline": "T", "By": [{"n": "A"}]}, "a.b": "U", "text": "no",
       "full": ["p1", "p2"], "When": 1634549400, "id": 1, "key": {"k": 2}}
      """
    let names = [
      "title": "meta.headline", "author": "meta.by.0.n", "url": "a.b", "text": "full",
      "published": "when", "docno": "key.k", "language": "absent",
    ]
    #expect(
      try read(line, names)
        == ArticleDraft(
          docno: "2", title: "T", author: "A", published: "2021-10-18T09:30:00Z", url: "U",
          text: "p1\n\np2"))
    #expect(
      try read("{\"title\": \"T\", \"x\": []}", ["author": "x.99999999999999999999"]).author == nil)
  }

  @Test func `a page in a field is read as a page`() throws {
    let draft = try read(
      """
      {"url": "https://a.example/b", "html": "<!DOCTYPE html><html lang=en><head><title>T</title>\
      <meta name=author content=A></head><body><nav>No</nav><p>The text of the page, and no more.</p>"}
      """)
    #expect(
      draft
        == ArticleDraft(
          title: "T", author: "A", language: "en", url: "https://a.example/b",
          text: "The text of the page, and no more."))
  }

  private func read(_ line: String, _ names: [String: String] = [:]) throws -> ArticleDraft {
    try JSONLinesReader.draft(of: Array(line.utf8), ReaderSettings(fieldNames: names))
  }
}
