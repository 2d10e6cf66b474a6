public import Archive
public import Formats

/// Reads a file that contains one article, without storing it.
public enum SingleArticle {
  /// The reason why a file does not give exactly one article.
  public enum Failure: Error, Equatable, Sendable {
    /// The file cannot be read.
    case unreadable(ReadError)
    /// The file contains several articles.
    case several
  }

  /// Returns the article in the file at `path`; `-` is standard input.
  ///
  /// `program` reads the file, as `IngestOptions.readingProgram` does.
  public static func read(_ path: String, program: String?) throws(Failure) -> PreparedArticle {
    var first: Result<ArticleDraft, ReadError>?
    var isSeveral = false
    var end: Result<String?, ReadError> = .success(nil)
    let onRecord: RecordHandler = { record in
      // A second article is an error, and further ones need not be read.
      if first != nil {
        isSeveral = true
        throw ReadError.tooComplex
      }
      do throws(ReadError) {
        first = .success(try record.draft())
      } catch {
        first = .failure(error)
      }
    }
    do {
      let input = try HashedFile(path: path)
      if let program {
        let reader = RemoteReader(program, jobs: 1, stopFlag: nil)
        let request = FileRequest(
          location: path, path: path, settings: ReaderSettings().stored,
          size: Int(clamping: input.status.size), readsDatabases: false)
        try reader.read(RemoteFile(request, input, onRecord: onRecord, onEnd: { end = $0 }))
        try reader.finish()
      } else {
        try FileReader(settings: ReaderSettings(), onRecord: onRecord)
          .read(location: path, path: path, input.stream)
      }
    } catch let error as ReadError {
      end = .failure(error)
    } catch {
      end = .failure(.notText)
    }
    if isSeveral { throw .several }
    do throws(ReadError) {
      _ = try end.get()
      return try PreparedArticle((first ?? .failure(.empty)).get())
    } catch {
      throw .unreadable(error)
    }
  }
}
