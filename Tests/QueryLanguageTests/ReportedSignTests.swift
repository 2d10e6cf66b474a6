import Testing

/// Signs of other engines that people typed, as public reports tell.
///
/// What the engines did was often wrong; the expected reading is that of docs/query-details.md.
struct ReportedSignTests {
  /// Signs that exclude, require or join.
  private static let operators: [ReportedQuery] = [
    .init("OSU-Net/cyder#828", "!emt net", "-emt net"),
    .init("OSU-Net/cyder#828", "net -emt", "net -emt"),
    .init("bee7813993/KaraokeRequestorWeb#66", "ラブライブ !次元", "ラブライブ -次元"),
    .init(
      "Lebeg134/MonGoSearch#1", "!(something,something2)", "-(something something2)",
      ["only-exclusions"]),
    .init("MicrosoftDocs/azure-docs#113195", "wifi –luxury", "wifi -luxury"),
    .init("obsidianmd/obsidian-help#459", "meeting -(work OR meetup)", "meeting -(work OR meetup)"),
    .init("elastic/elasticsearch#9633", "php developer -superguru", "php developer -superguru"),
    .init("inveniosoftware/invenio#495", "muon -foo", "muon -foo"),
    .init("microsoft-search/pnp-modern-search#1136", "Automotive AND NOT BMW", "+Automotive -BMW"),
    .init(
      "bripkens/lucene#47", "\"dca1\" AND  NOT executor", "+\"dca1\" -executor"),
    .init(
      "michellefitz/planningsearch#62", "rear extension NOT retention", "rear extension -retention"),
    .init(
      "FoundatioFx/Foundatio.Parsers#53", "something AND NOT OR otherthing",
      "something AND not OR otherthing", ["lone-operator"]),
    .init("caub/pg-tsquery#11", "1234-4332", "1234-4332"),
    .init("sul-dlss/dlme#1170", "Napoleon || Waterloo", "Napoleon OR Waterloo"),
    .init("mixxxdj/manual#584", "house | techno", "house OR techno"),
    .init("freelawproject/courtlistener#5587", "foo & bar", "foo bar"),
    .init(
      "freelawproject/courtlistener#5587", "Securities & Exchange Commission",
      "Securities Exchange Commission"),
    .init(
      "swissbib/vufind#444", "allergy & clinical immunology sinai",
      "allergy clinical immunology sinai"),
    .init("swissbib/vufind#444", "Hotel&Gastro Union", "Hotel&Gastro Union"),
    .init("engwerda/duckduckgo-bangs#5", "AT&T", "AT&T"),
    .init("engwerda/duckduckgo-bangs#5", "You & Me", "You Me"),
    .init(
      "mysociety/alaveteli#328", "Norfolk & Norwich University Hospital",
      "Norfolk Norwich University Hospital"),
    .init("IQSS/dataverse#2702", "Economics & Politics", "Economics Politics"),
    .init("ICIJ/datashare#315", "a + b", "a b"),
    .init("ICIJ/datashare#315", "a - b", "a b"),
  ]

