// Times the program against the sqlite3 shell: `make bench`, `make bench CORPUS=file.jsonl.gz`.
// Without a corpus, it writes one of made-up words.
//
// Runs that are compared alternate within one run of this program, so their ratios are more
// reliable than their times. Values above their limits are listed at the end, and the exit status
// is then 1.
import Glibc

let arguments = CommandLine.arguments
guard arguments.count >= 2 else {
  print("usage: bench SEARCH [CORPUS]")
  exit(64)
}
let search = arguments[1]
let folder = ".build/bench"
var overLimits: [String] = []
do {
  _ = try time(["mkdir", "-p", folder])
  print("Machine: \(machine())\n")
  try measureDemo()
  let corpus = arguments.count > 2 ? arguments[2] : "\(folder)/synthetic.jsonl"
  if arguments.count == 2 { try writeSyntheticCorpus(to: corpus, articles: 20_000) }
  try measureIngest(corpus)
  try measureFolder(of: "\(folder)/ours.db")
  try measureColdSearch(in: "\(folder)/ours.db")
  for sentence in overLimits { print("bench: \(sentence)") }
  if !overLimits.isEmpty { exit(1) }
} catch let error as BenchError {
  print("bench: \(error.sentence)")
  exit(1)
}

/// Records a value that exceeds its limit; limits apply to real corpora only.
@MainActor func limit(_ name: String, _ value: Double, to maximum: Double) {
  if arguments.count > 2, value > maximum {
    overLimits.append("\(name) is \(fixed(value)); the limit is \(fixed(maximum))")
  }
}

/// Measures whole processes of `search` and the shell on one query in the sample archive.
@MainActor func measureDemo() throws {
  let database = "\(folder)/demo.db"
  _ = try time(["sh", "-c", "rm -f \(database)*"])
  _ = try time([search, "ingest", "seeds", "--database", database])
  let sql = """
    SELECT articles.title, publisher, published, rank, location, ordinal,
           snippet(passages_fts, 1, '[', ']', '...', 40)
      FROM passages_fts
      JOIN passages ON passages.id = passages_fts.rowid
      JOIN articles ON articles.id = passages.article_id
     WHERE passages_fts MATCH 'aukus OR submarines' ORDER BY rank LIMIT 10
    """
  var ours: [Double] = []
  var shell: [Double] = []
  for _ in 0..<50 {
    ours.append(try time([search, "AUKUS submarines", "--database", database]).seconds)
    shell.append(try time(["sqlite3", "-readonly", database, sql]).seconds)
  }
  let ratio = zip(ours, shell).map { $0 / $1 }.median
  print("One search in the sample archive, whole process, medians of 50 runs in turn")
  print("")
  print("| | milliseconds |")
  print("| --- | --- |")
  print("| search \"AUKUS submarines\" | \(fixed(ours.median * 1_000)) |")
  print("| sqlite3, the same query with snippets | \(fixed(shell.median * 1_000)) |")
  print("| ratio, median of pairs | \(fixed(ratio)) |")
  limit("the time of a sample search, relative to the shell,", ratio, to: 3)
  print("")
}

/// Measures `search` ingesting a corpus, and the sqlite3 shell storing and indexing the same
/// passages.
@MainActor func measureIngest(_ corpus: String) throws {
  var file = corpus
  if corpus.hasSuffix(".gz") {
    file = "\(folder)/corpus.jsonl"
    _ = try time(["sh", "-c", "gunzip -c '\(corpus)' > \(file)"])
  }
  let (ours, shell) = ("\(folder)/ours.db", "\(folder)/shell.db")
  let script = "\(folder)/shell.sql"
  var runs: [Run] = []
  var again: [Run] = []
  var shellRuns: [Run] = []
  for _ in 0..<3 {
    _ = try time(["sh", "-c", "rm -f \(ours)* \(shell)*; sqlite3 \(shell) < schema.sql"])
    runs.append(try time([search, "ingest", file, "--quiet", "--database", ours]))
    again.append(try time([search, "ingest", file, "--quiet", "--database", ours]))
    try write(shellScript(source: ours), to: script)
    shellRuns.append(try time(["sqlite3", shell], input: script))
  }
  let ratio = zip(runs, shellRuns).map { $0.seconds / $1.seconds }.median
  print("Ingest of \(corpus.split(separator: "/").last ?? ""), medians of 3 runs in turn")
  print("")
  print("| | seconds | peak MiB |")
  print("| --- | --- | --- |")
  for (name, runs) in [
    ("search ingest", runs), ("search ingest, nothing changed", again),
    ("sqlite3: insert the same passages, 'rebuild'", shellRuns),
  ] {
    let peak = runs.map(\.peakMebibytes).max() ?? 0
    print("| \(name) | \(fixed(runs.map(\.seconds).median)) | \(fixed(peak)) |")
  }
  print("| ratio of the first to the last, median of pairs | \(fixed(ratio)) | |")
  print("| the second as a share of the first | \(share(again, runs)) | |")
  limit("the time of the ingest, relative to the shell,", ratio, to: 1.5)
  limit("the peak memory of the ingest, in MiB,", runs.map(\.peakMebibytes).max() ?? 0, to: 400)
  let second = zip(again, runs).map { $0.seconds / $1.seconds * 100 }.median
  limit("the time of the second ingest, in percent of the first,", second, to: 2)
}

