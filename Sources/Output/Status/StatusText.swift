internal import FullTextIndex
internal import Archive
internal import FoundationEssentials

extension OutputFormat<ArchiveStatus> {
  static var text: Self {
    OutputFormat("text", "for reading on a terminal", isForPeople: true) { status, console in
      StatusText(status).lines(console).map { $0 + "\n" }.joined()
    }
  }
}

/// The state of an archive, for people.
struct StatusText {
  /// The maximum number of publishers, languages, roots or files that are listed.
  private static let maxRows = 10

  private let status: ArchiveStatus

  init(_ status: ArchiveStatus) { self.status = status }

  /// Returns all lines, wrapped to the width of the console.
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
    let log = status.logBytes > 0 ? ", \(size(status.logBytes)) in the write-ahead log" : ""
    let version = "schema version \(status.schemaVersion)"
    return status.schemaVersion < Archive.schemaVersion
      ? "\(size(status.bytes))\(log), \(version): made by an earlier version of this program; the "
        + "next 'search ingest' or 'search optimize' updates it"
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

  private func table(
    _ heading: String, _ counts: [ArchiveStatus.Count], _ console: Console
  ) -> [String] {
    guard counts.contains(where: { $0.value != nil }) else { return [] }
    return [""] + FacetTable(heading: heading, counts).lines(console)
  }

  private func more(_ count: Int, _ console: Console) -> String {
    console.styled("  and \(grouped(count)) more", .faint)
  }

  private func roots(_ console: Console) -> [String] {
    guard let roots = status.roots, !roots.isEmpty else { return [] }
    let texts = roots.prefix(Self.maxRows).map { root in
      var text = "\(printableLine(root.root.path)): \(counted(root.files, "file"))"
      if root.failures > 0 { text += ", \(counted(root.failures, "failure"))" }
      if root.isMissing { text += ", missing" }
      let options = RootSettings(stored: root.root.settings).options
      if !options.isEmpty { text += ", read with \(printableLine(options))" }
      if root.root.path != root.root.absolutePath {
        text += " (\(printableLine(root.root.absolutePath)))"
      }
      return text
    }
    let rest = roots.count - Self.maxRows
    return section("tracked by 'search ingest'", texts, console)
      + (rest > 0 ? [more(rest, console)] : [])
  }

  private func failedFiles(_ console: Console) -> [String] {
    let texts = status.failedFiles.prefix(Self.maxRows).map { file in
      "\(printableLine(file.path)): "
        + (file.isWhole
          ? counted(file.failures, "failure") : "could not be read to the end")
    }
    let rest = status.failedFileCount - texts.count
    return section("files that were not read completely", Array(texts), console)
      + (rest > 0 ? [more(rest, console)] : [])
  }

  private var lastRun: String? {
    guard let run = status.lastRun else { return nil }
    let counts = run.counts
    guard let ended = run.endedAt else {
      return "started \(time(run.startedAt)); still running, or interrupted"
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

  /// Returns a time as `2026-11-22 06:12 UTC`.
  private func time(_ iso: String) -> String {
    printableLine(String(iso.prefix(16).map { $0 == "T" ? " " : $0 })) + " UTC"
  }

  private var index: String {
    guard let index = status.index else {
      return "unreadable, or in an unknown format; see 'search check'"
    }
    if index.isOptimized { return "optimized" }
    var parts: [String] = []
    if index.segments != 1 { parts.append(counted(index.segments, "segment")) }
    if !index.blocksAreCurrent { parts.append("score bounds out of date") }
    if !index.vocabularyIsCurrent { parts.append("vocabulary out of date") }
    return parts.joined(separator: ", ") + "; 'search optimize' makes searches faster"
  }
}

/// The settings for reading the files of a root, as the archive stores them: see docs/database.md.
struct RootSettings: Codable {
  var map: [String: String] = [:]
  var encoding: String?
  var table: String?
  var set: [String: String]?

  /// Parses stored settings; if they are unreadable, there are none.
  init(stored: String) {
    guard stored != "{}",
      let settings = try? JSONDecoder().decode(RootSettings.self, from: Data(stored.utf8))
    else { return }
    self = settings
  }

  /// The options of `search ingest` that give these settings; empty if none are needed.
  var options: String {
    var options: [String] = []
    if !map.isEmpty {
      let names = map.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      options.append("--map " + names.joined(separator: ","))
    }
    for (name, value) in (set ?? [:]).sorted(by: { $0.key < $1.key }) {
      let isPlain = value.allSatisfy { $0.isLetter || $0.isNumber || "-_.:".contains($0) }
      options.append("--set \(name)=" + (isPlain ? value : "\"\(value)\""))
    }
    if let encoding { options.append("--encoding \(encoding)") }
    if let table { options.append("--table \(table)") }
    return options.joined(separator: " ")
  }
}
