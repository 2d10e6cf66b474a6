internal import SQLite
internal import TextAnalysis

/// A row of `term_variants`: a term of the index, and another spelling under which it is found.
///
/// Two rows are equal if their bytes are: canonically equivalent terms are different in the index.
struct TermVariant: Hashable {
  /// The other spelling, as the tokenizer folds it, or a part of the term.
  var folded: String
  var term: String

  static func == (left: TermVariant, right: TermVariant) -> Bool {
    left.folded.utf8.elementsEqual(right.folded.utf8)
      && left.term.utf8.elementsEqual(right.term.utf8)
  }

  func hash(into hasher: inout Hasher) {
    for var text in [folded, term] {
      text.withUTF8 { utf8 in hasher.combine(bytes: UnsafeRawBufferPointer(utf8)) }
    }
  }
}

/// Collects the rows of `term_variants` for the terms in texts.
///
/// - Complexity: O(n) in the bytes of a text; ASCII is skipped eight bytes at a time.
struct TermVariantCollector {
  private let tokenizer: Tokenizer
  private let spellings: SpellingKeys
  /// Pieces of text that have been examined.
  private var seen: Set<[UInt8]> = []
  private static let maxSeen = 200_000

  /// The variants found so far; the caller empties the set after storing them.
  var found: Set<TermVariant> = []

  init(_ connection: Connection) throws(SQLiteError) {
    tokenizer = try connection.tokenizer(Archive.tokenizer)
    spellings = SpellingKeys(tokenizer)
  }

  /// Examines pieces of text that `collectPieces` found.
  mutating func add(pieces: [String]) throws(SQLiteError) {
    for piece in pieces { try add(piece: piece) }
  }

  /// Examines a text in UTF-8.
  mutating func add(_ utf8: [UInt8]) throws(SQLiteError) {
    var pieces: [String] = []
    utf8.withUnsafeBufferPointer { utf8 in Self.collectPieces(utf8, &pieces) }
    try add(pieces: pieces)
  }

  /// Appends to `pieces` the pieces of a text that may have spelling variants.
  static func collectPieces(of text: String, _ pieces: inout [String]) {
    var text = text
    text.withUTF8 { utf8 in collectPieces(utf8, &pieces) }
  }

  private mutating func add(piece: String) throws(SQLiteError) {
    if seen.count > Self.maxSeen { seen = [] }
    let utf8 = Array(piece.utf8)
    guard seen.insert(utf8).inserted else { return }
    for token in try tokenizer.tokens(of: piece) {
      let surface = String(decoding: utf8[token.range], as: UTF8.self)
      if UnspacedScript.isIn(surface) {
        try add(mixed: token.term, surface)
      } else {
        add(try spellings.keys(of: surface), token.term)
      }
    }
  }

  private mutating func add(_ keys: [String], _ term: String) {
    for key in keys where key != term { found.insert(TermVariant(folded: key, term: term)) }
  }

  /// Adds the parts of a term in a script without spaces.
  ///
  /// The search scans all terms that start with such a script, so a term that starts with it needs
  /// rows only for its runs of other scripts, unless it has shapes that are folded.
  private mutating func add(mixed term: String, _ surface: String) throws(SQLiteError) {
    for run in try spellings.runs(in: surface) { add(run.keys, term) }
    let folded = DeepFolding.fold(term)
    let isScanned = term.unicodeScalars.first.map(UnspacedScript.contains) ?? false
    if !isScanned || !folded.utf8.elementsEqual(term.utf8) {
      add(UnspacedScript.runs(in: folded), term)
    }
  }

  // MARK: Finding pieces

  /// Splits the text at separators, and appends to `pieces` each part that contains a special
  /// letter, or in which a script without spaces meets a letter or digit of another one.
  private static func collectPieces(_ utf8: UnsafeBufferPointer<UInt8>, _ pieces: inout [String]) {
    var index = 0
    var start = 0
    var last: UInt32 = 0x20
    while index < utf8.count {
      // ASCII needs a look only after a script without spaces.
      if utf8[index] < 0x80, !isUnspaced(last) {
        index = endOfASCII(utf8, from: index)
        last = UInt32(utf8[index - 1])
        continue
      }
      let (value, length) = scalar(utf8, index)
      if value < 0x80 ? isSeparator(UInt8(value)) : isSeparator(value) {
        start = index + length
      } else if LetterFolding.isSpecial(value) || isSeam(value, after: last) {
        var first = index
        while first > start, !isSeparator(utf8[first - 1]) { first -= 1 }
        let end = endOfPiece(utf8, index)
        pieces.append(String(decoding: utf8[first..<end], as: UTF8.self))
        index = end
        start = end
        last = 0x20
        continue
      }
      last = value
      index += length
    }
  }

