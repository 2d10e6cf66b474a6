import QueryLanguage
import Testing

struct StopWordTests {
  /// A query, the words that remain, and the stop words that are dropped.
  @Test(arguments: [
    ("the moon", "moon", ["the"]), ("The Moon and the sea", "Moon sea", ["The", "and", "the"]),
    ("what's new in the Arctic?", "new Arctic", ["what's", "in", "the"]),
    (
      "What’s it’s they’re don’t doesn't moon", "moon",
      ["What’s", "it’s", "they’re", "don’t", "doesn't"]
    ),
    ("moon, the, of; 'in' ‘on’ at… was?", "moon", ["the", "of", "in", "on", "at", "was"]),
    ("who is Sergey Lavrov", "Sergey Lavrov", ["who", "is"]),
    ("Who was it Lavrov", "Lavrov", ["Who", "was", "it"]), ("who's Lavrov", "Lavrov", ["who's"]),
    ("how do the tides work", "tides work", ["how", "do", "the"]),
    ("I'm interested in what can be done", "interested done", ["I'm", "in", "what", "can", "be"]),
    ("can't we see any moon", "see moon", ["can't", "we", "any"]),
    ("I am moon", "moon", ["I", "am"]),
    ("World War I treaties", "World War \"War I\" treaties", []),
    ("type i collagen", "type i collagen", []),
    ("the moon publisher:bbc", "moon publisher:bbc", ["the"]),
    ("the -moon sea", "-moon sea", ["the"]), ("the moon*", "moon*", ["the"]),
    ("the \"the\"", "\"the\"", ["the"]), ("the \"to be\"", "\"to be\"", ["the"]),
    ("the =the", "=the", ["the"]),
    ("the title:the", "title:the", ["the"]), ("the (a moon)", "moon", ["the", "a"]),
    ("sea (when is the (a moon)) tides", "sea moon tides", ["when", "is", "the", "a"]),
    ("sea (the of)", "sea (the of)", []), ("sea (+the moon)", "sea (+the moon)", []),
    ("sea -(the moon)", "sea -(the moon)", []), ("sea (the OR moon)", "sea the OR moon", []),
    // Nothing is dropped
    ("moon", "moon", []), ("to be or not to be", "to be or not to be", []), ("the", "the", []),
    ("the publisher:bbc", "the publisher:bbc", []), ("the -moon", "the -moon", []),
    ("+the moon", "+the moon", []), ("moon AND the", "moon AND the", []),
    ("moon OR the", "moon OR the", []), ("\"the\" moon", "\"the\" moon", []),
    ("moon -the", "moon -the", []), ("+the of", "+the of", []),
    ("IT outage", "IT outage", []), ("WHO vaccine", "WHO vaccine", []),
    ("who vaccine", "who vaccine", []), ("US navy", "US navy", []), ("us navy", "us navy", []),
    ("A+ grade", "A+ grade", []), ("to-do list", "to-do list", []),
    ("may resigns", "may resigns", []),
    ("O'Brien moon", "O'Brien moon", []), ("the's's moon", "the's's moon", []),
    ("ain't moon", "ain't moon", []), ("", "", []),
  ])
  func `stop words are left out if other words remain`(
    text: String, rest: String, dropped: [String]
  ) {
    let query = Query(text)
    let result = query.withoutStopWords()
    #expect(result.query.description == rest)
    #expect(result.dropped == dropped)
    #expect(result.query.notices == query.notices)
  }

  /// All words of Lucene's list.
  @Test func `the usual words are stop words`() {
    let words = """
      a an and are as at be but by for if in into is it no not of on or such that the their then \
      there these they this to was will with
      """.split(separator: " ").map(String.init)
    #expect(words.count == 33)
    #expect(Query("moon " + words.joined(separator: " ")).withoutStopWords().dropped == words)
  }