  /// Signs before names, and signs that nothing can be found by.
  private static let marks: [ReportedQuery] = [
    .init("hotsh/rstat.us#415", "#yam", "yam"),
    .init("zooniverse/Panoptes-Front-End#1268", "#dailyzoo", "dailyzoo"),
    .init("coldfumonkeh/monkehTweets#38", "##SJWYF2022", "SJWYF2022"),
    .init("mastodon/mastodon#34107", "#housingcrisis", "housingcrisis"),
    .init("VernissageApp/VernissageServer#571", "#RipPerleTheCat", "RipPerleTheCat"),
    .init("DOAJ/doaj#925", "@elsevier", "elsevier"),
    .init("Vincenius/bsky-embed#45", "@kvsc881fm.bsky.social", "kvsc881fm.bsky.social"),
    .init("dotCMS/core#8749", "pass~", "pass", ["ignored-sign"]),
    .init("urieli/jochre#1", "+aroysdreyen +flam ~10", "+aroysdreyen +flam 10"),
    .init("searchmysite/searchmysite.net#88", "a~b", "a~b"),
    .init(
      "BrigadaSOS/Nadeshiko#517", "本好きの下剋上 ~司書になるためには手段を選んでいられません~ 第一部「兵士の娘」",
      "本好きの下剋上 司書になるためには手段を選んでいられません 第一部 \"兵士の娘\"", ["ignored-sign", "ignored-sign"]),
    .init(
      "adsabs/montysolr#85", "author:\"Hoffmann, W.\"~0.7", "author:\"Hoffmann, W.\"",
      ["malformed-near"]),
    .init("olivernn/lunr.js#271", "title:n^2", "title:n", ["ignored-sign"]),
    .init("molgenis/molgenis#924", "a^0.5", "a", ["ignored-sign"]),
    .init("elastic/elasticsearch#9235", "bla^2.5 blubb", "bla blubb", ["ignored-sign"]),
    .init(
      "elastic/elasticsearch#9235", "bla^2 blubb^2", "bla blubb", ["ignored-sign", "ignored-sign"]),
    .init("mikegoatly/lifti#85", "test\\=text", "test\\=text"),
    .init("libris/librisxl#1598", "who is who?", "who is who"),
    .init("swissbib/vufind#380", "mission possible?", "mission possible"),
    .init("sul-dlss/exhibits#1854", "Albert--Warum?", "Albert--Warum"),
    .init("libris/librisxl#1598", "wom??", "wom"),
    .init("pulibrary/orangelight#4774", "Can You Forgive Her?", "Can You Forgive Her"),
    .init("arXiv/arxiv-search#151", "synthesi?", "synthesi"),
    .init("rashidkpc/kibana2#230", "Media?artner", "\"Media artner\"", ["ignored-sign"]),
    .init("rashidkpc/kibana2#230", "Mediapar??ers", "\"Mediapar ers\"", ["ignored-sign"]),
    .init(
      "wcmc-its/ReCiter-PubMed-Retrieval-Tool#47", "Bales ME[au]", "Bales ME", ["ignored-sign"]),
    .init(
      "wcmc-its/ReCiter-PubMed-Retrieval-Tool#24", "Charles-rawlins J[au]", "Charles-rawlins J",
      ["ignored-sign"]),
    .init(
      "manticoresoftware/manticoresearch#892", "word1 NEAR/2 word2 NEAR/2 word3",
      "word1 NEAR(word2 word3, 2)", ["malformed-near", "read-as-near"]),
    .init(
      "qminer/qminer#643", "Barack Obama NEAR/4 elections", "Barack NEAR(Obama elections, 4)",
      ["read-as-near"]),
    .init(
      "brian-girko/multiple-highlight#39", "(cat w/5 dog) w/20 bird", "NEAR(cat dog, 5) bird",
      ["malformed-near"]),
    .init(
      "brian-girko/multiple-highlight#39", "cat W/5 dog", "NEAR(cat dog, 5)"),
    .init(
      "freelawproject/courtlistener#2968", "\"one two\" ~10 \"three four\"",
      "\"one two\" 10 \"three four\""),
  ]

  /// Names of fields.
  private static let fields: [ReportedQuery] = [
    .init(
      "internetarchive/openlibrary#7081", "title:(Keskin OR subtle) author:Pullman",
      "title:(Keskin OR subtle) author:Pullman"),
    .init("versionpress/versionpress#813", "-author:joe news", "-author:joe news"),
    .init("inspirehep/inspire-next#1425", "author:\"A.D.Johnson.1\"", "author:A.D.Johnson.1"),
    .init(
      "adsabs/montysolr#82", "=author:\"^smith, a m s\"", "author:\"^smith, a m s\"",
      ["stray-equals"]),
    .init("codelibs/fess-docs#436", "title:term1 NOT title:term2", "title:term1 -title:term2"),
    .init("feedbin/feedbin#673", "title:(celebrat*)", "title:celebrat*"),
    .init("commonsearch/cosr-front#30", "intitle:operators", "title:operators"),
    .init("gdtool/zhaopp#7", "intitle:搜索 filetype:pdf", "title:搜索 filetype:pdf", ["unknown-field"]),
    .init(
      "arquivo/pwa-technologies#248", "2001 \"Vasco Matos Trigo\" site:programas.rtp.pt",
      "2001 \"Vasco Matos Trigo\" site:programas.rtp.pt", ["unknown-field"]),
    .init("brave/brave-browser#19783", "uhren site:de", "uhren site:de", ["unknown-field"]),
    .init(
      "NousResearch/hermes-agent#66651", "site:nature.com CRISPR", "site:nature.com CRISPR",
      ["unknown-field"]),
    .init(
      "serpapi/public-roadmap#925", "site:ebay.com Coffee", "site:ebay.com Coffee",
      ["unknown-field"]),
    .init("searxng/searxng#5838", "ext:php", "ext:php", ["unknown-field"]),
    .init("pypi/warehouse#18378", "dogs site:.org", "dogs site:.org", ["unknown-field"]),
    .init(
      "serpapi/public-roadmap#3071", "-inurl:/reel/ \"private chef\" + \"New York\"",
      "-inurl:/reel \"private chef\" \"New York\"", ["unknown-field"]),
    .init(
      "searchmysite/searchmysite.net#142", "+domain:michael-lewis.com antarctica book",
      "+domain:michael-lewis.com antarctica book", ["unknown-field"]),
    .init("FDA/openfda#60", "soy AND state:OR", "soy AND state:OR", ["unknown-field"]),
    .init("deweyapp/dewey#9", "title: github", "title github", ["empty-field"]),
  ]

