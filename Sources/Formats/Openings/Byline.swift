/// A line that names the authors of an article: `By Jane Doe and JOHN ROE, Staff Writer`.
///
/// Titles can start with the same word (`By Popular Demand`), so each name must have at least two
/// words that are written like names and are not common in titles.
struct Byline {
  /// The names of the authors, separated by commas.
  let authors: String

  private static let maxLength = 120

  /// Reads a line; returns nil unless all of it is a byline.
  ///
  /// `isBelowTitle` is true if the article has a title above the line. Only there, the words `Von`
  /// and `Par` show a byline: `Von Neumann Probes` is a title.
  init?(_ line: some StringProtocol, isBelowTitle: Bool) {
    guard let start = line.first, "BbVP".contains(start), line.utf8.count <= Self.maxLength * 4,
      line.count <= Self.maxLength
    else { return nil }
    let words = Self.words(of: line)
    guard let first = words.first, words.count > 1 else { return nil }
    let isEnglish = ["By", "BY", "by"].contains(first)
    let isOther = ["Von", "VON", "Par", "PAR"].contains(first)
    guard isEnglish || isOther && isBelowTitle else { return nil }
    var rest = words.dropFirst()
    let whole = rest.joined(separator: " ")
    if isEnglish, Self.agencies.contains(whole.lowercased()) {
      authors = whole
      return
    }
    var names: [String] = []
    repeat {
      guard let name = Self.takeName(from: &rest, isEnglish: isEnglish) else {
        // What follows the last comma can be the authors' position.
        guard !names.isEmpty, Self.isPosition(rest) else { return nil }
        break
      }
      names.append(name)
      Self.skipPlace(&rest)
    } while Self.skipSeparator(&rest)
    guard rest.isEmpty || Self.isPosition(rest) || Self.isAffiliation(rest) else { return nil }
    authors = names.joined(separator: ", ")
  }

  /// True if a line below a byline names the position of its authors: `Staff Writer`.
  static func isPosition(_ line: some StringProtocol) -> Bool {
    line.utf8.count <= maxLength && isPosition(words(of: line)[...])
  }

