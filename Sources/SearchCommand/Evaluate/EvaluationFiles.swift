internal import Evaluation
internal import Output

/// The runs and the judgments that the command evaluates.
struct EvaluationFiles {
  /// The runs and their names.
  let runs: [(path: String, run: RankedRun)]
  let qrels: String
  let judgments: Judgments
  /// Warnings about runs that have little in common with the judgments.
  private(set) var notices: [String] = []

  /// - Throws: `CommandError`, if a file cannot be read, is empty, or has no topic in common
  ///   with the judgments.
  init(runs: [String], qrels: String) throws(CommandError) {
    var read: [(path: String, run: RankedRun)] = []
    for path in runs { read.append((path, try Self.run(path))) }
    self.runs = read
    self.qrels = qrels
    judgments = try Self.judgments(qrels)
    for (path, run) in read { try check(run, path) }
  }

  private static func judgments(_ path: String) throws(CommandError) -> Judgments {
    let bytes = try readFile(path)
    let judgments: Judgments
    do { judgments = try Judgments(bytes) } catch { throw error.commandError(path) }
    guard !judgments.grades.isEmpty else {
      throw CommandError(sentence: "\(name(path)): there is no judgment in it")
    }
    return judgments
  }

  private static func run(_ path: String) throws(CommandError) -> RankedRun {
    let bytes = try readFile(path)
    let run: RankedRun
    if JSONLRun.isStart(of: bytes) {
      run = try JSONLRun.read(bytes, name: name(path))
    } else {
      do { run = try RankedRun(bytes) } catch {
        if error.kind == .notResult, let judgments = try? Judgments(bytes),
          !judgments.grades.isEmpty
        {
          throw CommandError(
            sentence: "\(name(path)) has judgments, but a run comes first: "
              + "search evaluate RUN QRELS")
        }
        throw error.commandError(path)
      }
    }
    guard run.documents.contains(where: { !$0.value.isEmpty }) else {
      throw CommandError(sentence: "\(name(path)): there is no result in it")
    }
    return run
  }

  /// Checks that a run has topics and documents in common with the judgments.
  private mutating func check(_ run: RankedRun, _ path: String) throws(CommandError) {
    let common = run.documents.keys.filter { judgments.grades[$0] != nil }
    guard !common.isEmpty else {
      let (answered, judged) = (run.topics.first ?? "", judgments.topics.first ?? "")
      throw CommandError(
        sentence: "\(Self.name(path)) and \(Self.name(qrels)) have no topic in common: the run "
          + "has \"\(printableLine(answered))\", the judgments have \"\(printableLine(judged))\"")
    }
    let unknown = run.documents.count - common.count
    // A few unknown topics are usual: topics that were not judged.
    if unknown > common.count {
      notices.append(
        "\(counted(unknown, "topic")) of \(Self.name(path)) \(unknown == 1 ? "was" : "were") not "
          + "judged and \(unknown == 1 ? "does" : "do") not count")
    }
    let isJudged = common.contains { topic in
      let grades = judgments.grades[topic] ?? [:]
      return (run.documents[topic] ?? []).contains { grades[$0] != nil }
    }
    guard !isJudged, let topic = common.sorted().first,
      let found = run.documents[topic]?.first, let judged = judgments.grades[topic]?.keys.min()
    else { return }
    notices.append(
      "no document of \(Self.name(path)) was judged: for topic \"\(printableLine(topic))\" it has "
        + "\"\(printableLine(found))\", the judgments have \"\(printableLine(judged))\"")
  }

  /// The name of a file in a sentence.
  fileprivate static func name(_ path: String) -> String {
    path == "-" ? "standard input" : printableLine(path)
  }
}

extension EvaluationError {
  /// Returns an error for people: `path:line: reason`.
  fileprivate func commandError(_ path: String) -> CommandError {
    CommandError(sentence: "\(EvaluationFiles.name(path)):\(line): \(kind.words)")
  }
}

extension EvaluationError.Kind {
  /// A description for people.
  fileprivate var words: String {
    switch self {
    case .notJudgment: "not a judgment; expected: topic iteration document grade"
    case .notTabbedJudgment:
      "not a judgment; expected, separated by tabs: topic document grade"
    case .notResult: "not a result; expected: topic Q0 document rank score tag"
    case .notUTF8: "not UTF-8"
    case .repeatedDocument(let document, let topic):
      "the document \"\(printableLine(document))\" already has a result for topic "
        + "\"\(printableLine(topic))\""
    case .contradiction(let document, let topic):
      "the document \"\(printableLine(document))\" already has another grade for topic "
        + "\"\(printableLine(topic))\""
    }
  }
}
