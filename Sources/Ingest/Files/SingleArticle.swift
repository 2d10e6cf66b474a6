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
  public static func read(_ path: String) throws(Failure) -> PreparedArticle {
    var first: Result<ArticleDraft, ReadError>?
    var isSeveral = false
    let reader = FileReader(
      settings: ReaderSettings(),
      onRecord: { record in
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