  /// Returns the words of a line, with each comma as a word of its own.
  private static func words(of line: some StringProtocol) -> [String] {
    String(line).replacing(",", with: " , ").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  // MARK: Names

  /// Takes a name from the start of `rest`: two to five words.
  private static func takeName(
    from rest: inout ArraySlice<String>, isEnglish: Bool
  ) -> String? {
    var words: [String] = []
    var parts = 0
    var remaining = rest
    while let word = remaining.first, words.count < 6 {
      if isPartOfName(word) {
        parts += 1
      } else if words.isEmpty || !particles.contains(word.lowercased()) {
        break
      }
      words.append(word)
      remaining.removeFirst()
    }
    guard parts >= 2, parts <= 5, words.last.map(isPartOfName) == true,
      words.contains(where: { $0.count(where: \.isLetter) > 1 && !$0.hasSuffix(".") }),
      !isLikelyTitle(words.map { $0.lowercased() }, isEnglish: isEnglish)
    else { return nil }
    if remaining.first == ",", let suffix = remaining.dropFirst().first,
      suffixes.contains(suffix)
    {
      words[words.count - 1] += ", " + suffix
      remaining = remaining.dropFirst(2)
    }
    rest = remaining
    return words.joined(separator: " ")
  }

  /// True for the words of `By Popular Demand` and `By Grace Alone`, but not for `Grace Kelly`.
  private static func isLikelyTitle(_ words: [String], isEnglish: Bool) -> Bool {
    guard isEnglish else { return words.contains(where: commonWords.contains) }
    guard let first = words.first, let last = words.last, commonWords.contains(first) else {
      return false
    }
    return !givenNames.contains(first) || commonWords.contains(last)
  }

  /// True for words such as `Jane`, `McDonald`, `O’Neil-Smith`, `DOE` and `J.R.` in a name.
  private static func isPartOfName(_ word: String) -> Bool {
    guard let first = word.first, first.isUppercase else { return false }
    if suffixes.contains(word) { return true }
    let pieces = word.split { "-'’.".contains($0) }
    let lower = word.lowercased()
    guard !pieces.isEmpty, pieces.allSatisfy({ $0.allSatisfy(\.isLetter) }),
      word.last?.isLetter == true || word.last == ".", !lower.hasSuffix("'s"),
      !lower.hasSuffix("’s"), !positions.contains(lower), !functionWords.contains(lower)
    else { return false }
    // A stop is that of an initial.
    return !word.contains(".") || word.last == "." && pieces.allSatisfy { $0.count == 1 }
  }

  /// Words that are in no name, even in a title in which all words have capitals.
  private static let functionWords = words(
    """
    about after all an and any are as at before but for from how if in into is its most my no nor
    not of off on one or other our out over than that the their then these this those through to
    two under up upon was we what when where which who why with without you your
    """)

  private static let suffixes: Set<String> = ["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"]

  /// Words in lower case inside names.
  private static let particles: Set<String> = [
    "al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la",
    "le", "ten", "ter", "van", "von", "y",
  ]

  private static let agencies: Set<String> = [
    "reuters", "the associated press", "associated press", "agence france-presse", "afp",
    "united press international", "the canadian press", "staff reporter", "staff writer",
    "staff reporters", "a staff reporter", "our staff", "our correspondent",
  ]

  // MARK: What follows a name

  /// Skips a comma or a word between two names.
  private static func skipSeparator(_ rest: inout ArraySlice<String>) -> Bool {
    var isFound = false
    while let word = rest.first, [",", "and", "&", "und", "et", "with", "AND"].contains(word) {
      rest.removeFirst()
      isFound = true
    }
    return isFound
  }

  /// Skips the place in `Jane Doe in New York`.
  private static func skipPlace(_ rest: inout ArraySlice<String>) {
    guard rest.first == "in" else { return }
    let place = rest.dropFirst().prefix { $0.first?.isUppercase == true }
    guard (1...3).contains(place.count) else { return }
    rest = rest[place.endIndex...]
  }

  private static func isPosition(_ words: ArraySlice<String>) -> Bool {
    (1...8).contains(words.count)
      && words.contains { positions.contains($0.lowercased().filter(\.isLetter)) }
      && words.last.map { !".?!:;".contains($0.last ?? " ") } == true
  }

  /// True for `of The Tidewater Post`, `| Tidewater Post` and `for the AP`.
  private static func isAffiliation(_ words: ArraySlice<String>) -> Bool {
    guard let first = words.first, ["The", "of", "for", "|", "/", "-", "–", "—"].contains(first)
    else {
      return false
    }
    let names = words.dropFirst()
    return (1...6).contains(names.count)
      && names.allSatisfy { $0.first?.isUppercase == true || ["the", "of"].contains($0) }
      && names.last?.last?.isLetter == true
  }

  private static let positions = words(
    """
    writer writers reporter reporters correspondent correspondents editor editors columnist
    contributor contributing staff bureau press news newspapers reuters afp upi ap dpa special
    service chief redaktion redakteur redakteurin korrespondent korrespondentin reporterin
    correspondant correspondante envoyé envoyée rédaction rédacteur rédactrice journaliste
    """)

  /// Given names that are also common words.
  private static let givenNames: Set<String> = [
    "april", "art", "august", "dawn", "faith", "grace", "hope", "jan", "june", "may", "par", "will",
  ]

  /// Words with which titles start after `By`, and which are rarely the start of a name.
  private static let commonWords = words(
    """
    a about abend accident act action after age air alive all alone am amour an anfang any
    appointment arbeit architecture are armed arms art autumn avion back bad battle beauty beginn
    being best better big bird black blood blue boat body book books boot born bread bus business
    but candle candlelight car chance choice city coach committee common comparison computer
    consent contrast coup cold country course courtesy daily dark dawn day days dead death decree
    default definition degrees demand design disease divine door dusk early earth east easy effect
    email end error evening every example exemple eye faith fall family far fast fear fire first
    flight food foot force form free freedom friday friends full future german gift god gods gold
    golden good government grace grand grund half hammer hand hands hard haus hard head heart heaven
    help herz high holy home hope horse hour house how human ice invitation if in inch infinite instinct is
    january february march april may june july august september october november december job jove
    jury just kind king kopf land last late law leaps letter liebe life light lines long lord lost
    love luck magic mail majority man many margin means men mensch mere midnight mind minute mistake
    moment monday money month moon moonlight more morning most mouth much music mutual my name
    nation national natur nature necessary necessity new next night nightfall no north not nothing now number
    numbers of off old one only open order other our out over own oxygen par part paris partner
    people phone pianist plane pleasure point pop popular post power president private probe probes
    product products project proxy public rail rain reason red request return right river road royal
    rule rules sail saturday school science sea second self seven ship show side sight silent simple
    single small snow song soul sound south space spaceship special spring standard star starlight
    state states stealth steam storm street strength stroke subway summer sun sunday sunlight
    surprise sword tag taxi telephone theory these things third this those three thursday tiger tide
    time today tomorrow tonight touch town tradition train tube tuesday two types unanimous uncommon
    united up use value very virtue visit voice vote walking war water way weg weight welt west what
    when white who wild will wind winter without woman women word words work world year years young
    your zeit
    """)

  private static func words(_ list: String) -> Set<String> {
    Set(list.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
