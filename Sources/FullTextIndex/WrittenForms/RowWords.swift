internal import Glibc
internal import SQLite
internal import Threading

/// Reads rows, and splits them into written words on several threads.
struct RowWords {
  /// The number of rows that are read before their words are delivered.
  private static let rowsAtOnce = 4_096
  /// The number of rows that a thread takes at once; fewer rows need no other thread.
  private static let rowsOfThread = 256

  private let connection: Connection
  private let pool: TokenizerPool

  init(_ connection: Connection, _ tokenizer: FormTokenizer) {
    self.connection = connection
    pool = TokenizerPool(specification: tokenizer.folding)
  }

  private struct Texts: Sendable {
    var rows: [UInt32] = []
    var texts: [String] = []
    /// The titles, each once for all consecutive rows that have it.
    var titles: [String] = []
    /// The index of the title of each row.
    var titleOfRow: [Int] = []

    mutating func append(_ row: UInt32, title: String, text: String) {
      // Titles that are canonically equivalent, and so equal as strings, may have different words.
      if titles.last?.utf8.elementsEqual(title.utf8) != true { titles.append(title) }
      rows.append(row)
      texts.append(text)
      titleOfRow.append(titles.count - 1)
    }
  }

  private struct Words: Sendable {
    var rows: [UInt32]
    /// The words of the title and of the text of each row.
    var columns: [[TokenizedText]] = []

    init(_ piece: Texts, _ pool: TokenizerPool) {
      rows = piece.rows
      let (titles, texts) = (pool.terms(of: piece.titles), pool.terms(of: piece.texts))
      guard titles.count == piece.titles.count, texts.count == rows.count else { return }
      columns = zip(piece.titleOfRow, texts).map { [titles[$0], $1] }
    }
  }

  /// Calls `body` with each of `rows` that exists, and the words of its title and text, in order.
  ///
  /// - Precondition: `rows` ascend.
  func forEach(
    _ rows: some RandomAccessCollection<UInt32>,
    _ body: (UInt32, [TokenizedText]) throws(IndexError) -> Void
  ) throws(IndexError) {
    var rest = rows[...]
    while !rest.isEmpty {
      try connection.checkIndexInterruption()
      let pieces = try texts(rest.prefix(Self.rowsAtOnce))
      rest = rest.dropFirst(Self.rowsAtOnce)
      try deliver(pieces, body)
    }
  }

  private func deliver(
    _ pieces: [Texts], _ body: (UInt32, [TokenizedText]) throws(IndexError) -> Void
  ) throws(IndexError) {
    let pool = pool
    func take(_ words: Words) throws(IndexError) {
      guard words.columns.count == words.rows.count else { throw .unsupportedFormat }
      for (row, columns) in zip(words.rows, words.columns) { try body(row, columns) }
    }
    guard pieces.count > 1 else {
      for piece in pieces { try take(Words(piece, pool)) }
      return
    }
    let work = OrderedWork<Words>(count: pieces.count) {
      { index in Words(pieces[index], pool) }
    }
    do {
      try work.run(jobs: min(pieces.count, Self.cores)) { words in try take(words) }
    } catch {
      throw error as? IndexError ?? .unsupportedFormat
    }
  }

  private static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Reads the texts of rows, in pieces for the threads.
  private func texts(_ rows: some RandomAccessCollection<UInt32>) throws(IndexError) -> [Texts] {
    var pieces: [Texts] = []
    var piece = Texts()
    for range in rows.runs {
      let statement = try mapErrors { () throws(SQLiteError) in
        try connection.statement(
          """
          SELECT passages.id, articles.title, passages.text
            FROM passages JOIN articles ON articles.id = passages.article_id
           WHERE passages.id BETWEEN ?1 AND ?2 ORDER BY passages.id
          """, [.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))])
      }
      defer { statement.reset() }
      while try mapErrors({ () throws(SQLiteError) in try statement.step() }) {
        piece.append(
          UInt32(statement.integer(at: 0)), title: statement.text(at: 1) ?? "",
          text: statement.text(at: 2) ?? "")
        if piece.rows.count == Self.rowsOfThread {
          pieces.append(piece)
          piece = Texts()
        }
      }
    }
    if !piece.rows.isEmpty { pieces.append(piece) }
    return pieces
  }
}

extension RandomAccessCollection where Element == UInt32 {
  /// The runs of consecutive values in ascending ones.
  fileprivate var runs: [ClosedRange<UInt32>] {
    var runs: [ClosedRange<UInt32>] = []
    for value in self {
      if let last = runs.last, last.upperBound + 1 == value {
        runs[runs.count - 1] = last.lowerBound...value
      } else {
        runs.append(value...value)
      }
    }
    return runs
  }
}
