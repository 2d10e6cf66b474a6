public import Archive
public import Formats

/// Reads a file that is one article, without storing it.
public enum SingleArticle {
  /// Why a file gives no article, or not one.
  public enum Failure: Error, Equatable, Sendable {
    /// It cannot be read.
    case unreadable(ReadError)
    /// It holds several articles.
    case several
  }

  /// The article of the file at `path`; `-` is standard input.
  public static func read(_ path: String) throws(Failure) -> PreparedArticle {
    var first: Result<ArticleDraft, ReadError>?
    var isSeveral = false
    let reader = FileReader(
      settings: ReaderSettings(),
      onRecord: { record in
        // One is enough to know.
        if first != nil {
          isSeveral = true
          throw ReadError.tooComplex
        }
        do throws(ReadError) {
          first = .success(try record.draft())
        } catch {
          first = .failure(error)
        }
      })
    do {
      try reader.read(location: path, path: path, try InputFile(path: path).stream)
    } catch let error as ReadError {
      throw isSeveral ? .several : .unreadable(error)
    } catch {
      throw .unreadable(.notText)
    }
    do throws(ReadError) {
      return try PreparedArticle((first ?? .failure(.empty)).get())
    } catch {
      throw .unreadable(error)
    }
  }
}
