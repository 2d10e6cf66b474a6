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
        let isWanted = SourceFormat(path: path) != nil && !describesFolder(path)
        guard isWanted || isNamed else { return try handle(.skippedFile) }
        try handle(.file)
        do {
          try readFile(path, handle)
        } catch let error as ReaderError {
          try handle(.failure(IngestError(location: path, reason: error)))
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

  private static func readFile(_ path: String, _ handle: @escaping (Event) throws -> Void) throws {
    var docnos: Set<Int> = []
    let reader = FileReader(
      settings: ReaderSettings(),
      onRecord: { record in
        do {
          let draft = try record.draft()
          var article = try draft.prepared()
          article.locate(in: path + record.member, line: record.line, &docnos)
          try handle(.article(article, bytes: draft.text.utf8.count))
        } catch let error as ReaderError {
          try handle(
            .failure(
              IngestError(location: path + record.member, line: record.line, reason: error)))
        }
      }, onSkipped: { _ in try handle(.skippedFile) })
    try reader.read(path: path, Input(path: path).stream)
  }
}

extension PreparedArticle {
  /// Gives it the location `path#docno`; `path:line` where it has no docno, or one that the file
  /// had before; `path` where it is the file. An article that was exported keeps its own.
  mutating func locate(in path: String, line: Int?, _ docnos: inout Set<Int>) {
    guard metadata.location.isEmpty else { return }
    let docno = metadata.docno
    if let line {
      // Their hashes: a file can have millions. A collision costs only the nicer name.
      let isFirst = !docno.isEmpty && docnos.insert(docno.hashValue).inserted
      metadata.location = isFirst ? "\(path)#\(docno)" : "\(path):\(line)"
    } else {
      metadata.location = path
    }
    if docno.isEmpty { metadata.docno = metadata.location }
  }
}
