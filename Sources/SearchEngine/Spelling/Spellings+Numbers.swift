internal import Ranking

/// Numbers of books and telephones, whose digits texts write in groups or together.
extension Spellings {
  /// The maximum number of ways to split a number that are looked up.
  private static let maxSplits = 40

  /// Adds the other ways to write a number that the index contains.
  func add(
    _ number: DigitGroups, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    for (prefix, rest) in number.isbns {
      try add(prefix + rest, to: &forms, lexicon)
      if !prefix.isEmpty {
        try add(prefix + " " + rest, to: &forms, lexicon)
        try add(Self.underBarCode(prefix + rest), to: &forms, lexicon)
      }
      // The groups are the country, the publisher, the title and the check digit.
      for split in try splits(of: rest, into: 4, shortest: 1, lexicon) {
        try add(prefix + " " + split, to: &forms, lexicon)
      }
    }
    guard number.isTelephone, !(number.isISBN && number.digits.utf8.count == 13) else { return }
    try addSplits(of: number.digits, to: &forms, lexicon)
    if let national = number.nationalDigits {
      try addSplits(of: "0" + national, to: &forms, lexicon)
    } else if number.digits.hasPrefix("0"), !number.digits.hasPrefix("00") {
      try addInternational(number, to: &forms, lexicon)
    }
  }

  /// Returns the 13 digits of an ISBN in the groups below a bar code: 9 782702 182819.
  private static func underBarCode(_ digits: String) -> String {
    "\(digits.prefix(1)) \(digits.dropFirst().prefix(6)) \(digits.dropFirst(7))"
  }

  /// Adds 30 901820 for 030/901820, which is how the number ends after the code of a country.
  ///
  /// Shorter numbers could be anything.
  private func addInternational(
    _ number: DigitGroups, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    guard number.groups.count > 1, number.digits.utf8.count >= 8,
      let area = number.groups.first?.dropFirst(), !area.isEmpty
    else { return }
    let text = ([String(area)] + number.groups.dropFirst()).joined(separator: " ")
    try add(text, to: &forms, lexicon)
  }

  /// Adds the digits of a telephone number in one group, and in the groups that the index contains.
  private func addSplits(
    of digits: String, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    try add(digits, to: &forms, lexicon)
    for split in try splits(of: digits, into: 5, shortest: 2, lexicon)
    where !Self.isRangeOfYears(split) {
      try add(split, to: &forms, lexicon)
    }
  }

  /// True for two years, which are a range rather than a telephone number.
  private static func isRangeOfYears(_ split: String) -> Bool {
    let groups = split.split(separator: " ").compactMap { Int($0) }
    return groups.count == 2 && groups.allSatisfy((1_000...2_100).contains)
  }

  /// Returns the ways to split digits into at most `count` terms of the index, with spaces between
  /// them.
  ///
  /// The first group may have a single digit, the others have at least `shortest`. In an archive
  /// that contains all short numbers, there are many ways; those with few groups come first.
  private func splits(
    of digits: String, into count: Int, shortest: Int, _ lexicon: Lexicon
  ) throws -> [String] {
    let digits = Array(digits.lowercased().utf8)
    var splits: [[String]] = []
    func split(from start: Int, _ groups: [String]) throws {
      if start == digits.count, groups.count > 1 { splits.append(groups) }
      guard groups.count < count else { return }
      for length in stride(
        from: groups.isEmpty ? 1 : shortest, through: min(8, digits.count - start), by: 1)
      {
        let group = String(decoding: digits[start..<start + length], as: UTF8.self)
        if try lexicon.contains(group) { try split(from: start + length, groups + [group]) }
      }
    }
    try split(from: 0, [])
    return splits.sorted { $0.count < $1.count }.prefix(Self.maxSplits)
      .map { $0.joined(separator: " ") }
  }

  /// A word in more passages than this is joined only to a number or a letter: its postings would
  /// have to be merged with those of the joined word, which takes a millisecond for 10,000.
  private static let maxJoinedFrequency = 2_000

  private func isRare(_ word: String, _ lexicon: Lexicon) throws -> Bool {
    let limit = Self.maxJoinedFrequency + 1
    return try terms(of: word).allSatisfy {
      try lexicon.documentFrequency(of: $0, atMost: limit) < limit
    }
  }

  /// Returns the forms in which adjacent words may be written as one word or number.
  ///
  /// - Complexity: Usually one lookup.
  func forms(ofJoined words: [String]) throws -> WordForms {
    try cached(.words(words)) { lexicon in
      var forms = WordForms(forms: [])
      let text = words.joined(separator: " ")
      if let number = DigitGroups(text) {
        try add(number, to: &forms, lexicon)
      }
      for grouping in Quantity.otherGroupings(of: text) {
        try add(grouping, to: &forms, lexicon)
      }
      if words.count == 2, let word = SpellingRules.joined(words[0], words[1]),
        try SpellingRules.isUsuallyJoined(words[0], words[1])
          || words.allSatisfy({ word in
            try isRare(word, lexicon)
          })
      {
        try add(word, to: &forms, lexicon)
      }
      if words.count == 2, let amount = Quantity(Array(text.unicodeScalars)), amount.hasUnit {
        for alternative in amount.alternatives { try add(alternative, to: &forms, lexicon) }
      }
      try addChoices(to: &forms, lexicon)
      return forms
    }
  }
}
