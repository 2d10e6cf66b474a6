import Archive
import Foundation
import Ingest
import Testing
import TextAnalysis
import TestSupport

struct SampleArticlesTests {
  /// The detected language of an article that declares none.
  private static let told: String? = LanguageDetection.isAvailable ? "en" : nil

  /// The title, publisher, date, language and address of each file, as stated in it.
  private static let expected: [String: [String?]] = [
    "aukus-submarines-explained.md": [
      "AUKUS submarines: what Australia is buying, and who will build it", "The Southern Compass",
      "2023-03-15T09:30:00+11:00", "en",
      "https://example.com/southern-compass/2023/03/aukus-submarines",
    ],
    "beijing-olympics-meeting.md": [
      "\"No limits\": Xi and Putin use an Olympic day for a long statement", "Meridian Wire",
      "2022-02-04T21:15:00+08:00", "en", "https://example.com/meridian/beijing-olympics-statement",
    ],
    "belt-and-road-central-asia.md": [
      "Old rivals, new rails in Central Asia", "Eastgate Review", "2021-06-21", "en",
      "https://example.org/eastgate/old-rivals-new-rails",
    ],
    "lumping-together.md": [
      "One challenge or two? The case against lumping China and Russia together", "Eastgate Review",
      "2021-12-02", "en", "https://example.org/eastgate/one-challenge-or-two",
    ],
    "power-of-siberia.md": [
      "The pipe that turned Russian gas to the east", "The Harbour Ledger", "2022-01-18", "en",
      "https://example.com/harbour-ledger/power-of-siberia",
    ],
    "quad-malabar.md": [
      "Four flags, two seas: the Quad takes its navies out", "Lantern Dispatch", "2021-10-19", "en",
      "https://example.com/lantern/four-flags-two-seas",
    ],
    "seoul-tokyo-bombers.md": [
      "Seoul sends up fighters as \"routine\" bomber flight passes Japan", "The Harbour Ledger",
      "2021-11-25", "en", nil,
    ],
    "taiwan-ukraine-compared.md": [
      "Taiwan and Ukraine: how far does the comparison go?", "Continental Evening Post",
      "2022-02-12", "en", nil,
    ],
    "ussuri-1969.md": [
      "The island that nearly started a war: Ussuri, March 1969", "The Harbour Ledger",
      "2021-07-16", "en", nil,
    ],
    "belarus-between.txt": [
      "Belarus, the toll gate on the road west", "Continental Evening Post", "2021-11-18", "en",
      "https://example.org/cep/belarus-toll-gate",
    ],
    "far-east-trade.txt": [
      "Across the Amur, trade grows and so do the doubts", "Strait & Sound",
      "2022-06-11T10:00:00+10:00", "en", nil,
    ],
    "tsugaru-transit.txt": [
      "Chinese and Russian ships pass the Tsugaru Strait together", "The Harbour Ledger",
      "2021-10-24", "en", "https://example.com/harbour-ledger/tsugaru",
    ],
    "yamal-arctic.txt": [
      "Ice, tankers and Chinese money: the view from Yamal", "Nordlicht Tagblatt", "2021-11-08",
      "en", "https://example.org/nordlicht/yamal",
    ],
    "aukus-announcement.html": [
      "Three leaders, three screens, one pact: how AUKUS was announced", "The Southern Compass",
      "2021-09-22T07:00:00+10:00", "en-AU",
      "https://example.com/southern-compass/2021/09/three-leaders",
    ],
    "bomber-patrol-november.html": [
      "Tokyo alarmed as Chinese and Russian bombers fly together", "Meridian Wire",
      "2021-11-24T18:30:00+09:00", "en",
      "https://example.com/meridian/2021/11/24/joint-bomber-patrol",
    ],
    "france-submarine-anger.html": [
      "France counts the cost of a lost contract", "Continental Evening Post", "2021-09-23", "en",
      "https://example.org/cep/france-lost-contract",
    ],
    "helicopter-early-warning.html": [
      "A helicopter and a warning: what Russia is building with China", "Strait & Sound",
      "2021-11-30T12:00:00Z", "en", nil,
    ],
    "naval-flotilla-japan.html": [
      "Ten warships, one narrow strait: a flotilla goes round Japan", "Lantern Dispatch",
      "2021-10-26", "en-GB", "https://example.org/lantern/ten-warships-one-strait",
    ],
    "nord-stream-2-gestoppt.html": [
      "Nord Stream 2: Eine Leitung, die niemand mehr öffnen will", "Nordlicht Tagblatt",
      "2022-02-23T06:00:00+01:00", "de", "https://example.org/nordlicht/nord-stream-2-gestoppt",
    ],
    "nord-stream-china-angle.html": [
      "Why does Beijing care about a pipe in the Baltic?", "Lantern Dispatch", "2021-12-18", "en",
      nil,
    ],
    "stoltenberg-nato.html": [
      "NATO looks east, and further east", "Continental Evening Post", "2021-10-21T05:45:00Z", "en",
      "https://example.org/cep/nato-looks-east",
    ],
    "wire.jsonl#mw-2022-0119-01": [
      "Russia's eastern gas line runs ahead of its contract", "Meridian Wire",
      "2022-01-20T08:00:00Z", "en", "https://example.com/meridian/eastern-gas-line",
    ],
    "wire.jsonl#mw-2021-0814-02": [
      "In the Ningxia desert, Russian troops join a Chinese drill", "Meridian Wire", "2021-08-14",
      "en", "https://example.com/meridian/ningxia",
    ],
    "wire.jsonl#mw-2021-1103-04": [
      "Beijing and Moscow again ask the UN to ease North Korea sanctions", "Meridian Wire",
      "2021-11-03T22:40:00-04:00", "en", nil,
    ],
    "wire.jsonl#mw-2021-1216-01": [
      "A wave across the screen: Xi and Putin hold year-end call", "Meridian Wire",
      "2021-12-16T06:20:00Z", "en", "https://example.com/meridian/video-call",
    ],
    "wire.jsonl#ld-2021-1208-03": [
      "India shops in Moscow and sails with the Quad", "Lantern Dispatch",
      "2021-12-08T11:00:00+05:30", "en", "https://example.com/lantern/india-moscow",
    ],
    "wire.jsonl#er-2022-0310-01": [
      "After Crimea: how sanctions sent Russia's engineers shopping in Shenzhen", "Eastgate Review",
      "2022-03-10", "en", "https://example.org/eastgate/after-crimea",
    ],
    "wire.jsonl#er-2021-0918-02": [
      "From Shanghai Five to BRICS: the clubs that China and Russia share", "Eastgate Review",
      "2021-09-18", "en", "https://example.org/eastgate/clubs",
    ],
    "briefs.ndjson#b1": [
      "Friendship treaty gets five more years", "The Harbour Ledger", "2021-06-29", "en",
      "https://example.com/harbour-ledger/briefs/treaty",
    ],
    "briefs.ndjson#b2": [
      "Australia and Naval Group settle for €555m", "The Southern Compass", "2022-06-11", "en",
      "https://example.com/southern-compass/briefs/555m",
    ],
    "briefs.ndjson#b3": [
      "Bombers again, on a summit day", "Meridian Wire", "2022-05-25T07:30:00+09:00", "en", nil,
    ],
    "letters-to-the-editor.txt": ["Letters and small items", nil, nil, told, nil],
    "moon-station.txt": [
      "A moon base with two flags: China and Russia sketch a station", nil, nil, told, nil,
    ],
  ]

