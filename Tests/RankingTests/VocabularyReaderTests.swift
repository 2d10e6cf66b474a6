import FullTextIndex
import Ranking
import SearchModel
import SQLite
import TestSupport
import Testing

struct VocabularyReaderTests {
  /// Returns the terms of all texts and their numbers of passages, by tokenizing the texts.
  private func model(_ connection: Connection) throws -> [String: Int] {
    let tokenizer = try connection.tokenizer("porter unicode61 remove_diacritics 2")
    let texts = try connection.rows("SELECT title, text FROM indexed_passages") { row in
      (row.text(at: 0) ?? "", row.text(at: 1) ?? "")
    }
    var model: [String: Int] = [:]
    for (title, text) in texts {
      let tokens = try tokenizer.tokens(of: title) + tokenizer.tokens(of: text)
      for term in Set(tokens.map(\.term)) { model[term, default: 0] += 1 }
    }
    return model
  }

  private func ascending(_ terms: some Sequence<String>) -> [String] {
    terms.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func terms(
    _ vocabulary: VocabularyReader, _ from: String = "", _ to: String? = nil, limit: Int = .max
  ) throws -> [String] {
    var found: [String] = []
    try vocabulary.forEachTerm(from: Array(from.utf8), to: to.map { Array($0.utf8) }) { term in
      found.append(String(decoding: term, as: UTF8.self))
      return found.count < limit
    }
    return found
  }

  private func compare(_ archive: inout RandomIndex, _ reader: RankingReader, _ place: Comment)
    throws
  {
    let model = try model(archive.connection)
    let vocabulary = try reader.vocabulary()
    let all = ascending(model.keys)
    #expect(try terms(vocabulary) == all, place)
    for (term, count) in model {
      #expect(try vocabulary.documentFrequency(of: term) == count, place)
      #expect(try vocabulary.documentFrequency(of: term, atMost: 3) == min(3, count), place)
    }
    #expect(try !vocabulary.contains("nowhere"), place)
    let bounds = ["", "a", "b", "bora", "bora0", "e", "z", "w1", "w2", "w33", "0"]
    for _ in 0..<20 {
      let from = bounds[archive.random.below(bounds.count)]
      let to = bounds[archive.random.below(bounds.count)]
      let expected = all.filter {
        !$0.utf8.lexicographicallyPrecedes(from.utf8) && $0.utf8.lexicographicallyPrecedes(to.utf8)
      }
      #expect(try terms(vocabulary, from, to) == expected, "\(place) \(from) to \(to)")
      #expect(try terms(vocabulary, from, to, limit: 1) == Array(expected.prefix(1)), place)
      let needle = ["a", "or", "3", "ap"][archive.random.below(4)]
      let holding = try vocabulary.terms(
        containing: Array(needle.utf8), from: Array(from.utf8), to: Array(to.utf8))
      let strings = holding.map { String(decoding: $0, as: UTF8.self) }
      #expect(strings == expected.filter { $0.contains(needle) }, place)
    }
  }

  /// Adds rows of rare words, so that there are many terms, and deletes some of these rows.
  private func scatter(_ archive: inout RandomIndex) throws {
    let connection = archive.connection
    for _ in 0..<5 {
      let words = (0..<40).map { _ in "w\(archive.random.below(3_000))" }
      try connection.execute("BEGIN")
      try connection.run(
        """
        INSERT INTO articles(id, location, docno, title, content_hash, added_at)
          SELECT n, n, n, 'scattered', '', '' FROM (SELECT 1000000 + count(*) AS n FROM articles)
        """)
      try connection.run(
        "INSERT INTO passages(article_id, ordinal, start, text) VALUES (?1, 1, 0, ?2)",
        [.integer(connection.lastInsertedRowID), .text(words.joined(separator: " "))])
      let id = connection.lastInsertedRowID
      try connection.run(
        "INSERT INTO passages_fts(rowid, title, text) SELECT * FROM indexed_passages WHERE id = ?1",
        [.integer(id)])
      if archive.random.chance(1, in: 2) { try connection.execute("COMMIT; BEGIN") }
      if archive.random.chance(1, in: 3) {
        try connection.run(
          """
          INSERT INTO passages_fts(passages_fts, rowid, title, text)
            SELECT 'delete', id, title, text FROM indexed_passages WHERE id = ?1
          """, [.integer(id)])
        try connection.run("DELETE FROM passages WHERE id = ?1", [.integer(id)])
      }
      try connection.execute("COMMIT")
    }
  }

  @Test(arguments: 1...20)
  func `the terms and their frequencies are those of the text`(number: Int) throws {
    let seed = firstSeed + number
    var archive = try RandomIndex(seed: seed)
    let reader = RankingReader(archive.connection)
    for round in 0..<4 {
      try archive.change(5)
      try scatter(&archive)
      try compare(&archive, reader, "seed \(seed), round \(round)")
    }
    let before = try reader.vocabulary().generation
    #expect(try reader.vocabulary().generation == before)
    try IndexMaintenance.optimize(archive.connection)
    try compare(&archive, reader, "seed \(seed), optimized")
    #expect(try reader.vocabulary().generation > before)
    // In one segment without deletions, FTS5's own table of terms must show the same.
    try archive.connection.execute(
      "CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'passages_fts', 'row')")
    let stock = try archive.connection.rows("SELECT term, doc FROM terms") { row in
      [row.text(at: 0) ?? "": Int(row.integer(at: 1))]
    }
    let vocabulary = try reader.vocabulary()
    #expect(try terms(vocabulary) == stock.flatMap(\.keys), "seed \(seed)")
    for entry in stock.flatMap({ $0 }) {
      #expect(try vocabulary.documentFrequency(of: entry.key) == entry.value, "seed \(seed)")
      let passages = try vocabulary.passages(with: entry.key, limit: 4)
      #expect(passages.count == min(4, entry.value) && passages == passages.sorted())
    }
  }

  /// Returns a copy of the tables of the index as ordinary tables, which can be written.
  private func copy(of archive: Connection) throws -> Connection {
    let copy = try Connection(path: ":memory:", access: .create)
    try copy.execute(
      """
      CREATE TABLE passages_fts_data(id INTEGER PRIMARY KEY, block BLOB);
      CREATE TABLE passages_fts_idx(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
      CREATE TABLE passages_fts_config(k PRIMARY KEY, v) WITHOUT ROWID;
      INSERT INTO passages_fts_config VALUES ('version', 4);
      CREATE TABLE posting_blocks_state(id, fingerprint);
      """)
    for (id, block) in try archive.rows(
      "SELECT id, block FROM passages_fts_data", [],
      { row in
        (row.integer(at: 0), row.bytes(at: 1))
      })
    {
      try copy.run(
        "INSERT INTO passages_fts_data VALUES (?1, ?2)", [.integer(id), .blob(block)])
    }
    for (segment, term, page) in try archive.rows(
      "SELECT * FROM passages_fts_idx", [],
      { row in
        (row.integer(at: 0), row.bytes(at: 1), row.integer(at: 2))
      })
    {
      try copy.run(
        "INSERT INTO passages_fts_idx VALUES (?1, ?2, ?3)",
        [.integer(segment), .blob(term), .integer(page)])
    }
    return copy
  }

  @Test func `damaged pages give an error or other terms, never a trap`() throws {
    var failures = 0
    for seed in 1...10 {
      var archive = try RandomIndex(seed: seed)
      try archive.change(6)
      try scatter(&archive)
      let damaged = try copy(of: archive.connection)
      let pages = try damaged.rows("SELECT id, block FROM passages_fts_data WHERE id > 1") { row in
        (row.integer(at: 0), row.bytes(at: 1))
      }
      for _ in 0..<60 {
        let (id, whole) = pages[archive.random.below(pages.count)]
        var bytes = whole
        for _ in 0...archive.random.below(3) where !bytes.isEmpty {
          bytes[archive.random.below(bytes.count)] = UInt8(archive.random.below(256))
        }
        let write = "UPDATE passages_fts_data SET block = ?2 WHERE id = ?1"
        try damaged.run(write, [.integer(id), .blob(bytes)])
        do throws(IndexError) {
          let vocabulary = try RankingReader(damaged).vocabulary()
          var last: [UInt8]?
          var isAscending = true
          try vocabulary.forEachTerm { term in
            if let last, !last.lexicographicallyPrecedes(term) { isAscending = false }
            last = term
            return isAscending
          }
          #expect(isAscending, "seed \(seed)")
        } catch {
          failures += 1
        }
        try damaged.run(write, [.integer(id), .blob(whole)])
      }
    }
    #expect(failures > 20)
  }
}
