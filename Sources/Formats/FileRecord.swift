/// A part of a file that becomes one article: the whole file, a line, a row, a message.
package struct FileRecord: Sendable {
  /// The line on which the record starts, or the record's number, from 1; nil if the whole file is
  /// the article.
  package var line: Int?
  /// The path inside a container, such as `/1999/letter.txt`; empty outside containers.
  package var member = ""
  /// The approximate number of bytes of memory that the record takes before it becomes an article.
  package var bytes: Int
  /// Builds the article, on any thread.
  ///
  /// A reader only separates the records, and leaves the slow work to other threads.
  package var draft: @Sendable () throws(ReadError) -> ArticleDraft

  /// Creates a record.
  package init(
    line: Int? = nil, member: String = "", bytes: Int,
    draft: @escaping @Sendable () throws(ReadError) -> ArticleDraft
  ) {
    self.line = line
    self.member = member
    self.bytes = bytes
    self.draft = draft
  }

  /// Lets the article have these values in fields that it lacks.
  mutating func complete(with values: [String: String]) {
    guard !values.isEmpty else { return }
    let draft = draft
    self.draft = { () throws(ReadError) in
      var article = try draft()
      article.complete(with: values)
      return article
    }
  }
}

/// A closure that a reader calls with each record, in the order of the file.
package typealias RecordHandler = (FileRecord) throws -> Void