  @Test(arguments: [
    ("hepatitis A", "hepatitis \"hepatitis A\""),
    ("hepatitis A vaccine", "hepatitis \"hepatitis A\" vaccine"),
    ("Hepatitis A in Japan", "Hepatitis \"Hepatitis A\" Japan"),
    ("vitamin C", "vitamin \"vitamin C\""),
    ("the causes of World War I", "causes World War \"War I\""),
    ("Samuel L Jackson", "Samuel \"Samuel L\" Jackson"),
    // Not names
    ("Once Upon A Time", "Once Upon Time"), ("what I said", "I said"),
    ("knew I lied", "knew I lied"),
    ("a moon", "moon"), ("A moon", "moon"), ("moon a", "moon"), ("the A", "the A"),
    ("HEPATITIS A", "HEPATITIS"),
    ("vitamin B 12", "vitamin B 12"), ("hepatitis +A", "hepatitis +A"),
    ("\"hepatitis A\"", "\"hepatitis A\""),
    ("hepatitis OR A", "hepatitis OR A"),
    ("Cant Take My Eyes Off I Love", "Cant Take Eyes Off I Love"),
  ])
  func `a capital letter after a word is part of a name`(text: String, rest: String) {
    #expect(Query(text).withoutStopWords().query.description == rest)
  }

  /// A query in capital letters, how it is read, and its notices.
  @Test(arguments: [
    ("USE OF LASERS AND MASERS IN MEDICINE", "USE LASERS MASERS MEDICINE", ["all-capitals"]),
    ("NUMBER REPRESENTATION IN BINARY MACHINES", "NUMBER REPRESENTATION BINARY MACHINES", []),
    (
      "TUNNEL DIODE CONSTRUCTION AND ELECTRICAL CHARACTERISTICS EXPLAINED",
      "TUNNEL DIODE CONSTRUCTION ELECTRICAL CHARACTERISTICS EXPLAINED", ["all-capitals"]
    ),
    ("É OF CAFÉS AND BARS", "É CAFÉS BARS", ["all-capitals"]),
    // Names, and operators between them
    ("US AND UK", "US AND UK", []), ("AUKUS OR NATO OR QUAD", "AUKUS OR NATO OR QUAD", []),
    (
      "US AND UK AND AUS AND NZ AND CAN AND JAPAN", "US AND UK AND AUS AND NZ AND CAN AND JAPAN", []
    ),
    ("AUKUS NOT \"SHIPS IN CHINA\"", "AUKUS -\"SHIPS IN CHINA\"", []),
    ("\"HOUSE OF CARDS\" AND NETFLIX", "\"HOUSE OF CARDS\" AND NETFLIX", []),
    ("THE FALL OF ROME NOT POMPEII", "FALL ROME POMPEII", ["all-capitals"]),
    (
      "BRITAIN OR GERMANY OR FRANCE OR BELGIUM OR DENMARK OR FINLAND",
      "BRITAIN OR GERMANY OR FRANCE OR BELGIUM OR DENMARK OR FINLAND", []
    ),
    (
      "東京 OR 大阪 OR 京都 OR 名古屋 OR 横浜 OR 札幌 OR 神戸", "東京 OR 大阪 OR 京都 OR 名古屋 OR 横浜 OR 札幌 OR 神戸", []
    ),
    (
      "2021-10-18 OR 2021-10-19 IN 2021-10-20", "2021-10-18 OR 2021-10-19 IN 2021-10-20", []
    ),
    ("TITLE:MOON OF AND MARS IN", "title:MOON +OF +MARS IN", []),
    ("GAS NOT OIL", "GAS -OIL", []), ("WAR OF", "WAR OF", []), ("OF", "OF", []),
    ("2021 AND 2022", "2021 AND 2022", []),
    ("USE OF LASERS and MASERS", "USE OF LASERS MASERS", []),
    ("", "", []),
  ])
  func `a query in capitals has no operators`(text: String, rest: String, codes: [String]) {
    let query = Query(text)
    #expect(query.withoutStopWords().query.description == rest)
    #expect(query.notices.map(\.code) == codes)
    #expect(Query(query.description).parts == query.parts)
  }
}
