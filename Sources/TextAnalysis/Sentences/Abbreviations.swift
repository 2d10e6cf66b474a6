/// The abbreviations of English news text whose full stop may not end a sentence.
///
/// They are stored in lower case and without the stop.
enum Abbreviations {
  /// The way to interpret a full stop after an abbreviation.
  enum Kind {
    /// A title or a word such as `vs.`: the sentence always continues.
    case neverEnds
    /// A word such as `No.` or `Jan.`: the sentence continues if a number follows.
    case precedesFigure
    /// A suffix of names such as `Jr.`: the sentence ends only if a word follows that often starts
    /// sentences, since a word with a capital letter may be the next name.
    case followsName
  }

  static func kind(of word: String) -> Kind? { kinds[word] }

  private static let kinds: [String: Kind] = {
    let words: [(Kind, String)] = [
      (
        .neverEnds,
        """
        mr mrs ms mx messrs mme mlle dr prof gen lt col maj capt cmdr adm sgt cpl pvt gov sen rep \
        rev hon pres supt st mt ft vs approx ca cf viz
        """
      ),
      (
        .precedesFigure,
        """
        no nos art fig figs sec ch vol vols pp jan feb mar apr jun jul aug sep sept oct nov dec
        """
      ),
      (.followsName, "jr sr inc ltd co corp bros esq etc"),
    ]
    var kinds: [String: Kind] = [:]
    for (kind, list) in words {
      for word in list.split(separator: " ") { kinds[String(word)] = kind }
    }
    return kinds
  }()

  /// Words that often start sentences and are not part of a name.
  static let sentenceStarters: Set<String> = [
    "a", "after", "all", "although", "an", "and", "as", "at", "because", "before", "both", "but",
    "by", "during", "each", "every", "for", "from", "he", "her", "here", "his", "how", "however",
    "if", "in", "it", "its", "many", "more", "most", "my", "no", "not", "on", "once", "one", "our",
    "several", "she", "since", "so", "some", "such", "that", "the", "their", "then", "there",
    "these", "they", "this", "those", "though", "to", "under", "until", "we", "what", "when",
    "where", "while", "who", "why", "with", "you", "your",
  ]
}
