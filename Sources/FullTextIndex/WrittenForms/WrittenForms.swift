package import SQLite

/// The table of written forms, as a search reads it.
///
/// It describes the rows up to `lastRow`, except those that have been changed since. Rows that have
/// been deleted may still be in its lists.
package struct WrittenForms {
  let connection: Connection
  let pages: FormPages
  /// The highest row that the table covers.
  package let lastRow: UInt32

  /// Creates a reader; nil if there is no table that was built with this tokenizer.
  package init?(_ connection: Connection, _ tokenizer: FormTokenizer) throws(IndexError) {
    guard let state = try State(connection), state.tokenizer == tokenizer.index else { return nil }
    guard state.lastRow >= 0, state.lastRow < Int64(UInt32.max), state.size >= 0,
      state.size < 1 << 48
    else { throw .corrupt(.writtenForms) }
    self.connection = connection
    lastRow = UInt32(state.lastRow)
    pages = FormPages(connection, count: Int(state.size))
  }

  /// The row of `written_forms_state`.
  private struct State {
    var lastRow: Int64
    var tokenizer: String
    var size: Int64

    /// Reads the row; nil if there is none.
    init?(_ connection: Connection) throws(IndexError) {
      let found = try mapErrors { () throws(SQLiteError) -> (Int64, String, Int64)? in
        guard try WrittenForms.hasTables(connection) else { return nil }
        return try connection.first(
          "SELECT last_row, tokenizer, size FROM written_forms_state WHERE id = 1"
        ) { row in (row.integer(at: 0), row.text(at: 1) ?? "", row.integer(at: 2)) }
      }
      guard let found else { return nil }
      (lastRow, tokenizer, size) = found
    }
  }

  /// True if the archive has the tables; those of earlier versions do not.
  static func hasTables(_ connection: Connection) throws(SQLiteError) -> Bool {
    try connection.first(
      "SELECT count(*) = 4 FROM sqlite_schema WHERE name GLOB 'written_form*' AND type = 'table'"
    ) { row in row.integer(at: 0) == 1 } ?? false
  }

  /// Returns the rows of an archive that the table does not cover, ascending.
  ///
  /// Some of them may have been deleted.
  package static func uncoveredRows(
    _ forms: WrittenForms?, _ connection: Connection
  ) throws(IndexError) -> [UInt32] {
    let ids = try mapErrors { () throws(SQLiteError) in
      var ids: [Int64] = []
      if let forms {
        ids = try connection.rows(
          "SELECT id FROM written_form_changes WHERE id <= ?1 ORDER BY id",
          [.integer(Int64(forms.lastRow))]
        ) { row in row.integer(at: 0) }
      }
      return ids
        + (try connection.rows(
          "SELECT id FROM passages WHERE id > ?1 ORDER BY id",
          [.integer(Int64(forms?.lastRow ?? 0))]
        ) { row in row.integer(at: 0) })
    }
    guard ids.allSatisfy(PassageIDs.range.contains) else { throw .corrupt(.passageIDs) }
    return ids.map { UInt32($0) }
  }

  // MARK: Words

  /// Calls `body` with a reader at each word that starts with `start`, in order.
  func forEachForm(
    from start: [UInt8], _ body: (FormChunkReader) throws(IndexError) -> Void
  ) throws(IndexError) {
    let chunks = try mapErrors { () throws(SQLiteError) in
      guard !start.isEmpty else {
        return try connection.rows(
          "SELECT forms, first_form FROM written_forms ORDER BY first_form"
        ) { row in (bytes: row.bytes(at: 0), first: row.bytes(at: 1)) }
      }
      // No word contains the byte 0xFF.
      return try connection.rows(
        """
        SELECT forms, first_form FROM written_forms
         WHERE first_form < ?2 AND first_form >= coalesce(
               (SELECT max(first_form) FROM written_forms WHERE first_form <= ?1), x'')
         ORDER BY first_form
        """, [.blob(start), .blob(start + [0xff])]
      ) { row in (bytes: row.bytes(at: 0), first: row.bytes(at: 1)) }
    }
    if chunks.isEmpty { try checkThatTableIsFilled() }
    for chunk in chunks {
      try connection.checkIndexInterruption()
      var reader = try FormChunkReader(chunk.bytes, first: chunk.first)
      while try reader.next() {
        if reader.form.starts(with: start) { try body(reader) }
      }
    }
  }

  /// Throws if there are no words although the table covers rows: somebody has emptied it.
  private func checkThatTableIsFilled() throws(IndexError) {
    let isFilled = try mapErrors { () throws(SQLiteError) in
      try connection.first("SELECT EXISTS (SELECT 1 FROM written_forms)") { $0.integer(at: 0) == 1 }
    }
    guard isFilled == true || lastRow == 0 else { throw .corrupt(.writtenForms) }
  }

  /// Returns the postings in a range of the pages.
  package func postings(_ range: Range<Int>) throws(IndexError) -> FormPostings {
    guard let postings = FormPostings(try pages.bytes(range), upTo: lastRow) else {
      throw .corrupt(.writtenForms)
    }
    return postings
  }
}

/// The words that match a pattern, by their stems.
package struct FormMatches {
  /// A stem of which only some forms match.
  package struct Part {
    package var stem: [UInt8]
    /// The lists that add up to the postings of the matching forms, or, if `isRest`, the lists that
    /// have to be subtracted from the postings of the stem.
    package var lists: [Range<Int>] = []
    package var isRest: Bool
  }

  /// The stems of which all forms match.
  package var stems: [[UInt8]] = []
  package var parts: [Part] = []

  package init() {}
}

extension WrittenForms {
  /// A group with a matching form.
  private struct Found {
    var stem: [UInt8]
    /// The number of other forms if the dominant form matches.
    var others: Int?
    var matches = 0
  }

  /// Returns the words that match a pattern.
  ///
  /// - Complexity: O(n) in the bytes of the words that start like the pattern.
  package func matches(_ pattern: FormPattern) throws(IndexError) -> FormMatches {
    var matches = FormMatches()
    var groups: [Int: Found] = [:]
    try forEachForm(from: pattern.start) { (reader) throws(IndexError) in
      guard pattern.matches(reader.form) else { return }
      switch reader.role {
      case .only: matches.stems.append(reader.stem)
      case .dominant(let others, let offset, _):
        groups[offset, default: Found(stem: reader.stem)].others = others
      case .other(let offset):
        groups[offset, default: Found(stem: reader.stem)].matches += 1
      }
    }
    for (offset, found) in groups.sorted(by: { $0.key < $1.key }) {
      if found.matches == found.others {
        matches.stems.append(found.stem)
      } else {
        matches.parts.append(try part(of: found, at: offset, pattern))
      }
    }
    return matches
  }

  private func part(
    of found: Found, at offset: Int, _ pattern: FormPattern
  ) throws(IndexError) -> FormMatches.Part {
    let group = try pages.group(at: offset, stem: found.stem)
    let matching = group.others.filter { pattern.matches($0.form) }
    guard matching.count == found.matches,
      (found.others ?? group.others.count) == group.others.count
    else { throw .corrupt(.writtenForms) }
    let isRest = found.others != nil
    let lists = isRest ? group.others.filter { !pattern.matches($0.form) } : matching
    return FormMatches.Part(stem: found.stem, lists: lists.map(\.list), isRest: isRest)
  }
}
