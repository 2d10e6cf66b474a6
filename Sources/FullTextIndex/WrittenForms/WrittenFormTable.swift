public import SQLite

/// The side tables of written forms: for each word in the texts its stem, and for all forms of a
/// stem but one, the rows that contain it.
///
/// The index contains only stems. With these tables, a search finds the passages that contain a word
/// in a certain form without reading their texts. See `FormRole`, `FormChunk` and `FormGroup` for
/// the format.
public enum WrittenFormTable {
  /// The number of new rows for which `update` pays, because each search has to read them.
  public static let manyRows = 5_000

  /// Returns the number of rows that the tables do not cover, or 0 if there are no tables.
  public static func uncoveredCount(
    in connection: Connection, _ tokenizer: FormTokenizer
  ) throws(IndexError) -> Int {
    guard try hasTables(connection) else { return 0 }
    let forms = try WrittenForms(connection, tokenizer)
    return try WrittenForms.uncoveredRows(forms, connection).count
  }

  /// Adds the rows that the tables do not cover, or builds the tables if they are missing, damaged or
  /// outdated.
  ///
  /// - Precondition: The connection is in a transaction that may write.
  /// - Complexity: O(n) in the size of the tables, and in the texts of the added rows.
  public static func update(
    in connection: Connection, _ tokenizer: FormTokenizer
  ) throws(IndexError) {
    guard try hasTables(connection) else { return }
    do throws(IndexError) {
      guard let forms = try WrittenForms(connection, tokenizer) else {
        return try rebuild(in: connection, tokenizer)
      }
      let rows = try WrittenForms.uncoveredRows(forms, connection)
      guard !rows.isEmpty else { return }
      let old = try StoredForms(forms)
      try write(old, rows, in: connection, tokenizer)
    } catch {
      guard error == .corrupt(.writtenForms) else { throw error }
      try rebuild(in: connection, tokenizer)
    }
  }

  private static func rebuild(
    in connection: Connection, _ tokenizer: FormTokenizer
  ) throws(IndexError) {
    let rows = try WrittenForms.uncoveredRows(nil, connection)
    try write(nil, rows, in: connection, tokenizer)
  }

  /// Marks the tables as missing.
  public static func discard(in connection: Connection) throws(SQLiteError) {
    guard try WrittenForms.hasTables(connection) else { return }
    try connection.execute("DELETE FROM written_forms_state")
  }

  private static func hasTables(_ connection: Connection) throws(IndexError) -> Bool {
    try mapErrors { () throws(SQLiteError) in try WrittenForms.hasTables(connection) }
  }

  // MARK: Writing

  /// Writes the tables: the postings of `old`, and those of `rows`, which replace them in these rows.
  private static func write(
    _ old: StoredForms?, _ rows: [UInt32], in connection: Connection, _ tokenizer: FormTokenizer
  ) throws(IndexError) {
    let words = RowWords(connection, tokenizer)
    var collector = try startingForms(old, rows, words, FormStemmer(tokenizer, connection))
    try words.forEach(rows) { (row, columns) throws(IndexError) in
      try collector.add(row, columns)
    }
    var lists = collector.lists.map(\.bytes)
    if let old {
      let live = try LiveRows(connection, without: rows)
      for (form, list) in old.lists {
        guard let new = FormPostings(lists[form], upTo: .max) else { throw .unsupportedFormat }
        lists[form] = try list.filter { (row, _) in live.contains(row) }.adding(new).encoded
      }
    }
    try clear(connection)
    let size = try write(collector, lists, connection)
    try mapErrors { () throws(SQLiteError) in
      let last = max(Int64(old?.lastRow ?? 0), Int64(rows.last ?? 0))
      try connection.run(
        "INSERT INTO written_forms_state(id, last_row, tokenizer, size) VALUES (1, ?1, ?2, ?3)",
        [.integer(last), .text(tokenizer.index), .integer(size)])
    }
  }

  private static func clear(_ connection: Connection) throws(IndexError) {
    try mapErrors { () throws(SQLiteError) in
      try connection.execute(
        """
        DELETE FROM written_forms_state;
        DELETE FROM written_form_changes;
        DELETE FROM written_forms;
        DELETE FROM written_form_postings;
        """)
    }
  }

  /// Returns a collector with the words and dominant forms to start with.
  ///
  /// If there are none yet, those that are dominant in a sample of the rows.
  private static func startingForms(
    _ old: StoredForms?, _ rows: [UInt32], _ words: RowWords, _ stemmer: FormStemmer
  ) throws(IndexError) -> FormCollector {
    if let old { return old.collector(stemmer) }
    var sample = FormCollector(stemmer, collectsAll: true)
    let step = max(1, rows.count / maxSample)
    let sampled = stride(from: 0, to: rows.count, by: step).map { rows[$0] }
    try words.forEach(sampled) { (row, columns) throws(IndexError) in
      try sample.add(row, columns)
    }
    var longest = Array(repeating: -1, count: sample.stems.count)
    for form in 0..<sample.forms.count {
      let stem = Int(sample.stemOfForm[form])
      if longest[stem] < 0
        || sample.lists[longest[stem]].bytes.count < sample.lists[form].bytes.count
      {
        longest[stem] = form
      }
    }
    var collector = FormCollector(stemmer)
    for (stem, form) in longest.enumerated() where form >= 0 {
      collector.add(Array(sample.forms[form]), stem: Array(sample.stems[stem]), isDominant: true)
    }
    return collector
  }

  /// The number of rows from which the dominant forms are chosen; for a rarer stem, its first form is
  /// the dominant one.
  private static let maxSample = 20_000

  /// Writes words and groups.
  ///
  /// - Returns: The number of bytes of all groups.
  private static func write(
    _ collector: FormCollector, _ lists: [[UInt8]], _ connection: Connection
  ) throws(IndexError) -> Int {
    let others = collector.others.map { $0.filter { !lists[$0].isEmpty } }
    let order = collector.forms.sorted()
    var pages = FormPages.Writer(connection)
    var offsets = Array(repeating: (offset: 0, size: 0), count: others.count)
    for form in order where collector.isDominant(form) {
      let stem = Int(collector.stemOfForm[form])
      guard !others[stem].isEmpty else { continue }
      let group = FormGroup.encode(
        others[stem].map { (Array(collector.forms[$0]), lists[$0]) },
        stem: Array(collector.stems[stem]))
      offsets[stem] = (pages.count, group.count)
      try pages.append(group)
    }
    try pages.finish()
    var chunk = FormChunk(nextGroup: 0)
    var nextGroup = 0
    for form in order {
      let stem = Int(collector.stemOfForm[form])
      let (offset, size) = offsets[stem]
      let role: FormRole
      if !collector.isDominant(form) {
        if lists[form].isEmpty { continue }
        role = .other(offset: offset)
      } else if others[stem].isEmpty {
        role = .only
      } else {
        role = .dominant(others: others[stem].count, offset: offset, size: size)
        nextGroup = offset + size
      }
      chunk.append(Array(collector.forms[form]), stem: Array(collector.stems[stem]), role)
      if chunk.isFull {
        try write(chunk, connection)
        chunk = FormChunk(nextGroup: nextGroup)
      }
    }
    if !chunk.isEmpty { try write(chunk, connection) }
    return pages.count
  }

  private static func write(_ chunk: FormChunk, _ connection: Connection) throws(IndexError) {
    try mapErrors { () throws(SQLiteError) in
      try connection.run(
        "INSERT INTO written_forms(first_form, forms) VALUES (?1, ?2)",
        [.blob(chunk.first), .blob(chunk.sealed)])
    }
  }
}
