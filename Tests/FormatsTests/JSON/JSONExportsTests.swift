@testable import Formats
import Testing

/// The records of common services and programs.
struct JSONExportsTests {
  @Test(arguments: [
    "selftext", "textContent", "ocr_text", "transcript", "markdown", "body_markdown", "article",
    "story", "message", "abstractNote", "highlight", "Selection", "lead_paragraph", "body_xhtml",
  ])
  func `the text may have one of many names`(name: String) throws {
    #expect(try read("{\"title\": \"T\", \"\(name)\": \"The tide\"}").text == "The tide")
  }

  @Test(
    arguments: [
      ("\"author\": [{\"family\": \"Quill\", \"given\": \"Ada\"}]", "Ada Quill"),
      ("\"author\": [{\"family\": \"Quill\"}, {\"literal\": \"The Guild\"}]", "Quill, The Guild"),
      (
        "\"creators\": [{\"creatorType\": \"author\", \"firstName\": \"Ada\", \"lastName\": \"Quill\"}]",
        "Ada Quill"
      ),
      ("\"author\": {\"first_name\": \"Ada\", \"last_name\": \"Quill\"}", "Ada Quill"),
      ("\"account\": {\"username\": \"ada\", \"display_name\": \"Ada Quill\"}", "Ada Quill"),
      ("\"by\": \"By Ada &amp; Sons\"", "Ada & Sons"), ("\"author\": {\"given\": 1}", nil),
    ] as [(String, String?)])
  func `authors have given and family names`(member: String, author: String?) throws {
    #expect(try read("{\"title\": \"T\", \(member)}").author == author)
  }

  @Test(
    arguments: [
      ("\"issued\": {\"date-parts\": [[2021, 10, 18]]}", "2021-10-18"),
      ("\"issued\": {\"date-parts\": [[\"2021\", \"10\"]]}", "2021-10"),
      ("\"issued\": {\"date-parts\": [[2021], [2022]]}", "2021"),
      ("\"issued\": {\"date-parts\": [[99999999999999999999]]}", nil),
      ("\"issued\": {\"date-parts\": []}", nil),
      ("\"issued\": {\"raw\": \"May 2021\"}", "May 2021"),
      ("\"created_utc\": 1634549400.0", "2021-10-18T09:30:00Z"),
      ("\"time\": 1634549400", "2021-10-18T09:30:00Z"),
      ("\"ts\": \"1634549400.000200\"", "1634549400.000200"),
    ] as [(String, String?)])
  func `dates have parts, or are seconds`(member: String, date: String?) throws {
    #expect(try read("{\"title\": \"T\", \(member)}").published == date)
  }

  @Test(arguments: [
    ("Tides &amp; times", "Tides & times"), ("It&#8217;s", "It’s"), ("R&D", "R&D"),
    ("AT&T; and", "AT&T; and"), ("&lt;br&gt; in titles", "<br> in titles"),
  ])
  func `entities in titles are decoded`(source: String, title: String) throws {
    #expect(try read("{\"title\": \"\(source)\"}").title == title)
    let table = ReadRecords("title,text\n\"\(source)\",x\n", named: "a.csv")
    #expect(table.titles == [title])
  }

  @Test func `the Guardian's results are read`() throws {
    let read = ReadRecords(
      """
      {"response": {"status": "ok", "total": 1, "results": [{"id": "world/2021/tide", "webTitle": "Tide &amp; time",
        "webUrl": "https://t.example/1", "webPublicationDate": "2021-10-18T09:30:00Z",
        "fields": {"headline": "Tide and time", "byline": "Ada Quill", "bodyText": "The tide waits."}}]}}
      """, named: "a.json")
    let draft = try #require(read.drafts.first)
    #expect(read.drafts.count == 1 && draft.title == "Tide and time" && draft.author == "Ada Quill")
    #expect(draft.text == "The tide waits." && draft.url == "https://t.example/1")
    let single = ReadRecords(
      """
      {"response": {"status": "ok", "content": {"id": "x", "webTitle": "Tide", "fields": {"bodyText": "One."}}}}
      """, named: "a.json")
    #expect(single.titles == ["Tide"] && single.drafts.map(\.text) == ["One."])
  }

  @Test func `an export of Ghost is read`() {
    let read = ReadRecords(
      """
      {"db": [{"meta": {"version": "5.0.0"}, "data": {"posts": [
        {"id": "1", "title": "Tide", "html": "<p>The <b>tide</b></p>", "published_at": "2021-10-18T09:30:00.000Z"},
        {"id": "2", "title": "Ebb", "html": "<p>Ebb</p>"}], "users": [{"id": "1", "name": "Ada"}]}}]}
      """, named: "ghost.json")
    #expect(read.titles == ["Tide", "Ebb"] && read.end == nil && read.failures.isEmpty, "\(read)")
    #expect(read.drafts.map(\.text) == ["The tide", "Ebb"])
  }

