import Testing

@testable import TextAnalysis

@Suite(
  .enabled(if: LanguageDetection.isAvailable, "libcld2-0 is not installed: no language is told"))
struct LanguageDetectionTests {
  @Test(arguments: Self.texts) func `the language of a text of two paragraphs is detected`(
    language: String, text: String
  ) {
    #expect(LanguageDetection.language(of: text) == language)
  }

  @Test func `one paragraph is enough for all but a few languages`() {
    let paragraphs = Self.texts.flatMap { language, text in
      text.split(separator: "\n\n").map { (language, String($0)) }
    }
    let told = paragraphs.map { ($0.0, LanguageDetection.language(of: $0.1)) }
    let wrong = told.filter { $0.1 != nil && $0.1 != $0.0 }
    #expect(wrong.isEmpty, "\(wrong)")
    #expect(told.filter { $0.1 == nil }.count * 10 < told.count)
  }

  @Test(arguments: [
    "", " ", "Submarines", "München", "Kanada", "Beijing 2022", "北京", "Москва", "AUKUS", "da",
    "- WM_TIMER", "1914 1918 1939 1945 20,000 3.14159 100% 17:30 2021-10-18 +61 2 6277 1111",
    "0x1F 0xFF 0b1011 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42 42",
    "https://example.org/ http://example.com/a/b?c=d&e=f", "!!! ??? ... --- *** ### $$$ %%%",
    "🚀🚀🚀 🎉🎉🎉 ☀️☀️☀️ 🚀🚀🚀 🎉🎉🎉 ☀️☀️☀️ 🚀🚀🚀 🎉🎉🎉 ☀️☀️☀️",
    "zzz qqq xkcd wvtk bnmp trrk zzz qqq xkcd wvtk bnmp trrk", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
    "for (i = 0; i < n; i++) { a[i] = b[i] + c[i]; } x = y << 2; p->q = &r[3]; z |= 0x7F;",
  ])
  func `a text without enough evidence has no language`(text: String) {
    #expect(LanguageDetection.language(of: text) == nil)
  }

  @Test func `a text in two languages in equal parts has no language`() throws {
    let texts = Dictionary(uniqueKeysWithValues: Self.texts)
    for (one, other) in [("de", "fr"), ("en", "ru"), ("es", "el"), ("ja", "en"), ("nl", "it")] {
      let mixed = try #require(texts[one]) + "\n\n" + #require(texts[other])
      #expect(LanguageDetection.language(of: mixed) == nil, "\(one) and \(other)")
    }
  }

  @Test func `a foreign name or quotation does not change the language`() {
    let text = """
      The mayor of Saint-Étienne said "c'est la vie" and opened the new bridge on Monday. Thousands \
      of people came to see it, among them the engineers from Kraków who had built the steel arch.
      """
    #expect(LanguageDetection.language(of: text) == "en")
  }

  @Test func `if the first bytes are not enough, more are examined`() throws {
    let numbers = (1...200).map { "\($0)" }.joined(separator: " ")
    let german = try #require(Self.texts.first { $0.0 == "de" }).1
    #expect(LanguageDetection.language(of: numbers + "\n\n" + german) == "de")
  }

  @Test func `a text is never cut inside a character`() {
    for shift in 0..<4 {
      let text =
        String(repeating: "x", count: shift) + " " + String(repeating: "ж🚀語é", count: 1_000)
      _ = LanguageDetection.language(of: text)
    }
  }

  @Test(
    arguments: [
      ("en", "en"), ("iw", "he"), ("jw", "jv"), ("zh", "zh-Hans"), ("zh-Hant", "zh-Hant"),
      ("no", "no"), ("un", nil), ("xx-Grek", nil), ("zzb", nil), ("sr", "sr"),
    ] as [(String, String?)])
  func `CLD2's codes are converted to BCP 47`(code: String, tag: String?) {
    #expect(LanguageDetection.tag(code) == tag)
  }

