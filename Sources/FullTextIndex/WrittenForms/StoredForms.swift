public import SQLite

/// All words and postings of the tables of written forms, in memory.
struct StoredForms {
  /// A word with its stem.
  private struct Form {
    var form: [UInt8]
    var stem: [UInt8]
    var isDominant: Bool
  }

  let lastRow: UInt32
  private var forms: [Form] = []
  /// The postings of the forms that are not dominant, by the number that `collector` gives the form.
  private(set) var lists: [Int: FormPostings] = [:]

  /// Reads the tables.
  ///
  /// - Throws: `corrupt(.writtenForms)`, if they contradict themselves.
  init(_ tables: WrittenForms) throws(IndexError) {
    lastRow = tables.lastRow
    var numbers: [Int: [[UInt8]: Int]] = [:]
    var groups: [(offset: Int, stem: [UInt8], others: Int)] = []
    var end = 0
    var forms: [Form] = []
    var before: [UInt8] = []
    try tables.forEachForm(from: []) { (reader) throws(IndexError) in
      guard before.lexicographicallyPrecedes(reader.form) else { throw .corrupt(.writtenForms) }
      before = reader.form
      var isDominant = true
      switch reader.role {
      case .only: break
      case .dominant(let others, let offset, let size):
        guard offset == end else { throw .corrupt(.writtenForms) }
        end += size
        groups.append((offset, reader.stem, others))
      case .other(let offset):
        isDominant = false
        numbers[offset, default: [:]][reader.form] = forms.count
      }
      forms.append(Form(form: reader.form, stem: reader.stem, isDominant: isDominant))
    }
    self.forms = forms
    guard end == tables.pages.count, numbers.count == groups.count else {
      throw .corrupt(.writtenForms)
    }
    for (offset, stem, others) in groups {
      let group = try tables.pages.group(at: offset, stem: stem)
      guard let numbers = numbers[offset], group.others.count == others, numbers.count == others
      else { throw .corrupt(.writtenForms) }
      for (form, list) in group.others {
        guard let number = numbers[form], forms[number].stem == stem else {
          throw .corrupt(.writtenForms)
        }
        lists[number] = try tables.postings(list)
      }
    }
  }

  /// Returns a collector that has all words, in order, and no postings.
  func collector(_ stemmer: FormStemmer) -> FormCollector {
    var collector = FormCollector(stemmer)
    for form in forms {
      collector.add(form.form, stem: form.stem, isDominant: form.isDominant)
    }
    return collector
  }

  /// Returns true if each stem is that of its word, and has one dominant form.
  func stemsAreRight(_ stemmer: FormStemmer) throws(IndexError) -> Bool {
    var dominated: Set<[UInt8]> = []
    for form in forms {
      guard try stemmer.stem(form.form) == form.stem else { return false }
      if form.isDominant, !dominated.insert(form.stem).inserted { return false }
    }
    return forms.allSatisfy { dominated.contains($0.stem) }
  }

  /// The number of words.
  var count: Int { forms.count }
}

/// The rows that exist, without some of them.
struct LiveRows {
  private let words: [UInt64]
  /// A row that is not lower than any of them.
  var limit: UInt32 { UInt32(words.count << 6) }

  init(_ connection: Connection, without rows: [UInt32]) throws(IndexError) {
    let ids = try mapErrors { () throws(SQLiteError) in
      try connection.rows("SELECT id FROM passages ORDER BY id") { row in row.integer(at: 0) }
    }
    // The set has a bit for each id.
    let last = try PassageIDs.last(in: connection)
    var words = Array(repeating: UInt64(0), count: Int(last) / 64 + 1)
    for id in ids { words[Int(id) / 64] |= 1 << UInt64(id % 64) }
    for row in rows where Int(row) / 64 < words.count {
      words[Int(row) / 64] &= ~(1 << UInt64(row % 64))
    }
    self.words = words
  }

  func contains(_ row: UInt32) -> Bool {
    let word = Int(row) / 64
    return word < words.count && words[word] >> UInt64(row % 64) & 1 != 0
  }
}

extension WrittenFormTable {
  /// Returns false if the tables claim to be current but differ from the texts.
  ///
  /// - Complexity: O(n) in the texts.
  public static func verify(
    in connection: Connection, _ tokenizer: FormTokenizer
  ) throws(IndexError) -> Bool {
    do throws(IndexError) {
      guard let tables = try WrittenForms(connection, tokenizer) else { return true }
      let stored = try StoredForms(tables)
      let stemmer = try FormStemmer(tokenizer, connection)
      guard try stored.stemsAreRight(stemmer) else { return false }
      let live = try LiveRows(
        connection, without: WrittenForms.uncoveredRows(tables, connection))
      var collector = stored.collector(stemmer)
      let rows = (1...max(1, min(tables.lastRow, live.limit))).filter(live.contains)
      try RowWords(connection, tokenizer).forEach(rows) { (row, columns) throws(IndexError) in
        try collector.add(row, columns)
      }
      guard collector.forms.count == stored.count else { return false }
      for form in 0..<stored.count where !collector.isDominant(form) {
        let list = try (stored.lists[form] ?? FormPostings()).filter { (row, _) in
          live.contains(row)
        }
        if list.encoded != collector.lists[form].bytes { return false }
      }
      return true
    } catch {
      guard error == .corrupt(.writtenForms) else { throw error }
      return false
    }
  }
}
