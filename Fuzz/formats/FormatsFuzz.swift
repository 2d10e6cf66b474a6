// Fuzzes the readers of files: `make fuzz`. The first argument is the kind of file; the rest is for
// libFuzzer. Any article or error is allowed, but no trap, hang, leak or bad memory access.
import Formats
import FuzzDriver
import Glibc

/// A kind of file: names that its files can have, and encodings that a user can name.
struct Kind {
  var names: [String]
  /// True if each input is read under one name only, which its last byte chooses.
  var isOneName = false
  var encodings: [String?] = [nil]

  static let all: [String: Kind] = [
    "mail": Kind(names: ["a.eml", "a.mbox"]),
    "warc": Kind(names: ["a.warc"]),
    "feed": Kind(names: ["a.rss"]),
    "press": Kind(names: ["a.xml", "a.srt", "a.vtt", "a.mht", "a.hocr", "a.arc"], isOneName: true),
    "html": Kind(names: ["a.html"]),
    "markdown": Kind(names: ["a.md"]),
    "json": Kind(names: ["a.json", "a.jsonl"]),
    "table": Kind(names: ["a.csv", "a.tsv"]),
    "text": Kind(
      names: ["a.txt"], encodings: [nil, "windows-1252", "shift_jis", "utf-16", "gb18030"]),
    "container": Kind(names: ["a.zip", "a.pptx"]),
    "sqlite": Kind(names: ["a.db"]),
    "date": Kind(names: []),
  ]

  /// Reads the bytes under each name, and builds all articles.
  func read(_ bytes: [UInt8]) {
    let chosen = isOneName ? names[Int(bytes.last ?? 0) % names.count] : nil
    for name in chosen.map({ [$0] }) ?? names {
      for encoding in encodings {
        let reader = FileReader(settings: ReaderSettings(encoding: encoding)) { record in
          _ = try? record.draft().normalized()
        }
        _ = try? reader.read(location: name, ByteStream(bytes))
      }
    }
    guard names.isEmpty else { return }
    var draft = ArticleDraft()
    draft.title = "Title"
    draft.published = String(decoding: bytes, as: UTF8.self)
    _ = try? draft.normalized()
  }
}

nonisolated(unsafe) private var kind = Kind(names: [])  // libFuzzer calls from one thread

/// The function that libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFormats(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  kind.read(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

@main
enum FormatsFuzz {
  static func main() {
    guard CommandLine.argc > 1, let chosen = Kind.all[CommandLine.arguments[1]] else {
      print("usage: fuzz-formats KIND [OPTION...] [CORPUS...]")
      print("kinds: \(Kind.all.keys.sorted().joined(separator: " "))")
      exit(64)
    }
    kind = chosen
    runFuzzer(withoutArguments: 1) { fuzzFormats($0, $1) }
  }
}