  /// True if one of two adjacent scalars is in a script without spaces, and the other one may be a
  /// letter or digit of another script.
  private static func isSeam(_ value: UInt32, after last: UInt32) -> Bool {
    isUnspaced(value) ? isOtherLetter(last) : isUnspaced(last) && isOtherLetter(value)
  }

  private static func isUnspaced(_ value: UInt32) -> Bool {
    Unicode.Scalar(value).map { UnspacedScript.contains($0) } ?? false
  }

  /// True if a scalar may be part of a token and is not in a script without spaces.
  private static func isOtherLetter(_ value: UInt32) -> Bool {
    value < 0x80 ? !isSeparator(UInt8(value)) : !isSeparator(value) && !isUnspaced(value)
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...:
      false
    default: true
    }
  }

  /// True if a scalar outside ASCII is a common separator.
  ///
  /// Splitting at these keeps the pieces of a Chinese paragraph short. The list need not be
  /// complete, because the tokenizer splits the pieces again.
  private static func isSeparator(_ value: UInt32) -> Bool {
    switch value {
    case 0xA0, 0x2010...0x2060, 0x3000...0x3003, 0x3008...0x3020, 0xFF01...0xFF0F, 0xFF1A...0xFF20:
      true
    default: false
    }
  }

  private static func endOfPiece(_ utf8: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < utf8.count {
      if utf8[index] < 0x80 {
        if isSeparator(utf8[index]) { return index }
        index += 1
      } else {
        let (value, length) = scalar(utf8, index)
        if isSeparator(value) { return index }
        index += length
      }
    }
    return index
  }

  /// Returns the scalar at `index` and its length in bytes; U+FFFD and one byte if there is no
  /// complete scalar.
  private static func scalar(
    _ utf8: UnsafeBufferPointer<UInt8>, _ index: Int
  ) -> (value: UInt32, length: Int) {
    let lead = utf8[index]
    if lead < 0x80 { return (UInt32(lead), 1) }
    let length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC0, index + length <= utf8.count else { return (0xFFFD, 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length { value = value << 6 | UInt32(utf8[index + offset] & 0x3F) }
    return (value, length)
  }
}

/// Maintains the table `term_variants`.
enum TermVariantTable {
  /// Adds the rows that the table does not have yet.
  static func add(_ variants: Set<TermVariant>, in connection: Connection) throws(SQLiteError) {
    let ordered = variants.sorted { ($0.folded, $0.term) < ($1.folded, $1.term) }
    for variant in ordered {
      try connection.run(
        "INSERT OR IGNORE INTO term_variants(folded, term) VALUES (?1, ?2)",
        [.text(variant.folded), .text(variant.term)])
    }
  }

  /// Rebuilds the table from the texts, including texts that other programs have added.
  static func rebuild(in connection: Connection) throws(SQLiteError) {
    let made = try make(connection)
    let stored = try stored(connection)
    for variant in stored.subtracting(made) {
      try connection.run(
        "DELETE FROM term_variants WHERE folded = ?1 AND term = ?2",
        [.text(variant.folded), .text(variant.term)])
    }
    try add(made.subtracting(stored), in: connection)
  }

  /// True if the table contains all variants in the texts; extra rows do no harm.
  static func verify(in connection: Connection) throws(SQLiteError) -> Bool {
    try make(connection).isSubset(of: stored(connection))
  }

  private static func make(_ connection: Connection) throws(SQLiteError) -> Set<TermVariant> {
    var collector = try TermVariantCollector(connection)
    for sql in ["SELECT title FROM articles", "SELECT text FROM passages"] {
      let statement = try connection.statement(sql)
      while try statement.step() { try collector.add(statement.bytes(at: 0)) }
    }
    return collector.found
  }

  private static func stored(_ connection: Connection) throws(SQLiteError) -> Set<TermVariant> {
    Set(
      try connection.rows("SELECT folded, term FROM term_variants") { row in
        TermVariant(folded: row.text(at: 0) ?? "", term: row.text(at: 1) ?? "")
      })
  }
}
