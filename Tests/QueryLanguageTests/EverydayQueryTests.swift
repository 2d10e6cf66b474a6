import QueryLanguage
import SearchModel
import Testing

/// Queries as people type them into a news archive: filters, questions and slips.
struct EverydayQueryTests {
  /// A query and how it is understood.
  struct Example: Sendable {
    var text: String
    var canonical: String
    var filter: String
    var dropped: [String]
    var codes: [String]

    init(
      _ text: String, _ canonical: String? = nil, filter: String = "", dropped: [String] = [],
      codes: [String] = []
    ) {
      self.text = text
      self.canonical = canonical ?? text
      self.filter = filter
      self.dropped = dropped
      self.codes = codes
    }
  }

  static let headlines = [
    Example("Nord Stream 2 certification suspended"),
    Example(
      "Russia, China and the Arctic: who wins?", "Russia China and the Arctic who wins",
      dropped: ["and", "the"]),
    Example("The Fall of Kabul", dropped: ["The", "of"]),
    Example("Boris Johnson to resign as prime minister", dropped: ["to", "as"]),
    Example("‘Partygate’ fine", "Partygate fine"),
    Example("G-7 leaders agree $600bn infrastructure plan"),
    Example("Taiwan Strait — what next?", "Taiwan Strait what next", dropped: ["what"]),
    Example("IT outage hits airlines"),
    Example("WHO declares end of emergency", dropped: ["of"]),
    Example("U.S., U.K. and Australia", "U.S. U.K. and Australia", dropped: ["and"]),
    Example("COVID-19 vaccines in Africa", dropped: ["in"]),
    Example("J.D. Vance"), Example("Ursula von der Leyen"), Example("O'Neill DUP deal"),
    Example("Xi Jinping’s visit to Moscow", dropped: ["to"]), Example("Müller AND Łódź"),
    Example("George W. Bush -Kate"), Example("A-level results 2021"),
  ]

  static let questions = [
    Example("what is the AUKUS pact?", "what is the AUKUS pact", dropped: ["what", "is", "the"]),
    Example("who is Sergey Lavrov", dropped: ["who", "is"]),
    Example(
      "Why did Evergrande collapse?", "Why did Evergrande collapse", dropped: ["Why", "did"]),
    Example("how much does an F-35 cost", dropped: ["how", "does", "an"]),
    Example("when was the Suez Canal blocked", dropped: ["when", "was", "the"]),
    Example("what’s happening in Kazakhstan", dropped: ["what’s", "in"]),
    Example("don't look up", dropped: ["don't"]), Example("to be or not to be"),
    Example("the who", dropped: ["the"]),
    Example("\"the who\" tour"),
    Example("is it true that Merkel retired", dropped: ["is", "it", "that"]),
  ]

  static let figures = [
    Example("€1.5 million fine"), Example("100% renewable by 2030", dropped: ["by"]),
    Example("A$368bn submarines"), Example("9/11 anniversary"), Example("2021-09-15 AUKUS"),
    Example("15 September 2021"), Example("£20,000"), Example("temperature -40"),
    Example("http://example.org/a?b=c&d=e"), Example("www.bbc.co.uk/news"),
    Example("press@example.org"), Example("#COP26 @POTUS", "COP26 POTUS"), Example("C++ C# .NET"),
    Example("E=mc²"), Example("5G/6G rollout", "5G 6G rollout"),
  ]

  static let scripts = [
    Example("Северный поток"), Example("北京 冬奥会"), Example("الصين وروسيا"), Example("नई दिल्ली"),
    Example("„Nord Stream“ -Gazprom", "\"Nord Stream\" -Gazprom"),
    Example("«Газпром» экспорт", "\"Газпром\" экспорт"),
    Example("αυστραλία author:Παπαδόπουλος", filter: "author:Παπαδόπουλος"),
  ]

  static let filtered = [
    Example("AUKUS publisher:\"BBC News\"", filter: "publisher:\"BBC News\""),
    Example(
      "moon base publisher:(bbc OR reuters) since:2021",
      "moon base publisher:bbc OR publisher:reuters since:2021",
      filter: "(publisher:bbc OR publisher:reuters) AND since:2021"),
    Example("the election date:7d", filter: "date:7d", dropped: ["the"]),
    Example(
      "gas language:de -publisher:times date:2021-10..2021-12",
      filter: "language:de AND date:2021-10..2021-12 AND -publisher:times"),
    Example("author:smith author:jones budget", filter: "author:smith OR author:jones"),
    Example("publisher:lantern date:2021-10", filter: "publisher:lantern AND date:2021-10"),
    Example("=submarine +AUKUS since:2w until:yesterday", filter: "since:2w AND until:yesterday"),
    Example(
      "Title:AUKUS Author:\"J. Smith\"", "title:AUKUS author:\"J. Smith\"",
      filter: "author:\"J. Smith\""),
    Example("gas date:today", filter: "date:today"),
    Example("moon date:\"last week\"", "moon date:last-week", filter: "date:last-week"),
    Example("budget date:october 2021", "budget date:2021-10", filter: "date:2021-10"),
    Example(
      "Gazprom after:2021 before:march", "Gazprom after:2021 before:\"march\"",
      filter: "after:2021 AND before:\"march\""),
  ]

  static let slips = [
    Example(
      "gas OR publisher:bbc", "gas publisher:bbc", filter: "publisher:bbc",
      codes: ["filter-in-group"]),
    Example("autor:smith budget", codes: ["unknown-field"]),
    Example("author: smith", "author smith", codes: ["empty-field"]),
    Example("budget date:yesteday", codes: ["malformed-date"]),
    Example("budget date:2021-02-30", codes: ["malformed-date"]),
    Example("moon date:\"next week\"", "moon \"next week\"", codes: ["malformed-date"]),
    Example("\"moon base", "moon base", codes: ["unclosed-quote"]),
    Example("moon base)", "moon base", codes: ["stray-parenthesis"]),
    Example("gas AND", "gas and", dropped: ["and"], codes: ["lone-operator"]),
    Example("moon ,, base ..", "moon base"),
    Example("=(moon base)", "(moon base)", codes: ["stray-equals"]),
    Example(
      "publisher:bbc* moon", "publisher:bbc moon", filter: "publisher:bbc", codes: ["stray-star"]),
    Example("-moon -base", codes: ["only-exclusions"]),
  ]

  @Test(arguments: [headlines, questions, figures, scripts, filtered, slips].joined())
  func `an everyday query is read as intended`(example: Example) {
    let query = Query(example.text)
    #expect(query.description == example.canonical)
    #expect(query.filter?.description ?? "" == example.filter)
    #expect(query.withoutStopWords().dropped == example.dropped)
    #expect(query.notices.map(\.code) == example.codes)
    #expect(Query(query.description).parts == query.parts)
  }
}
