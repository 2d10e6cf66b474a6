internal import Archive

/// Turns paths into articles that are ready to be stored.
enum ArticleSource {
  /// What was met on the way through the paths.
  enum Event: Sendable {
    /// An article, and the bytes of its text.
    case article(PreparedArticle, bytes: Int)
    /// A file that is read next.
    case file
    /// A file in a folder whose name stands for no known format, or a README.
    case skippedFile
    /// Something that cannot be read.
    case failure(IngestError)

    /// How much memory it takes, roughly: the bytes of an article's text.
    var bytes: Int {
      if case .article(_, let bytes) = self { bytes } else { 0 }
    }
  }

  /// Calls `handle` with all there is at `paths`, in order.
  static func read(_ paths: [String], _ handle: (Event) throws -> Void) throws {
    try withoutActuallyEscaping(handle) { try walk(paths, $0) }
  }

  private static func walk(_ paths: [String], _ handle: @escaping (Event) throws -> Void) throws {
    var walker = FileWalker(
      onFile: { path, isNamed in
        let format = SourceFormat(path: path)
        let isWanted = format != nil && !describesFolder(path)
        guard isWanted || isNamed else { return try handle(.skippedFile) }
        try handle(.file)
        do {
          try readFile(path, format, handle)
        } catch let error as IngestError {
          try handle(.failure(error))
        }
      },
      onError: { try handle(.failure($0)) })
    for path in paths { try walker.walk(path) }
  }

  /// Whether the file is a README, which tells of the folder and is none of the articles in it.
  private static func describesFolder(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.split(separator: ".").first?.lowercased() == "readme"
  }

  private static func readFile(
    _ path: String, _ format: SourceFormat?, _ handle: (Event) throws -> Void
  ) throws {
    var input = try Input(path: path)
    var head: [UInt8] = []
    while head.count < 512, try input.read(into: &head, count: 64 << 10, path: path) {}
    let format = format ?? SourceFormat(sniffing: head)
    if format == .jsonLines {
      try readLines(LineInput(input: input, path: path, head: head), path, handle)
    } else {
      var bytes = head
      while try input.read(into: &bytes, count: InputLimits.readBytes, path: path) {
        if bytes.count > InputLimits.articleBytes {
          throw IngestError(location: path, reason: .tooLarge(limit: InputLimits.articleBytes))
        }
      }
      try handle(article(in: bytes, of: path, format))
    }
  }

  private static func article(
    in bytes: [UInt8], of path: String, _ format: SourceFormat
  ) throws(IngestError) -> Event {
    do throws(ReaderError) {
      let draft: ArticleDraft =
        switch format {
        case .html: try HTMLReader.read(try page(bytes))
        case .markdown: try MarkdownReader.read(try text(bytes))
        default: PlainTextReader.read(try text(bytes))
        }
      guard let article = draft.prepared(location: path), !article.passages.isEmpty else {
        throw .noText
      }
      return .article(article, bytes: bytes.count)
    } catch {
      guard error != .noText else { throw IngestError(location: path, reason: .empty) }
      throw IngestError(location: path, error)
    }
  }

  private static func readLines(
    _ lines: consuming LineInput, _ path: String, _ handle: (Event) throws -> Void
  ) throws {
    var docnos: Set<Int> = []
    var isEmpty = true
    while let line = try lines.next() {
      guard let event = event(of: line, number: lines.number, path, &docnos) else { continue }
      isEmpty = false
      try handle(event)
    }
    if isEmpty { throw IngestError(location: path, reason: .empty) }
  }

  private static func event(
    of line: LineInput.Line, number: Int, _ path: String, _ docnos: inout Set<Int>
  ) -> Event? {
    guard case .bytes(let bytes) = line else {
      let reason = IngestError.Reason.tooLarge(limit: InputLimits.articleBytes)
      return .failure(IngestError(location: path, line: number, reason: reason))
    }
    guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
    do throws(ReaderError) {
      let draft = try JSONLinesReader.read(bytes)
      let location = location(of: draft, path, line: number, &docnos)
      guard let article = draft.prepared(location: location) else { throw .noText }
      return .article(article, bytes: draft.text.utf8.count)
    } catch {
      return .failure(IngestError(location: path, line: number, error))
    }
  }

  /// `path#docno`; `path:line` for a record without a docno, or with one that the file had before.
  private static func location(
    of draft: ArticleDraft, _ path: String, line: Int, _ docnos: inout Set<Int>
  ) -> String {
    guard let docno = normalizedLine(draft.docno) else { return "\(path):\(line)" }
    // Their hashes: a file can have millions. A collision costs only the nicer name.
    return docnos.insert(docno.hashValue).inserted ? "\(path)#\(docno)" : "\(path):\(line)"
  }

  /// A page's bytes, if they can be one.
  private static func page(_ bytes: [UInt8]) throws(ReaderError) -> [UInt8] {
    if bytes.contains(0) { throw .notText }
    return bytes
  }

  private static func text(_ bytes: [UInt8]) throws(ReaderError) -> String {
    if bytes.contains(0) { throw .notText }
    if let offset = firstInvalidUTF8(in: bytes) { throw .invalidUTF8(offset: offset) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
