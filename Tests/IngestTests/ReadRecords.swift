@testable import Ingest
import Testing

/// The records that a reader finds in a file.
struct ReadRecords {
  /// Each record's article, or why there is none.
  var results: [Result<ArticleDraft, ReaderError>] = []
  /// The numbers of the records.
  var lines: [Int?] = []
  /// The error that kept the reader from the end of the file.
  var end: ReaderError?

  var drafts: [ArticleDraft] { results.compactMap { try? $0.get() } }
  var failures: [ReaderError] {
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
    let stream = ByteStream { target, _ throws(ReaderError) in
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
    var results: [Result<ArticleDraft, ReaderError>] = []
    var lines: [Int?] = []
    do {
      try reader(stream, settings) { record in
        lines.append(record.line)
        do throws(ReaderError) {
          results.append(.success(try record.draft()))
        } catch {
          results.append(.failure(error))
        }
      }
    } catch let error as ReaderError {
      end = error
    } catch {
      Issue.record("\(error)")
    }
    self.results = results
    self.lines = lines
  }
}

extension ByteStream {
  /// A stream of filler bytes between two texts; they are never all in memory.
  static func filled(_ start: String, filler: Int, end: String) -> ByteStream {
    var rest = filler
    var part = 0
    let chunk = Array(repeating: UInt8(ascii: "x"), count: 1 << 20)
    return ByteStream { bytes, count throws(ReaderError) in
      if part == 1 && rest > 0 {
        let size = min(rest, count, chunk.count)
        if size == chunk.count { bytes += chunk } else { bytes += chunk[..<size] }
        rest -= size
        return true
      }
      guard part != 1 || rest == 0 else { return true }
      part += 1
      switch part {
      case 1: bytes += start.utf8
      case 2: bytes += end.utf8
      default: return false
      }
      return true
    }
  }
}
