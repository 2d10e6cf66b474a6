import Archive
import QueryLanguage
import SQLite
import SearchModel
import TestSupport
import Testing
import TextAnalysis

@testable import SearchEngine

/// Words in scripts without spaces, in tokens of several scripts, and with marks that readers leave
/// out.
struct ScriptTests {
  /// A typed word, the texts that it finds, and others that it does not find.
  struct Row: CustomTestStringConvertible, Sendable {
    var typed: String
    /// The texts that are found, with brackets around what is highlighted.
    var found: [String]
    var others: [String] = []
    /// The report that the row comes from.
    var source: String?

    init(_ typed: String, _ found: [String], not others: [String] = [], from source: String? = nil)
    {
      (self.typed, self.found, self.others, self.source) = (typed, found, others, source)
    }

    var testDescription: String { typed + (source.map { " (\($0))" } ?? "") }
  }

  private static let mixed = [
    Row("Python", ["他们用[Python]写程序", "[python]", "使用[Ｐｙｔｈｏｎ]"], not: ["他们用Pyramid"]),
    Row("2024", ["，[2024]年发布", "于[2024]年", "[２０２４]年"], not: ["covid2024", "12024年"]),
    Row("services", ["我们的[service]", "我们的[services]中", "[service]"], not: ["我们的serves"]),
    Row("19", ["第[19]章"], not: ["covid19", "F35 H5N1"]),
    Row("35", ["[35]"], not: ["F35"]),
    Row("F35", ["购买[F35]战机", "[F35]"], not: ["35战机", "F战机"]),
    Row("年发", ["2024[年发]布"], not: ["年 发"]),
    Row("café", ["在[Café]喝", "在[cafe]喝"]),
    Row("12306", ["铁路[12306]"], from: "BranchMetrics/sesame_issues#143"),
    Row("John", ["名前は[John]です"], from: "cisco/mindmeld#408"),
    Row("weather", ["今天[weather] is good"], from: "haifengkao/SqliteSubstringSearch#3"),
    Row("ther", [], not: ["今天weather is good"], from: "haifengkao/SqliteSubstringSearch#3"),
    Row("天weather", ["今[天weather] is good"], from: "haifengkao/SqliteSubstringSearch#3"),
    Row("HomeFacialPro", ["[HomeFacialPro]神经酰胺面霜"], from: "infinilabs/analysis-ik#778"),
    Row("cool", ["这个东西真心很[cool]赞"], from: "isnowfy/snownlp#31"),
    Row("100", ["京基[100]"], not: ["京基1000"], from: "hightman/scws#29"),
    Row("6s", ["苹果[6s]手机"], from: "HIT-SCIR/ltp#275"),
    Row("logo", ["[logo]设计"], from: "lionsoul2014/jcseg#3"),
    Row("Python", ["เขียน[Python]เป็น", "ຂຽນ[Python]", "រៀន[Python]ល្អ", "[Python]ရေး"]),
  ]

  @Test(arguments: mixed)
  func `a run of another script is found and marked`(row: Row) throws { try check(row) }

  private static let scripts = [
    Row("Ελλάδα", ["[ΕΛΛΑΔΑ]", "[ελλαδα]", "[Ἑλλάδα]"], not: ["Ελλάδας"]),
    Row("λογος", ["[λόγος]", "[ΛΟΓΟΣ]", "[λογοσ]"]),
    Row("йод", ["[йод]", "[Йод]"], not: ["иод"]),
    Row("и\u{306}од", ["[йод]"], not: ["иод"]),
    Row("हिन्दी", ["[हिन्दी] में"], not: ["हिन्द", "हन्दी", "ह न द"]),
    Row("ＡＢＣ", ["[abc]", "[ＡＢＣ]"]),
    Row("데이터", ["[데이터]를 저장"]),
    Row("မြန်မာ", ["ကျွန်တော်[မြန်မာ]စာဖတ်သည်"], not: ["မြန်"]),
    Row("γιωργος", ["[Γιώργος]"], from: "select2/select2#2367"),
    Row("θεος", ["[θεὸς]", "[θεός]", "[θεοσ]", "[ΘΕΟΣ]"], from: "LukeSmithxyz/grb#6"),
    Row("كتاب", ["[كِتاب]", "[كتاب]"], from: "Crustack/NotallyX#791"),
    Row("اسفي", ["[آسفي]", "[اسفي]"], from: "MoroccoAPI/MoroccoAPI#2"),
    Row("مَرَّاكُش", ["[مراكش]", "[مَرَّاكُش]"], from: "MoroccoAPI/MoroccoAPI#2"),
    Row("شابوص", ["[شـابوص]"], from: "osm-search/Nominatim#3718"),
    Row("الحلة", ["[الحلّة]"], from: "osm-search/Nominatim#3718"),
    Row("וירץ", ["[וַיָּ֥רָץ]", "[וירץ]"], from: "Sivan22/otzaria#317"),
    Row("мёд", ["[мёд]", "[мед]"], not: ["мод"], from: "snowballstem/snowball#65"),
    Row("Ежик", ["[Ёжик]", "[ежик]"], from: "meilisearch/charabia#296"),
    Row("impôt", ["[impôt]", "[impo\u{302}t]", "[impot]"], from: "tobi/qmd#966"),
    Row("impo\u{302}t", ["[impôt]"], not: ["impo t"], from: "tobi/qmd#966"),
    Row("क्या", ["50 [क्या] आपके"], not: ["क य"], from: "RasaHQ/rasa#5998"),
    Row("10", ["[１０]", "[10]"], from: "Tatoeba/tatoeba2#437"),
    Row("ﾕｰｻﾞｰ", ["開始[ﾕｰｻﾞｰ]認証完了", "[ユーザー]"], from: "thedotmack/claude-mem#3810"),
    Row("ワガハイ", ["[ﾜｶﾞﾊｲ]は猫"], from: "Manhhao/hoshidicts#23"),
    Row("กิน", ["เขากำลัง[กิน]ข้าว"], from: "meilisearch/product#132"),
    Row("ข่าว", ["อ่าน[ข่าว]ตอนเย็น"], not: ["ขาว", "ข้าว"], from: "vshulcz/deja-vu#2897"),
    Row("ទិញថ្នាំ", ["ណាស់ក្នុងការ[ទិញថ្នាំ]គ្រប់"], from: "typesense/typesense#228"),
    Row("ອຸນ", ["ພ້ອມສົ່ງ [ອຸນ]ຫະພູມ"], from: "meilisearch/meilisearch#563"),
    Row("葛飾区", ["東京都[葛\u{E0100}飾区]立石", "[葛飾区]"], from: "next-l/enju_leaf#1101"),
    Row(
      "中甑", ["上甑\u{E0100}町[中甑\u{E0100}]250-1"],
      from: "YuukiToriyama/japanese-address-parser#400"),
  ]

