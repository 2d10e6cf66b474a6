/// A part of a file that becomes one article: the whole file, a line, a row, a message.
package struct FileRecord: Sendable {
  /// The line on which it begins, or its number, from 1; nothing where the file is the article.
  package var line: Int?
  /// Where it is inside of a container, such as `/1999/letter.txt`; empty elsewhere.
  package var member = ""
  /// What it takes of memory until it is an article, roughly, in bytes.
  package var bytes: Int
  /// Makes the article, on any thread: a reader only parts records from each other, and leaves
  /// what takes time to others.
  package var draft: @Sendable () throws(ReadError) -> ArticleDraft
}

/// What a reader calls with each record, in the order of the file.
package typealias RecordHandler = (FileRecord) throws -> Void
