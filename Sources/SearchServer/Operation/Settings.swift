internal import FoundationEssentials

/// The settings of a server.
struct Settings: Sendable {
  var database: String
  var address = ListenAddress.tcp(host: "127.0.0.1", port: 7700)
  /// The public address, without a slash at its end; nil for the one in `Host`.
  var baseURL: String?
  var allowedOrigins: [String] = []
  /// The tokens, one of which a client must present; nil for none.
  var tokens: Tokens?
  /// The number of threads that search.
  var threads = 2
  /// The number of requests that may wait for a thread.
  var queue = 64
  /// The time that a search may take, in milliseconds, and the most that a client may ask for.
  var deadline = 2_000
  var maxDeadline = 30_000
  /// The shortest time that a client may ask for.
  static let minDeadline = 100
  /// The maximum number of hits on a page.
  var maxLimit = 1_000
  /// The maximum number of lines of a batch.
  var maxBatchLines = 1_000
  /// True to log the text of queries.
  var logsQueries = false
  var limits = Limits()
  /// The time that running requests have to end when the server is stopped, in seconds.
  var graceSeconds = 10
  /// Called at each check of a deadline; a test makes searches slow with it.
  var onCheck: (@Sendable () -> Void)?

  init(database: String) { self.database = database }
}