  @Test(arguments: scripts)
  func `a word is found whatever its marks, and marked with them`(row: Row) throws {
    try check(row)
  }

  private static let phrases = [
    Row("\"νεα ελλαδα\"", ["στη [Νέα Ελλάδα]", "[ΝΕΑ ΕΛΛΑΔΑ]"], not: ["Ελλάδα νέα"]),
    Row("\"שלום עליכם\"", ["[שָׁלוֹם עֲלֵיכֶם]", "[שלום עליכם]"], not: ["עליכם שלום"]),
    Row("NEAR(احمد محمد, 2)", ["[أَحْمَد] بن [محمّد]"], not: ["احمد"]),
    Row("\"ＡＢＣ services\"", ["[abc service]", "[ＡＢＣ ｓｅｒｖｉｃｅｓ]"]),
    Row("\"strasse 1\"", ["[Strasse 1]"], not: ["Straße 1"]),
    Row("\"python kurs\"", ["[Python Kurs]", "用[Python Kurs]"], not: ["用Python 3 Kurs"]),
  ]

  @Test(arguments: phrases)
  func `a phrase is found whatever its marks`(row: Row) throws { try check(row) }

  @Test(arguments: ["Python", "２０２４", "λογος", "مراكش", "שלום", "елка", "カタカナ", "กิน", "日"])
  func `with --plain, only the tokens of the index are found`(word: String) throws {
    let texts = [
      "用Python写", "python", "2024", "２０２４", "λόγος", "λογοσ", "مَرَّاكُش", "مراكش", "שָׁלוֹם", "ёлка",
      "елка", "ｶﾀｶﾅ", "เขากำลังกินข้าว", "กิน", "日", "日本",
    ]
    let archive = try Archive.holding(
      texts.map { PreparedArticle($0, title: "t", paragraphs: [$0]) })
    let stock = try archive.connection.rows(
      "SELECT rowid, -rank FROM passages_fts WHERE passages_fts MATCH ?1 ORDER BY rank",
      [.text("\"\(word)\"")]
    ) { [Double($0.integer(at: 0)), $0.real(at: 1)] }
    var request = SearchRequest(Query(word), limit: 100, listsPassages: true)
    request.isPlain = true
    request.suggests = false
    let hits = try Searcher(archive).search(request).hits
    #expect(hits.map { [Double($0.passage.id), $0.score] } == stock)
  }

  private func check(_ row: Row) throws {
    // Normalized, as ingesting does, and as another program may have stored it.
    for prepare in [normalize, { $0 }] {
      let found = row.found.map(prepare)
      let texts = found.map { $0.filter { $0 != "[" && $0 != "]" } } + row.others.map(prepare)
      let archive = try Archive.holding(
        texts.enumerated().map { PreparedArticle("\($0)", title: "t", paragraphs: [$1]) })
      var request = SearchRequest(Query(row.typed), limit: 100, listsPassages: true)
      request.suggests = false
      let hits = try Searcher(archive).search(request).hits
      #expect(
        Set(hits.map { marked($0.snippet) }.map(Array.init)) == Set(found.map { Array($0.utf8) }))
      #expect(hits.count == found.count, "\(hits.map { marked($0.snippet) })")
    }
  }

  private func marked(_ snippet: Snippet) -> String.UTF8View {
    var bytes = Array(snippet.text.utf8)
    for range in snippet.highlights.reversed() {
      bytes.insert(UInt8(ascii: "]"), at: range.upperBound)
      bytes.insert(UInt8(ascii: "["), at: range.lowerBound)
    }
    return String(decoding: bytes, as: UTF8.self).utf8
  }
}