  @Test func `every sample article has its metadata, and only its own text`() throws {
    let test = try TestArchive()
    let (summary, errors) = try test.ingest(Project.seeds)
    #expect(errors.isEmpty && summary.added == 33)
    try test.expectSound("seeds")
    var articles: [String: TestArchive.Article] = [:]
    for article in try test.articles().values {
      articles[String(article.location.dropFirst(Project.seeds.count + 1))] = article
    }
    #expect(articles.keys.sorted() == Self.expected.keys.sorted())
    for (name, article) in articles {
      let found = [
        article.title, article.publisher, article.published, article.language, article.url,
      ]
      #expect(found == Self.expected[name], "\(name)")
      let isUnsigned = name == "letters-to-the-editor.txt" || name == "moon-station.txt"
      #expect(article.author == (isUnsigned ? nil : "Pressmark sample"), "\(name)")
      for words in Self.boilerplate where name.hasSuffix(".html") {
        #expect(!article.text.localizedCaseInsensitiveContains(words), "\(name): \(words)")
      }
      #expect(!article.text.contains(/<\/?[a-z]+>|&[a-z]+;|\]\(http/), "\(name)")
    }
    let france = try #require(articles["france-submarine-anger.html"]?.text)
    for words in [
      "Côte d'Azur", "crêpe à la carte", "«un coup dans le dos»", "## «Un coup dans le dos»",
    ] {
      #expect(france.contains(words))
    }
    #expect(articles["belarus-between.txt"]?.text.utf8.contains("Łódź".utf8) == true)

    let before = try test.rows()
    #expect(try test.ingest(Project.seeds, rereads: true).summary.unchanged == 33)
    #expect(try test.rows() == before)
  }

