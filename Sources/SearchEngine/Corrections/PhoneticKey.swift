/// A key for the sound of a word, rough and for many languages of Europe: Petrow and Petrov have the
/// same key, and so have Qaddafi and Ghadafi.
///
/// The letters are put into the classes of Soundex (Russell, US patent 1,261,167, 1918), and
/// vowels, h and repetitions are left out. Unlike in Soundex, the first letter is put into a class
/// too, f and v are apart from b and p, and the key is not cut. Before that, groups of letters that
/// stand for one sound are replaced, as in Metaphone (Philips, Computer Language 7:12, 1990); the
/// groups include those with which Russian and Arabic names are written in Latin letters.
struct PhoneticKey: Equatable {
  private(set) var text = ""

  /// Creates the key of a word that is folded and in lower case.
  init(_ word: String) {
    var rest = Substring(word)
    while let letter = rest.first {
      let isFirst = rest.startIndex == word.startIndex
      if let (group, sounds) = Self.groups.first(where: { rest.hasPrefix($0.letters) }) {
        rest.removeFirst(group.count)
        for sound in sounds { append(sound) }
      } else {
        rest.removeFirst()
        if Self.vowels.contains(letter) {
          // A vowel at the start of a word is heard, so it counts.
          if isFirst { append("a") }
        } else if letter != "h" {
          append(Self.classes[letter] ?? letter)
        }
      }
    }
  }

  private mutating func append(_ sound: Character) {
    if text.last != sound { text.append(sound) }
  }

  /// Letters that stand for one sound, and its class; longer ones come first.
  private static let groups: [(letters: String, sounds: String)] = [
    ("tsch", "s"), ("sch", "s"), ("ch", "s"), ("ck", "k"), ("cz", "s"), ("gh", "k"), ("kh", "k"),
    ("ph", "f"), ("qu", "kf"), ("sh", "s"), ("th", "t"), ("ts", "s"), ("tz", "s"), ("zh", "s"),
    ("x", "ks"),
  ]

  private static let vowels = Set("aeiouyj")

  private static let classes: [Character: Character] = [
    "b": "p", "v": "f", "w": "f", "c": "k", "g": "k", "q": "k", "z": "s", "d": "t", "n": "m",
  ]
}
