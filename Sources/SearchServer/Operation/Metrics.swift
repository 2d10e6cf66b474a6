internal import Synchronization

/// A stage of answering a request.
enum Stage: String, CaseIterable, Sendable {
  /// Waiting for a thread of the pool.
  case queue
  /// Finding and ranking.
  case rank
  /// Turning the answer into bytes.
  case render
}

/// The time that each stage of one request took.
final class Timings: Sendable {
  private let stages = Mutex<[Stage: Duration]>([:])

  func note(_ stage: Stage, _ duration: Duration) {
    stages.withLock { $0[stage, default: .zero] += duration }
  }

  /// Runs `body`, and notes its time.
  func measure<T>(_ stage: Stage, _ body: () throws -> T) rethrows -> T {
    let start = ContinuousClock.now
    defer { note(stage, ContinuousClock.now - start) }
    return try body()
  }

  var all: [Stage: Duration] { stages.withLock { $0 } }

  /// The value of `Server-Timing`, in milliseconds; see <https://www.w3.org/TR/server-timing/>.
  var header: String {
    let all = all
    return Stage.allCases.compactMap { stage in
      all[stage].map { "\(stage.rawValue);dur=\(milliseconds($0))" }
    }.joined(separator: ", ")
  }

  private func milliseconds(_ duration: Duration) -> String {
    let microseconds = Int(duration / .microseconds(1))
    let rest = String(microseconds % 1_000)
    return "\(microseconds / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}

/// The counters of the server, which `/metrics` prints in Prometheus's text format.
///
/// See <https://prometheus.io/docs/instrumenting/exposition_formats/>.
final class Metrics: Sendable {
  /// The upper bounds of the histogram's buckets, in milliseconds.
  private static let bounds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000]

  private struct Histogram {
    var counts = [Int](repeating: 0, count: Metrics.bounds.count)
    var count = 0
    var sum = Duration.zero

    mutating func add(_ duration: Duration) {
      count += 1
      sum += duration
      let milliseconds = duration / .milliseconds(1)
      for (index, bound) in Metrics.bounds.enumerated() where milliseconds <= Double(bound) {
        counts[index] += 1
      }
    }
  }

  private struct Counters {
    var requests: [String: Int] = [:]
    var stages: [String: Histogram] = [:]
    var refusals = 0
    var degraded = 0
  }
  private let counters = Mutex(Counters())

  /// Counts a request that was answered.
  func count(endpoint: String, status: Int, total: Duration, _ timings: Timings) {
    let stages = timings.all
    counters.withLock { counters in
      counters.requests["endpoint=\"\(endpoint)\",status=\"\(status)\"", default: 0] += 1
      counters.stages["total", default: Histogram()].add(total)
      for (stage, duration) in stages {
        counters.stages[stage.rawValue, default: Histogram()].add(duration)
      }
    }
  }

  /// Counts a request that was refused because too many others wait.
  func countRefusal() { counters.withLock { $0.refusals += 1 } }

  /// Counts an answer with partial hits.
  func countDegraded() { counters.withLock { $0.degraded += 1 } }

  /// Returns all metrics as text; `gauges` are the current values of further ones.
  func text(gauges: [(name: String, help: String, value: Int)]) -> String {
    let counters = counters.withLock { $0 }
    var lines = [
      "# HELP pressmark_requests_total Requests, by endpoint and status.",
      "# TYPE pressmark_requests_total counter",
    ]
    for (labels, count) in counters.requests.sorted(by: { $0.key < $1.key }) {
      lines.append("pressmark_requests_total{\(labels)} \(count)")
    }
    for (name, help, value) in [
      ("refused", "Requests refused because the queue was full.", counters.refusals),
      ("degraded_answers", "Answers with partial hits.", counters.degraded),
    ] {
      lines += [
        "# HELP pressmark_\(name)_total \(help)", "# TYPE pressmark_\(name)_total counter",
        "pressmark_\(name)_total \(value)",
      ]
    }
    lines += [
      "# HELP pressmark_request_seconds Time of requests, by stage.",
      "# TYPE pressmark_request_seconds histogram",
    ]
    for (stage, histogram) in counters.stages.sorted(by: { $0.key < $1.key }) {
      for (bound, count) in zip(Self.bounds, histogram.counts) {
        lines.append(
          "pressmark_request_seconds_bucket{stage=\"\(stage)\",le=\"\(seconds(bound))\"} \(count)")
      }
      lines += [
        "pressmark_request_seconds_bucket{stage=\"\(stage)\",le=\"+Inf\"} \(histogram.count)",
        "pressmark_request_seconds_sum{stage=\"\(stage)\"} \(histogram.sum / .seconds(1))",
        "pressmark_request_seconds_count{stage=\"\(stage)\"} \(histogram.count)",
      ]
    }
    for gauge in gauges {
      lines += [
        "# HELP pressmark_\(gauge.name) \(gauge.help)", "# TYPE pressmark_\(gauge.name) gauge",
        "pressmark_\(gauge.name) \(gauge.value)",
      ]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func seconds(_ milliseconds: Int) -> String { String(Double(milliseconds) / 1_000) }
}
