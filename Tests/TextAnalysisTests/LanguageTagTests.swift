@testable import TextAnalysis
import Testing

struct LanguageTagTests {
  @Test(arguments: [
    ("en", "en"), ("EN", "en"), ("English", "en"), ("eng", "en"), ("deu", "de"), ("ger", "de"),
    ("german", "de"), ("Deutsch", "de"), ("en_GB", "en-GB"), ("en-gb", "en-GB"), ("en-UK", "en-GB"),
    ("de,en", "de"), (" de; q=1", "de"), ("zh_CN.UTF-8", "zh-CN"), ("de_DE@euro", "de-DE"),
    ("zh-hans-cn", "zh-Hans-CN"), ("ZH-HANT", "zh-Hant"), ("es-419", "es-419"), ("fre", "fr"),
    ("fra-CA", "fr-CA"), ("iw", "he"), ("haw", "haw"), ("English (United States)", "en"),
    ("French/English", "fr"), ("de-1996", "de-1996"), ("de-CH-x-phonebk", "de-CH-x-phonebk"),
    ("en-x", "en"), ("sl-rozaj", "sl-rozaj"), ("Français", "fr"), ("en--US", "en"), ("nb", "nb"),
    ("nob", "nb"), ("nor", "no"),
  ])
  func `declared languages become tags`(declared: String, tag: String) {
    #expect(LanguageTag(declared: declared)?.tag == tag)
  }

  @Test(arguments: [
    "", " ", "x", "C", "POSIX", "und", "mul", "zxx", "unknown", "none", "n/a", "12", "é", "-en",
    "en\u{0}", "Klingon language",
  ])
  func `a text that names no language gives no tag`(declared: String) {
    #expect(LanguageTag(declared: declared) == nil)
  }
}
