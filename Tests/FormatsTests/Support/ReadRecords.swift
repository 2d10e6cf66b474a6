@testable import Formats
import Testing

/// The records that the public interface of Formats finds in a file.
struct ReadRecords {
  /// For each record, its article or its error.
  var results: [Result<ArticleDraft, ReadError>] = []
  /// The numbers of the records.
  var lines: [Int?] = []
  /// The error that kept the reader from reaching the end of the file.
  var end: ReadError?

  var drafts: [ArticleDraft] { results.compactMap { try? $0.get() } }
  var failures: [ReadError] {
    results.compactMap { if case .failure(let error) = $0 { error } else { nil } }
  }
  var titles: [String?] { drafts.map(\.title) }

  /// Reads `bytes` in pieces of `pieceSize`.
  init(
    _ bytes: [UInt8], pieceSize: Int = 1 << 20, settings: ReaderSettings = ReaderSettings(),
    named name: String
  ) {
    var rest = bytes[...]
    let stream = ByteStream { target, _ throws(ReadError) in
      target += rest.prefix(pieceSize)
      defer { rest = rest.dropFirst(pieceSize) }
      return !rest.isEmpty
    }
    self.init(stream, settings: settings, named: name)
  }

  init(
    _ text: String, pieceSize: Int = 1 << 20, settings: ReaderSettings = ReaderSettings(),
    named name: String
  ) {
    self.init(Array(text.utf8), pieceSize: pieceSize, settings: settings, named: name)
  }

  /// Reads a stream, or the file at `path`, as if it were a file with this name.
  init(
    _ stream: ByteStream, settings: ReaderSettings = ReaderSettings(), named name: String,
    path: String? = nil
  ) {
    var results: [Result<ArticleDraft, ReadError>] = []
    var lines: [Int?] = []
    do {
      let reader = FileReader(
        settings: settings,
        onRecord: { record in
          lines.append(record.line)
          do throws(ReadError) {
            results.append(.success(try record.draft()))
          } catch {
            results.append(.failure(error))
          }
        })
      try reader.read(location: name, path: path, stream)
    } catch let error as ReadError {
      end = error
    } catch {
      Issue.record("\(error)")
    }
    self.results = results
    self.lines = lines
  }
}

extension ByteStream {
  /// Returns a stream of filler bytes between two texts, which is never in memory as a whole.
  static func filled(_ start: String, filler: Int, end: String) -> ByteStream {
    var rest = filler
    var part = 0
    let chunk = Array(repeating: UInt8(ascii: "x"), count: 1 << 20)
    return ByteStream { bytes, count throws(ReadError) in
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