/// Measures the ingest of a folder of small files, one for each article of the archive at `source`.
func measureFolder(of source: String) throws {
  let files = "\(folder)/files"
  let database = "\(folder)/folder.db"
  // One folder for each thousand files, created by `writefile` itself.
  let sql = """
    SELECT count(writefile('\(files)/' || (id / 1000) || '/' || id || '.txt', title || char(10, 10) || text))
      FROM articles JOIN article_texts ON article_id = id WHERE id <= 20000
    """
  _ = try time(["sh", "-c", "rm -rf \(files); mkdir \(files)"])
  _ = try time(["sqlite3", "-readonly", source, sql])
  var runs: [Run] = []
  var again: [Run] = []
  for _ in 0..<3 {
    _ = try time(["sh", "-c", "rm -f \(database)*"])
    runs.append(try time([search, "ingest", files, "--quiet", "--database", database]))
    again.append(try time([search, "ingest", files, "--quiet", "--database", database]))
  }
  print("")
  print("Ingest of a folder of up to 20,000 text files, medians of 3 runs")
  print("")
  print("| | seconds | peak MiB |")
  print("| --- | --- | --- |")
  for (name, runs) in [("search ingest", runs), ("search ingest, nothing changed", again)] {
    let peak = runs.map(\.peakMebibytes).max() ?? 0
    print("| \(name) | \(fixed(runs.map(\.seconds).median)) | \(fixed(peak)) |")
  }
  print("| the second as a share of the first | \(share(again, runs)) | |")
}

/// Returns the time of some runs relative to others: the median ratio of the pairs, in percent.
func share(_ some: [Run], _ others: [Run]) -> String {
  fixed(zip(some, others).map { $0.seconds / $1.seconds * 100 }.median) + "%"
}

/// Searches for thirty titles of the corpus, each in a process of its own.
@MainActor func measureColdSearch(in database: String) throws {
  let titles = "\(folder)/titles.txt"
  let sql = """
    SELECT replace(title, char(10), ' ') FROM articles
     WHERE id % (SELECT max(1, max(id) / 30) FROM articles) = 1 ORDER BY id LIMIT 30
    """
  _ = try time(["sh", "-c", "sqlite3 -readonly \(database) \"\(sql)\" > \(titles)"])
  var ours: [Run] = []
  var shell: [Run] = []
  for title in try lines(of: titles) {
    // Words of one token each, as in the ranking benchmark.
    let words = String(title.map { $0.isASCII && $0.isLetter ? $0 : " " })
    guard words.contains(where: { $0 != " " }) else { continue }
    ours.append(try time([search, "--database", database, "--", words]))
    shell.append(try time(["sqlite3", "-readonly", database, "SELECT 1"]))
  }
  let ratio = zip(ours, shell).map { $0.seconds / $1.seconds }.median
  print("")
  print("One search for a title of the corpus, whole process, medians of \(ours.count) in turn")
  print("")
  print("| | milliseconds | peak MiB |")
  print("| --- | --- | --- |")
  for (name, runs) in [("search", ours), ("sqlite3 DATABASE 'SELECT 1'", shell)] {
    let peak = runs.map(\.peakMebibytes).max() ?? 0
    print("| \(name) | \(fixed(runs.map(\.seconds).median * 1_000)) | \(fixed(peak)) |")
  }
  print("| ratio, median of pairs | \(fixed(ratio)) | |")
  print("")
  limit("the time of a cold search, relative to SELECT 1,", ratio, to: 6)
}

func lines(of path: String) throws -> [String] {
  guard let file = fopen(path, "r") else { throw BenchError(sentence: "\(path) cannot be read") }
  defer { fclose(file) }
  var result: [String] = []
  var line = [CChar](repeating: 0, count: 4_096)
  while fgets(&line, 4_096, file) != nil {
    let text = String(
      decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    result.append(String(text.prefix { !$0.isNewline }))
  }
  return result
}

func shellScript(source: String) -> String {
  """
  ATTACH '\(source)' AS source;
  PRAGMA synchronous = NORMAL;
  DROP TRIGGER passages_after_insert;
  BEGIN;
  INSERT INTO articles SELECT * FROM source.articles;
  INSERT INTO passages SELECT * FROM source.passages;
  INSERT INTO passages_fts(passages_fts) VALUES ('rebuild');
  COMMIT;

  """
}

func write(_ text: String, to path: String) throws {
  guard let file = fopen(path, "w") else { throw BenchError(sentence: "\(path) cannot be written") }
  fputs(text, file)
  fclose(file)
}

func machine() -> String {
  guard let file = fopen("/proc/cpuinfo", "r") else { return "unknown" }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 512)
  while fgets(&line, 512, file) != nil {
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    if text.hasPrefix("model name"), let colon = text.firstIndex(of: ":") {
      let name = text[text.index(after: colon)...].filter { !$0.isNewline }.drop { $0 == " " }
      return "\(name), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores"
    }
  }
  return "unknown"
}

/// Returns `value` with two decimals.
func fixed(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let fraction = String(hundredths % 100)
  return "\(hundredths / 100)." + (fraction.count == 1 ? "0" : "") + fraction
}
