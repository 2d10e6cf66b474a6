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
    /// The title and the text of each row.
    var texts: [String] = []
  }

  private struct Words: Sendable {
    var rows: [UInt32]
    var words: [TokenizedText]
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
      guard words.words.count == 2 * words.rows.count else { throw .unsupportedFormat }
      for (index, row) in words.rows.enumerated() {
        try body(row, [words.words[2 * index], words.words[2 * index + 1]])
      }
    }
    guard pieces.count > 1 else {
      for piece in pieces { try take(Words(rows: piece.rows, words: pool.terms(of: piece.texts))) }
      return
    }
    let work = OrderedWork<Words>(count: pieces.count) {
      { index in
        let piece = pieces[index]
        return Words(rows: piece.rows, words: pool.terms(of: piece.texts))
      }
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
        piece.rows.append(UInt32(statement.integer(at: 0)))
        piece.texts.append(statement.text(at: 1) ?? "")
        piece.texts.append(statement.text(at: 2) ?? "")
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
