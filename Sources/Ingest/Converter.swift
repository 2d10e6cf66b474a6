/// Reads PDF, DOCX, ODT and EPUB with the help of other programs.
enum Converter {
  /// The article in a file that another program has to read.
  ///
  /// - Parameter path: The file, if it is one of its own; else its bytes are written to one.
  static func draft(
    of bytes: [UInt8], path: String?, _ format: SourceFormat
  ) throws(ReaderError) -> ArticleDraft {
    throw .converterMissing(program: "")
  }
}