  /// Words without a space between them.
  private static let lists: [ReportedQuery] = [
    .init("pelias/schema#91", "lancaster,pa", "lancaster pa"),
    .init("sanity-io/sanity#1222", "foo,bar,baz", "foo bar baz"),
    .init("sanity-io/sanity#1222", "foo,,bar,,,baz", "foo bar baz"),
    .init("sanity-io/sanity#1222", "foo ,, bar ,,, baz", "foo bar baz"),
    .init("krisk/Fuse#299", "Notebook,Laptop", "Notebook Laptop"),
    .init("krisk/Fuse#299", "Notebook/Laptop", "Notebook Laptop"),
    .init("yiminzme/Multi-Highlight#72", "10,000", "10,000"),
    .init("spencermountain/compromise#1100", "IEEE/WIC/ACM", "IEEE WIC ACM"),
    .init("typesense/typesense#1198", "WP/KYB Enzo", "WP KYB Enzo"),
    .init("pouchdb-community/pouchdb-quick-search#103", "foo/bar", "foo bar"),
    .init("meilisearch/meilisearch#2129", "ABC/12345", "ABC/12345"),
  ]

  /// Quotation marks, and stars between them.
  private static let quotes: [ReportedQuery] = [
    .init("freelawproject/courtlistener#2790", "“ping tree” leads", "\"ping tree\" leads"),
    .init("mediacloud/web-search#1169", "“well-being”", "\"well-being\""),
    .init(
      "ukwa/shine#83", "“it could be a cricket score”, “not that sort of player”",
      "\"it could be a cricket score\" \"not that sort of player\""),
    .init("StractOrg/stract#126", "„foo bar“", "\"foo bar\""),
    .init("StractOrg/stract#126", "«foo bar»", "\"foo bar\""),
    .init("mastodon/mastodon#26687", "foo « bar » baz", "foo \"bar\" baz"),
    .init("urieli/jochre#70", "״דער טאָג״", "\"דער טאָג\""),
    .init("urieli/jochre#88", "פֿסס״ר", "פֿסס״ר"),
    .init("urieli/jochre#88", "צה\"ל", "צה\"ל"),
    .init("SpriteLink/NIPAP#981", "'foo bar'", "\"foo bar\""),
    .init("edemaine/coauthor#638", "Erik's", "Erik's"),
    .init(
      "openaustralia/openaustralia#401", "\"help me\" really good\"", "\"help me\" really good",
      ["unclosed-quote"]),
    .init(
      "openaustralia/openaustralia#401", "\"help me\" \"really good", "\"help me\" really good",
      ["unclosed-quote"]),
    .init("openaustralia/openaustralia#401", "help\"", "help", ["unclosed-quote"]),
    .init("apache/lucene#14440", "\"foo bar*\"", "\"foo bar*\""),
    .init("rnewson/couchdb-lucene#160", "\"renova*\" \"kytkin*\"", "renova* kytkin*"),
    .init("osisoft/OCS-Docs#123", "\"pump pressure\"*", "\"pump pressure*\""),
    .init("osisoft/OCS-Docs#123", "\"dog food*\"", "\"dog food*\""),
  ]

  /// Keyboards of East Asia.
  private static let fullWidth: [ReportedQuery] = [
    .init("Orbiter/MetaGer#2", "月曜日　!g", "月曜日 -g"),
    .init("arnemart/SafariKeywordSearchLegacy#28", "j　橋", "j 橋"),
    .init("next-l/enju_leaf#63", "カミュ　ペスト", "カミュ ペスト"),
    .init("QupZilla/qupzilla#1622", "日本　観光", "日本 観光"),
    .init("mvysny/aedict#602", "先端＊", "先端*"),
    .init("BrigadaSOS/Nadeshiko#304", "\"ズレ\" -ズレて", "\"ズレ\" -ズレて"),
    .init("BrigadaSOS/Nadeshiko#304", "ＯＬ", "ＯＬ"),
  ]

  @Test(arguments: [operators, marks, fields, lists, quotes, fullWidth].joined())
  func `a query from a report is read as the documents say`(query: ReportedQuery) {
    query.check()
  }
}
