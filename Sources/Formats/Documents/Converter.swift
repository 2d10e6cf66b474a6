internal import Glibc

/// Converts documents with external programs.
package enum Converter {
  /// Ends everything that converters leave running, even processes that hide.
  ///
  /// Only for a process that starts no other programs than converters and its workers.
  package static func adoptAll() { ConverterProcess.adoptAll() }

  /// Converts the document at `path` with the program that is configured for its kind.
  package static func convert(
    _ kind: String, _ path: String
  ) throws(ReadError) -> ConvertedDocument {
    let converters = try converters.get()
    var limits = ConverterProcess.Limits()
    limits.seconds = converters.seconds
    limits.cpuSeconds = UInt64((converters.seconds + 1) / 2)
    return try convert(kind, path, converters, limits)
  }

  /// Converts the document at `path` with one of `converters`.
  static func convert(
    _ kind: String, _ path: String, _ converters: ConverterList,
    _ limits: ConverterProcess.Limits = ConverterProcess.Limits()
  ) throws(ReadError) -> ConvertedDocument {
    guard let command = converters.commands[kind] else { throw .notText }
    // The path must be absolute, because the programs run in another folder, and would take a path
    // that starts with a dash for an option.
    guard let whole = realpath(path, nil) else {
      throw .unreadable(String(cString: strerror(errno)))
    }
    defer { free(whole) }
    let path = String(cString: whole)
    let output = try run(command, on: path, limits)
    // The text stays as it is if the second run fails.
    let lines = command.keepingHyphens.flatMap { try? run($0, on: path, limits) }
    return ConvertedDocument(
      format: command.output, output: output, lines: lines,
      name: String(path.split(separator: "/").last ?? ""),
      // A document without known properties is still a document.
      properties: command.properties.flatMap { try? run($0, on: path, limits) })
  }

  /// The kinds of document that only the configuration names.
  ///
  /// A process that cannot read the configuration finds them in its environment.
  package static let configuredKinds: Set<String> = {
    if let kinds = variable(kindsVariable) {
      return Set(kinds.split(separator: ",").map(String.init))
    }
    guard let list = try? converters.get() else { return [] }
    return Set(list.commands.keys).subtracting(ConverterList.standard.commands.keys)
  }()

  /// The variable that passes `configuredKinds` on to another process.
  package static let kindsVariable = "PRESSMARK_CONVERTED_KINDS"

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
    return ConfigurationFolder.path(of: "converters").flatMap { access($0, F_OK) == 0 ? $0 : nil }
  }
}