  private static let boilerplate = [
    "cookie", "Sign up", "Most read", "Meistgelesen", "Subscribe", "All rights reserved",
    "Impressum", "Advertisement",
    "morning letter", "evening letter", "free stories left", "Share this", "E-mail",
    "Leave a comment", "First!", "Skip to content",
    "dataLayer", "You may also like", "Copy link", "Whale seen", "Kayaks", "ISSN", "LIVE:",
    "Petrol prices", "Weather", "Crossword",
  ]

  @Test func `every paragraph of the sample sources is found in the stored text`() throws {
    let test = try TestArchive()
    try test.ingest(Project.seeds)
    let articles = try test.articles().values.map { article in
      (location: article.location, plain: plain(article.title + "\n" + article.text))
    }
    var count = 0
    let names = try FileManager.default.contentsOfDirectory(atPath: Project.seeds)
    for name in names.sorted() where name != "README.md" {
      let data = try Data(contentsOf: URL(fileURLWithPath: Project.seeds + "/" + name))
      let source = String(data: data, encoding: .utf8) ?? String(data: data, encoding: .isoLatin1)
      let texts = articles.filter { $0.location.contains("/" + name) }.map(\.plain)
      for paragraph in paragraphs(of: source ?? "", name) {
        let words = plain(paragraph)
        count += 1
        #expect(texts.contains { $0.contains(words) }, "\(name): \(paragraph.prefix(80))")
      }
    }
    #expect(count > 200)
  }

  @Test func `the shared articles keep every paragraph`() throws {
    guard let folder = Project.shared("articles") else {
      return skip("there are no shared articles")
    }
    let test = try TestArchive()
    let (summary, errors) = try test.ingest(folder)
    #expect(errors.isEmpty && summary.added == 5)
    try test.expectSound("shared articles")
    for article in try test.articles().values {
      let source = try String(contentsOfFile: article.location, encoding: .utf8)
      for line in source.split(whereSeparator: \.isNewline) {
        #expect(
          plain(article.title + "\n" + article.text).contains(plain(String(line))),
          "\(article.location): \(line.prefix(80))")
      }
      #expect(try test.passageIDs().values.allSatisfy { !$0.isEmpty })
    }
  }

  /// Returns the paragraphs of a source, extracted independently of the program.
  private func paragraphs(of source: String, _ name: String) -> [String] {
    let source = source.replacingOccurrences(of: "\r\n", with: "\n")
    if name.hasSuffix("jsonl") || name.hasSuffix("ndjson") {
      return source.split(separator: "\n").flatMap { line -> [String] in
        let object = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
        let text = (object?["text"] ?? object?["body"]) as? String ?? ""
        return text.components(separatedBy: "\n\n")
      }
    }
    if name.hasSuffix("html") {
      // In these pages all long paragraphs belong to the articles.
      return source.matches(of: /<(p|li|h2|blockquote)[^>]*>(.*?)<\/(p|li|h2|blockquote)>/)
        .map { String($0.2) }.filter { $0.count > 120 }
        .map { $0.replacing(/<[^>]+>/, with: "") }
    }
    let parts = source.components(separatedBy: "---\n")
    let body = source.hasPrefix("---\n") ? parts.dropFirst(2).joined(separator: "---\n") : source
    return body.components(separatedBy: "\n\n").filter { !$0.hasPrefix("|") && !$0.hasPrefix("!") }
  }

  /// Returns only letters and digits, so that markup, quotation marks and line ends do not matter.
  private func plain(_ text: String) -> String {
    var text = text
    let entities = ["&amp;": "&", "&ecirc;": "ê", "&agrave;": "à", "&eacute;": "é"]
    for (entity, character) in entities {
      text = text.replacingOccurrences(of: entity, with: character)
    }
    text = text.replacing(/&[#a-z0-9]+;/, with: "").replacing(/\]\([^)]*\)/, with: "")
    let scalars = text.precomposedStringWithCanonicalMapping.unicodeScalars
    return String(
      String.UnicodeScalarView(
        scalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }))
  }
}
