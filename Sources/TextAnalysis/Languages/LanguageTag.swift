/// A BCP 47 language tag, created from the language that an article declares: `English`, `deu`,
/// `en_GB`.
package struct LanguageTag {
  /// The tag, such as `en-GB`.
  package let tag: String

  /// Creates the tag; returns nil if the language is not clear.
  ///
  /// If several languages are given, the first one counts.
  package init?(declared text: String) {
    let name = text.drop(while: \.isWhitespace).prefix { character in
      !character.isWhitespace && !".,;@/(".contains(character)
    }
    var parts = name.split(omittingEmptySubsequences: false) { $0 == "_" || $0 == "-" }[...]
    guard let language = parts.popFirst().flatMap({ Self.language(String($0).lowercased()) }) else {
      return nil
    }
    var subtags = [language]
    var isExtension = false
    for part in parts {
      guard (1...8).contains(part.utf8.count), part.utf8.allSatisfy(Self.isOfTag) else { break }
      if part.utf8.count == 1 { isExtension = true }
      subtags.append(isExtension ? part.lowercased() : Self.cased(part))
    }
    // An extension starts with a single letter and must not be empty.
    while let last = subtags.last, last.utf8.count == 1 { subtags.removeLast() }
    tag = subtags.joined(separator: "-")
  }

  /// Writes a script as `Hans`, a country as `GB`, and everything else in lower case (RFC 5646,
  /// 2.1.1).
  private static func cased(_ part: Substring) -> String {
    switch part.utf8.count {
    case 2: part.lowercased() == "uk" ? "GB" : part.uppercased()
    case 4 where !part.utf8.contains { $0 < 0x41 }:
      part.prefix(1).uppercased() + part.dropFirst().lowercased()
    default: part.lowercased()
    }
  }

  private static func isOfTag(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  /// Returns the code of a language: the one with two letters, if it has one.
  private static func language(_ name: String) -> String? {
    if let code = codes[name] { return code }
    guard (2...3).contains(name.utf8.count), !["und", "mul", "mis", "zxx"].contains(name),
      name.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
    else { return nil }
    return name
  }

  /// Maps the other names of a language to its two-letter code: its codes in ISO 639-2 and 639-3,
  /// retired codes, its English name, and its name in the language itself.
  private static let codes: [String: String] = {
    var codes: [String: String] = [:]
    for line in table.split(separator: "\n") {
      let names = line.split(separator: " ").map(String.init)
      for name in names.dropFirst() { codes[name] = names[0] }
    }
    return codes
  }()

  private static let table = """
    af afr afrikaans
    ar ara arabic
    az aze azerbaijani
    be bel belarusian
    bg bul bulgarian
    bn ben bengali bangla
    bs bos bosnian
    ca cat catalan
    cs cze ces czech
    cy wel cym welsh
    da dan danish dansk
    de ger deu german deutsch
    el gre ell greek
    en eng english
    eo epo esperanto
    es spa spanish español castilian
    et est estonian
    eu baq eus basque
    fa per fas persian farsi
    fi fin finnish suomi
    fr fre fra french français
    ga gle irish
    gl glg galician
    he iw heb hebrew
    hi hin hindi
    hr hrv croatian
    hu hun hungarian magyar
    hy arm hye armenian
    id in ind indonesian
    is ice isl icelandic
    it ita italian italiano
    ja jpn japanese
    jv jw jav javanese
    ka geo kat georgian
    kk kaz kazakh
    ko kor korean
    la lat latin
    lt lit lithuanian
    lv lav latvian
    mk mac mkd macedonian
    mn mon mongolian
    ms may msa malay
    nb nob
    ne nep nepali
    nl dut nld dutch nederlands flemish
    nn nno
    no nor norwegian norsk
    pa pan punjabi
    pl pol polish polski
    pt por portuguese português
    ro rum ron romanian
    ru rus russian
    sk slo slk slovak
    sl slv slovenian slovene
    so som somali
    sq alb sqi albanian
    sr srp serbian
    sv swe swedish svenska
    sw swa swahili
    ta tam tamil
    te tel telugu
    th tha thai
    tl tgl tagalog
    tr tur turkish türkçe
    uk ukr ukrainian
    ur urd urdu
    uz uzb uzbek
    vi vie vietnamese
    yi ji yid yiddish
    zh chi zho chinese mandarin
    zu zul zulu
    """
}