  @Test func `posts of Ghost have the names of their authors, and drafts are left out`() {
    let read = ReadRecords(
      """
      {"db": [{"data": {"mobiledoc_revisions": [{"id": "9"}], "posts": [
        {"id": "a", "title": "Tide", "html": "<p>The tide</p>", "status": "published"},
        {"id": "b", "title": "Not yet", "html": "<p>Wrong</p>", "status": "draft"},
        {"id": "c", "title": "Later", "html": "<p>Wrong</p>", "status": "scheduled"},
        {"id": 4, "title": "Old", "html": "<p>Old</p>", "author_id": 1}, {"id": "e", "title": "No one", "html": "<p>x</p>"}],
        "posts_authors": [{"post_id": "a", "author_id": "v", "sort_order": 1}, {"post_id": "a", "author_id": "u", "sort_order": 0}],
        "users": [{"id": "u", "name": "Ada Quill"}, {"id": "v", "name": "Ben Oar"}, {"id": 1, "name": "Cy Reed"}]}}]}
      """, named: "ghost.json")
    #expect(read.titles == ["Tide", "Old", "No one"] && read.end == nil && read.failures.isEmpty)
    #expect(read.drafts.map(\.author) == ["Ada Quill, Ben Oar", "Cy Reed", nil])
  }

  @Test func `posts of Mastodon are read, also from an archive`() {
    let status = """
      {"id": "17", "created_at": "2021-10-18T09:30:00Z", "url": "https://m.example/@ada/17",
       "content": "<p>The tide<br>waits</p>", "account": {"username": "ada", "display_name": "Ada Quill"}}
      """
    let read = ReadRecords("[\(status)]", named: "a.json")
    #expect(
      read.drafts.map(\.text) == ["The tide\nwaits"] && read.drafts.map(\.author) == ["Ada Quill"])
    let archive = ReadRecords(
      """
      {"@context": "x", "id": "outbox.json", "type": "OrderedCollection", "orderedItems": [{"id": "a", "type": "Create",
       "published": "2021-10-18T09:30:00Z", "object": {"id": "https://m.example/17", "content": "<p>The tide</p>"}}]}
      """, named: "outbox.json")
    #expect(archive.drafts.map(\.text) == ["The tide"])
    #expect(archive.drafts.map(\.published) == ["2021-10-18T09:30:00Z"])
  }

  @Test func `an archive of Twitter is read`() {
    let read = ReadRecords(
      """
      window.YTD.tweets.part0 = [ { "tweet" : { "id_str" : "17", "full_text" : "The tide &amp; the ebb",
        "created_at" : "Mon Oct 18 09:30:00 +0000 2021", "lang" : "en" } } ];
      """, named: "tweets.js")
    #expect(read.drafts.map(\.docno) == ["17"] && read.end == nil)
    #expect(read.drafts.map(\.text) == ["The tide & the ebb"])
    #expect(
      read.drafts.compactMap { $0.published.flatMap { PublicationDate(parsing: $0) }?.description }
        == ["2021-10-18T09:30:00Z"])
  }

  @Test(arguments: [
    (
      "title,url,time_added,tags,status\nTide,https://t.example/1,1634549400,,unread\n", "Tide", "",
      "2021-10-18T09:30:00Z"
    ),
    (
      "URL,Title,Selection,Folder,Timestamp\nhttps://t.example/1,Tide,Waits,Unread,1634549400\n",
      "Tide", "Waits", "2021-10-18T09:30:00Z"
    ),
    (
      "Highlight,Book Title,Book Author,Note,Highlighted at\nWaits,Tide,Ada,,2021-10-18 09:30:00\n",
      "Tide", "Waits", "2021-10-18T09:30:00"
    ),
    (
      "Key,Item Type,Publication Year,Author,Title,Publication Title,Url,Abstract Note,Date\n"
        + "K,newspaperArticle,2021,\"Quill, Ada\",Tide,Post,https://t.example/1,Waits,2021-10-18\n",
      "Tide", "Waits", "2021-10-18"
    ),
  ])
  func `tables of programs that keep articles are read`(
    table: String, title: String, text: String, date: String
  ) throws {
    let read = ReadRecords(table, named: "a.csv")
    let draft = try #require(read.drafts.first)
    #expect(draft.title == title && draft.text == text)
    #expect(draft.published.flatMap { PublicationDate(parsing: $0) }?.description == date)
  }

  @Test func `Zotero's items are read, alone and from its service`() throws {
    let item = """
      {"itemType": "newspaperArticle", "title": "Tide", "abstractNote": "Waits", "date": "2021-10-18",
       "creators": [{"creatorType": "author", "firstName": "Ada", "lastName": "Quill"}], "publicationTitle": "Post"}
      """
    for line in [
      item, "{\"key\": \"K\", \"version\": 3, \"library\": {\"id\": 1}, \"data\": \(item)}",
    ] {
      let draft = try read(line)
      #expect(draft.title == "Tide" && draft.text == "Waits" && draft.author == "Ada Quill")
      #expect(draft.publisher == "Post" && draft.published == "2021-10-18")
    }
  }

  @Test func `ninjs is read`() throws {
    let one = try read(
      """
      {"uri": "urn:17", "type": "text", "versioncreated": "2021-10-18T09:30:00Z", "byline": "Ada Quill",
       "headline": "Tide", "body_xhtml": "<p>Waits</p>", "language": "en"}
      """)
    #expect(one.docno == "urn:17" && one.text == "Waits" && one.published == "2021-10-18T09:30:00Z")
    let two = try read(
      """
      {"uri": "urn:17", "by": "Ada Quill", "headlines": [{"role": "main", "value": "Tide"}, {"value": "No"}],
       "bodies": [{"role": "main", "contenttype": "text/html", "value": "<p>Waits</p>"}]}
      """)
    #expect(two.title == "Tide" && two.text == "Waits" && two.author == "Ada Quill")
  }

  private func read(_ line: String) throws -> ArticleDraft {
    try JSONLinesReader.draft(of: Array(line.utf8), ReaderSettings())
  }
}
