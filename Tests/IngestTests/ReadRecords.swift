@testable import Ingest
import Testing

/// What a reader makes of a file.
struct ReadRecords {
  /// Each record's article, or why there is none.
  var results: [Result<ArticleDraft, ReadError>] = []
  /// The numbers of the records.
  var lines: [Int?] = []
  /// What kept the reader from the end of the file.
  var end: ReadError?

  var drafts: [ArticleDraft] { results.compactMap { try? $0.get() } }
  var failures: [ReadError] {
    results.compactMap { if case .failure(let error) = $0 { error } else { nil } }
  }
  var titles: [String?] { drafts.map(\.title) }

  typealias Reader = (ByteStream, ReaderSettings, @escaping RecordHandler) throws -> Void

  /// Reads `bytes`, which come `pieceSize` at a time.
  init(
    _ bytes: [UInt8], pieceSize: Int = 1 << 20, settings: ReaderSettings = ReaderSettings(),
    with reader: Reader
  ) {
    var rest = bytes[...]
    let stream = ByteStream { target, _ throws(ReadError) in
      target += rest.prefix(pieceSize)
      defer { rest = rest.dropFirst(pieceSize) }
      return !rest.isEmpty
    }
    self.init(stream, settings: settings, with: reader)
  }

  init(
    _ text: String, pieceSize: Int = 1 << 20, settings: ReaderSettings = ReaderSettings(),
    with reader: Reader
  ) {
    self.init(Array(text.utf8), pieceSize: pieceSize, settings: settings, with: reader)
  }

  init(_ stream: ByteStream, settings: ReaderSettings = ReaderSettings(), with reader: Reader) {
    var results: [Result<ArticleDraft, ReadError>] = []
    var lines: [Int?] = []
    do {
      try reader(stream, settings) { record in
        lines.append(record.line)
        do throws(ReadError) {
          results.append(.success(try record.draft()))
        } catch {
          results.append(.failure(error))
        }
      }
    } catch let error as ReadError {
      end = error
    } catch {
      Issue.record("\(error)")
    }
    self.results = results
    self.lines = lines
  }
}