  static let texts: [(String, String)] = [
    (
      "en",
      "The harbour was quiet this morning. Only two fishing boats had gone out before sunrise.\n\nIn the afternoon the council will decide whether the old lighthouse should be sold."
    ),
    (
      "de",
      "Am Morgen war der Hafen noch still. Nur zwei Fischerboote waren vor Sonnenaufgang ausgelaufen.\n\nAm Nachmittag entscheidet der Gemeinderat, ob der alte Leuchtturm verkauft werden soll."
    ),
    (
      "fr",
      "Ce matin, le port était calme. Seuls deux bateaux de pêche étaient sortis avant le lever du soleil.\n\nCet après-midi, le conseil décidera si le vieux phare doit être vendu."
    ),
    (
      "es",
      "Esta mañana el puerto estaba tranquilo. Solo dos barcos de pesca habían salido antes del amanecer.\n\nPor la tarde, el ayuntamiento decidirá si se vende el viejo faro de la isla."
    ),
    (
      "it",
      "Questa mattina il porto era tranquillo. Solo due barche da pesca erano uscite prima dell'alba.\n\nNel pomeriggio il consiglio comunale deciderà se vendere il vecchio faro."
    ),
    (
      "pt",
      "Esta manhã o porto estava calmo. Apenas dois barcos de pesca tinham saído antes do nascer do sol.\n\nÀ tarde, a câmara municipal vai decidir se o velho farol deve ser vendido."
    ),
    (
      "nl",
      "Vanmorgen was het stil in de haven. Slechts twee vissersboten waren voor zonsopgang uitgevaren.\n\nVanmiddag beslist de gemeenteraad of de oude vuurtoren verkocht moet worden."
    ),
    (
      "sv",
      "I morse var det tyst i hamnen. Bara två fiskebåtar hade gått ut före soluppgången.\n\nPå eftermiddagen ska kommunen bestämma om den gamla fyren ska säljas."
    ),
    (
      "da",
      "Her til morgen var der stille i havnen. Kun to fiskerbåde var sejlet ud før solopgang.\n\nI eftermiddag skal byrådet afgøre, om det gamle fyrtårn skal sælges."
    ),
    (
      "no",
      "I dag tidlig var det stille i havna. Bare to fiskebåter hadde dratt ut før soloppgang.\n\nI ettermiddag skal kommunestyret avgjøre om det gamle fyret skal selges, sier ordføreren."
    ),
    (
      "fi",
      "Satamassa oli tänä aamuna hiljaista. Vain kaksi kalastusvenettä oli lähtenyt merelle ennen auringonnousua.\n\nIltapäivällä kunnanvaltuusto päättää, myydäänkö vanha majakka."
    ),
    (
      "pl",
      "Dziś rano w porcie było cicho. Tylko dwie łodzie rybackie wypłynęły przed wschodem słońca.\n\nPo południu rada gminy zdecyduje, czy stara latarnia morska zostanie sprzedana."
    ),
    (
      "cs",
      "Dnes ráno bylo v přístavu ticho. Před východem slunce vypluly jen dvě rybářské lodě.\n\nOdpoledne zastupitelstvo rozhodne, zda bude starý maják prodán."
    ),
    (
      "hu",
      "Ma reggel csend volt a kikötőben. Napkelte előtt csak két halászhajó futott ki a tengerre.\n\nDélután a képviselő-testület dönt arról, hogy eladják-e a régi világítótornyot."
    ),
    (
      "ro",
      "În această dimineață portul era liniștit. Doar două bărci de pescuit ieșiseră înainte de răsărit.\n\nDupă-amiază consiliul local va hotărî dacă vechiul far va fi vândut."
    ),
    (
      "tr",
      "Bu sabah liman sessizdi. Güneş doğmadan önce yalnızca iki balıkçı teknesi denize açılmıştı.\n\nÖğleden sonra belediye meclisi eski deniz fenerinin satılıp satılmayacağına karar verecek."
    ),
    (
      "el",
      "Σήμερα το πρωί το λιμάνι ήταν ήσυχο. Μόνο δύο ψαρόβαρκες είχαν βγει πριν από την ανατολή.\n\nΤο απόγευμα το δημοτικό συμβούλιο θα αποφασίσει αν θα πουληθεί ο παλιός φάρος."
    ),
    (
      "ru",
      "Сегодня утром в порту было тихо. До восхода солнца вышли в море только две рыбацкие лодки.\n\nДнём городской совет решит, будет ли продан старый маяк."
    ),
    (
      "uk",
      "Сьогодні вранці в порту було тихо. До сходу сонця вийшли в море лише два рибальські човни.\n\nПісля обіду міська рада вирішить, чи буде проданий старий маяк."
    ),
    (
      "bg",
      "Тази сутрин пристанището беше тихо. Само две рибарски лодки бяха излезли преди изгрев.\n\nСледобед общинският съвет ще реши дали старият фар да бъде продаден."
    ),
    (
      "he",
      "הבוקר היה שקט בנמל. רק שתי סירות דיג יצאו לים לפני הזריחה.\n\nאחר הצהריים תחליט המועצה אם למכור את המגדלור הישן."
    ),
    (
      "ar",
      "كان الميناء هادئا هذا الصباح. لم يخرج سوى قاربي صيد قبل شروق الشمس.\n\nبعد الظهر سيقرر المجلس ما إذا كانت المنارة القديمة ستباع."
    ),
    (
      "fa",
      "امروز صبح بندر آرام بود. فقط دو قایق ماهیگیری پیش از طلوع آفتاب بیرون رفته بودند.\n\nبعد از ظهر شورای شهر تصمیم می‌گیرد که فانوس دریایی قدیمی فروخته شود یا نه."
    ),
    (
      "hi",
      "आज सुबह बंदरगाह शांत था। सूर्योदय से पहले केवल दो मछली पकड़ने वाली नावें निकली थीं।\n\nदोपहर में परिषद तय करेगी कि पुराना प्रकाशस्तंभ बेचा जाए या नहीं।"
    ),
    (
      "ja",
      "今朝の港は静かでした。日の出前に出たのは二隻の漁船だけでした。\n\n午後には町議会が古い灯台を売るかどうかを決めます。"
    ),
    (
      "ko",
      "오늘 아침 항구는 조용했습니다. 해가 뜨기 전에 나간 어선은 두 척뿐이었습니다.\n\n오후에는 시의회가 오래된 등대를 팔지 결정할 것입니다."
    ),
    (
      "zh-Hans",
      "今天早上港口很安静。日出之前只有两艘渔船出海。\n\n下午镇议会将决定是否出售这座旧灯塔，许多居民表示反对。"
    ),
    (
      "zh-Hant",
      "今天早上港口很安靜。日出之前只有兩艘漁船出海。\n\n下午鎮議會將決定是否出售這座舊燈塔，許多居民表示反對。"
    ),
    (
      "vi",
      "Sáng nay bến cảng rất yên tĩnh. Chỉ có hai chiếc thuyền đánh cá ra khơi trước khi mặt trời mọc.\n\nBuổi chiều hội đồng sẽ quyết định có bán ngọn hải đăng cũ hay không."
    ),
    (
      "id",
      "Pagi ini pelabuhan terasa sepi karena hanya dua kapal nelayan yang sudah berangkat ketika matahari belum terbit.\n\nSiang nanti dewan kota akan memutuskan apakah mercusuar tua itu akan dijual."
    ),
    (
      "th",
      "เช้านี้ท่าเรือเงียบสงบ มีเรือประมงเพียงสองลำที่ออกไปก่อนพระอาทิตย์ขึ้น\n\nตอนบ่ายสภาเมืองจะตัดสินใจว่าจะขายประภาคารเก่าหรือไม่"
    ),
  ]
}
