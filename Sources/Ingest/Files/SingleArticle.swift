public import Archive

/// Reads a file that is one article, without storing it.
public enum SingleArticle {
  /// Why a file gives no article, or not one.
  public enum Failure: Error, Equatable, Sendable {
    /// It cannot be read.
    case unreadable(IngestError.Reason)
    /// It holds several articles.
    case several
  }

  /// The article of the file at `path`; `-` is standard input.
  public static func read(_ path: String) throws(Failure) -> PreparedArticle {
    var first: Result<ArticleDraft, ReaderError>?
    var isSeveral = false
    let reader = FileReader(
      settings: ReaderSettings(),
      onRecord: { record in
        // One is enough to know.
        if first != nil {
          isSeveral = true
          throw ReaderError.tooComplex
        }
        do throws(ReaderError) {
          first = .success(try record.draft())
        } catch {
          first = .failure(error)
        }
      }, onSkipped: { _ in })
    do {
      try reader.read(location: path, path: path, try Input(path: path).stream)
    } catch let error as ReaderError {
      throw isSeveral ? .several : .unreadable(error)
    } catch {
      throw .unreadable(.notText)
    }
    do throws(ReaderError) {
      return try (first ?? .failure(.empty)).get().prepared()
    } catch {
      throw .unreadable(error)
    }
  }
}
