internal import Glibc
internal import TextAnalysis

/// Reads PDF, DOCX, ODT and EPUB with external programs.
enum Converter {
  /// Returns the article in a document, converted by the program that is configured for its kind.
  static func draft(of document: ConvertedDocument) throws(ReadError) -> ArticleDraft {
    let converters = try converters.get()
    var limits = ConverterProcess.Limits()
    limits.seconds = converters.seconds
    limits.cpuSeconds = UInt64((converters.seconds + 1) / 2)
    return try draft(of: document, converters, limits)
  }

  /// Returns the article in a document, converted by one of `converters`.
  static func draft(
    of document: ConvertedDocument, _ converters: ConverterList,
    _ limits: ConverterProcess.Limits = ConverterProcess.Limits()
  ) throws(ReadError) -> ArticleDraft {
    guard let command = converters.commands[document.kind] else { throw .notText }
    let output = try run(command, on: document.path, limits)
    let draft =
      switch command.output {
      case .html: try HTMLReader.read(withoutNameAsTitle(output, document.path))
      case .text:
        PlainTextReader.read(
          withHyphens(try TextDecoding.text(of: output), command, document.path, limits))
      }
    guard draft.text.contains(where: { !$0.isWhitespace }) else { throw .empty }
    return draft
  }

  private static func run(
    _ command: ConverterCommand, on path: String, _ limits: ConverterProcess.Limits
  ) throws(ReadError) -> [UInt8] {
    switch ConverterProcess.run(command.arguments(for: path), limits) {
    case .ended(0, let output, _): return output
    case .ended(_, _, let errors):
      let lines = String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline)
      if lines.contains(where: { $0.contains("Incorrect password") }) { throw .encrypted }
      throw .converterFailed(program: command.program, detail: lines.first.map(String.init) ?? "")
    case .overLimit: throw .converterOverLimit(program: command.program)
    case .notFound: throw .converterMissing(program: command.program)
    case .notStarted(let reason):
      throw .converterFailed(program: command.program, detail: reason)
    }
  }

  /// The configured programs, or the error in the configuration.
  private static let converters: Result<ConverterList, ReadError> = {
    guard let path = configurationPath else { return .success(.standard) }
    func failure(_ detail: String) -> Result<ConverterList, ReadError> {
      .failure(.malformed(format: ConverterList.name, detail: detail))
    }
    let text: String
    do {
      text = try TextDecoding.text(of: InputFile(path: path).stream.readAll(limit: 1 << 20))
    } catch {
      return failure("\(path) cannot be read")
    }
    do throws(ConverterList.Fault) {
      return .success(try ConverterList(parsing: text))
    } catch {
      return failure("\(path), line \(error.line): \(error.detail)")
    }
  }()

  /// The path of the configuration: the value of `SEARCH_CONVERTERS`; if it is not set, the default
  /// path if that file exists.
  private static var configurationPath: String? {
    if let path = variable("SEARCH_CONVERTERS") { return path }
    let folder = variable("XDG_CONFIG_HOME") ?? variable("HOME").map { $0 + "/.config" }
    let path = folder.map { $0 + "/pressmark/converters" }
    return path.flatMap { access($0, F_OK) == 0 ? $0 : nil }
  }

  /// Returns `text` with the hyphens that the program removed at the ends of lines.
  ///
  /// The text stays as it is if the second run fails.
  private static func withHyphens(
    _ text: String, _ command: ConverterCommand, _ path: String, _ limits: ConverterProcess.Limits
  ) -> String {
    guard let second = command.keepingHyphens, let output = try? run(second, on: path, limits),
      let lines = try? TextDecoding.text(of: output)
    else { return text }
    return LineEndHyphens.restored(in: text, from: lines)
  }

  /// Removes the title that pandoc gives to a document without one: the name of the file.
  static func withoutNameAsTitle(_ page: [UInt8], _ path: String) -> [UInt8] {
    let name = path.split(separator: "/").last ?? ""
    let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
    let head = String(decoding: page.prefix(65_536), as: UTF8.self)
    guard let start = head.firstRange(of: "<title>"),
      let end = head[start.upperBound...].firstRange(of: "</title>")
    else { return page }
    let title = head[start.upperBound..<end.lowerBound]
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    guard normalizedLine(String(title)) == normalizedLine(String(stem)) else { return page }
    let bytes = head[..<start.upperBound].utf8.count..<head[..<end.lowerBound].utf8.count
    return Array(page[..<bytes.lowerBound] + page[bytes.upperBound...])
  }
}
