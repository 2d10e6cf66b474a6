import TestSupport

/// Small runs and judgments in a temporary folder, whose measures can be computed by hand.
struct SampleRuns {
  /// The folder of the files.
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, text) in Self.files { try folder.write(name, text) }
  }

  /// The files by their names.
  static let files = [
    "qrels.txt": """
    1 0 a 2
    1 0 b 1
    1 0 c 0
    2 0 d 1
    2 0 e 0
    3 0 f 1
    3 0 g 0
    10 0 h 1
    10 0 i -1

    """,
    // The relevant documents are at ranks 1 and 3 for topic 1, rank 2 for topic 2, and rank 4 for
    // topic 3.
    "old.run": """
    1 Q0 a 1 3 old
    1 Q0 c 2 2 old
    1 Q0 b 3 1 old
    2 Q0 e 1 2 old
    2 Q0 d 2 1 old
    3 Q0 x 1 4 old
    3 Q0 y 2 3 old
    3 Q0 z 3 2 old
    3 Q0 f 4 1 old
    99 Q0 a 1 1 old

    """,
    // The relevant documents are at ranks 1 and 2 for topic 1, rank 1 for topic 2, and rank 5 for
    // topic 3; topic 10 has none.
    "new.run": """
    1 Q0 a 1 3 new
    1 Q0 b 2 2 new
    2 Q0 d 1 1 new
    3 Q0 x 1 5 new
    3 Q0 y 2 4 new
    3 Q0 z 3 3 new
    3 Q0 w 4 2 new
    3 Q0 f 5 1 new
    10 Q0 q 1 1 new

    """,
    "third.run": "1 Q0 a 1 1 third\n",
    "beir.tsv": """
    query-id\tcorpus-id\tscore
    1\ta\t2
    1\tb\t1
    1\tc\t0
    2\td\t1
    2\te\t0
    3\tf\t1
    3\tg\t0
    10\th\t1
    10\ti\t-1

    """,
  ]

  /// Runs `search evaluate` in the folder.
  func evaluate(
    _ arguments: [String], input: String = "", environment: [String: String?] = [:]
  ) throws -> CommandResult {
    try folder.search(
      ["evaluate"] + arguments, input: input,
      environment: environment.merging(["LC_ALL": "C.UTF-8"]) { given, _ in given })
  }
}
