internal import FullTextIndex
internal import Archive
internal import Ingest
internal import Ranking

/// What there is in an archive, for people.
struct StatusText {
  /// So many publishers and languages, roots and files are listed.
  private static let mostRows = 10

  private let status: ArchiveStatus

  init(_ status: ArchiveStatus) { self.status = status }

  /// The whole, in lines that fit.
  func lines(_ console: Console) -> [String] {
    var lines = console.lines(of: printableLine(status.path)).map { console.styled($0, .title) }
    for line in [file, content, dates].compactMap(\.self) {
      lines += console.lines(of: line, indent: 2).map { "  " + $0 }
    }
    lines += table("publishers", status.publishers, console)
    lines += table("languages", status.languages, console)
    lines += roots(console)
    lines += failedFiles(console)
    lines += section("last run", [lastRun].compactMap(\.self), console)
    lines += section("index", [index], console)
    return lines
  }

  private var file: String {
    let log = status.logBytes > 0 ? ", \(size(status.logBytes)) beside it not yet in it" : ""
    let version = "schema version \(status.schemaVersion)"
    return status.schemaVersion < Archive.schemaVersion
      ? "\(size(status.bytes))\(log), \(version): made by an earlier version of this program; the "
        + "next 'search ingest' or 'search optimize' brings it up to date"
      : "\(size(status.bytes))\(log), \(version)"
  }

  private var content: String {
    let about = status.textBytesAreExact ? "" : "about "
    return "\(counted(status.articles, "article")) in \(counted(status.passages, "passage")), "
      + "\(about)\(size(status.textBytes)) of text"
  }

  private var dates: String? {
    guard let published = status.published else {
      return status.articles > 0 ? "no article has a date" : nil
    }
    let (first, last) = (day(published.lowerBound), day(published.upperBound))
    let span = first == last ? "published \(first)" : "published from \(first) to \(last)"
    return printableLine(span)
      + (status.undated > 0 ? ", \(grouped(status.undated)) without a date" : "")
  }

  private func section(_ heading: String, _ texts: [String], _ console: Console) -> [String] {
    guard !texts.isEmpty else { return [] }
    let lines = texts.flatMap { console.lines(of: $0, indent: 2).map { "  " + $0 } }
    return [""] + console.lines(of: heading).map { console.styled($0, .title) } + lines
  }

  /// Values with their counts on the right, those without a value last.
  private func table(
    _ heading: String, _ counts: [ArchiveStatus.Count], _ console: Console
  ) -> [String] {
    let named = counts.filter { $0.value != nil }
    guard !named.isEmpty else { return [] }
    var rows = named.prefix(Self.mostRows).map { (printableLine($0.value ?? ""), $0.articles) }
    rows += counts.filter { $0.value == nil }.map { ("(none)", $0.articles) }
    let columns = rows.map { grouped($0.1).count }.max() ?? 0
    let room = max(6, (console.width ?? 80) - columns - 4)
    let names = rows.map { Console.cut($0.0, to: room) }
    let width = names.map { Glyph.columns(of: $0) }.max() ?? 0
    var lines = ["", console.styled(heading, .title)]
    for (name, row) in zip(names, rows) {
      lines.append(
        "  " + Console.padded(name, to: width) + "  "
          + Console.padded(grouped(row.1), to: columns, isRight: true))
    }
    if named.count > Self.mostRows { lines.append(more(named.count - Self.mostRows, console)) }
    return lines
  }

  private func more(_ count: Int, _ console: Console) -> String {
    console.styled("  and \(grouped(count)) more", .faint)
  }

  private func roots(_ console: Console) -> [String] {
    guard let roots = status.roots, !roots.isEmpty else { return [] }
    let texts = roots.prefix(Self.mostRows).map { root in
      var text = "\(printableLine(root.root.path)): \(counted(root.files, "file"))"
      if root.failures > 0 { text += ", \(counted(root.failures, "failure"))" }
      if root.isMissing { text += ", not there now" }
      let options = ReaderSettings(stored: root.root.settings).options
      if !options.isEmpty { text += ", read with \(printableLine(options))" }
      if root.root.path != root.root.absolutePath {
        text += " (\(printableLine(root.root.absolutePath)))"
      }
      return text
    }
    let rest = roots.count - Self.mostRows
    return section("looked at by 'search ingest'", texts, console)
      + (rest > 0 ? [more(rest, console)] : [])
  }

  private func failedFiles(_ console: Console) -> [String] {
    let texts = status.failedFiles.prefix(Self.mostRows).map { file in
      "\(printableLine(file.path)): "
        + (file.isWhole
          ? counted(file.failures, "failure") : "could not be read, or not to its end")
    }
    let rest = status.failedFileCount - texts.count
    return section("files of which something is missing", Array(texts), console)
      + (rest > 0 ? [more(rest, console)] : [])
  }

  private var lastRun: String? {
    guard let run = status.lastRun else { return nil }
    let counts = run.counts
    guard let ended = run.endedAt else {
      return "began \(time(run.startedAt)) and goes on, or did not come to its end"
    }
    let numbers = [
      (counts.added, "added"), (counts.updated, "updated"), (counts.unchanged, "unchanged"),
      (counts.removed, "removed"),
    ].filter { $0.0 > 0 }.enumerated().map { index, part in
      (index == 0 ? counted(part.0, "article") : grouped(part.0)) + " " + part.1
    }
    let failed = counts.failed > 0 ? [counted(counts.failed, "failure")] : []
    let renamed = counts.renamed > 0 ? ["\(counted(counts.renamed, "file")) renamed"] : []
    let parts = [counted(counts.files, "file")] + numbers + renamed + failed
    return "\(time(ended)): " + parts.joined(separator: ", ")
  }

  /// `2026-11-22 06:12 UTC`.
  private func time(_ iso: String) -> String {
    printableLine(String(iso.prefix(16).map { $0 == "T" ? " " : $0 })) + " UTC"
  }

  private var index: String {
    guard let index = status.index else {
      return "it cannot be read, or is in a format that is not known; see 'search check'"
    }
    if index.isOptimized { return "in one piece, all that makes it quick is there" }
    var parts: [String] = []
    if index.segments != 1 { parts.append("in \(counted(index.segments, "piece"))") }
    if !index.blocksAreCurrent { parts.append("bounds of posting lists out of date") }
    if !index.vocabularyIsCurrent { parts.append("list of terms out of date") }
    return parts.joined(separator: ", ") + "; 'search optimize' makes it quick again"
  }
}

extension ReaderSettings {
  /// The options of `search ingest` that say the same; empty where none has to be said.
  fileprivate var options: String {
    var options: [String] = []
    if !fieldNames.isEmpty {
      let names = fieldNames.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      options.append("--map " + names.joined(separator: ","))
    }
    if let encoding { options.append("--encoding \(encoding)") }
    if let table { options.append("--table \(table)") }
    return options.joined(separator: " ")
  }
}
