import Foundation
import Synchronization
import TestSupport
import Testing
import Threading

/// Work that is produced, done and consumed on different threads.
struct OrderedPipelineTests {
  private struct Failure: Error, Equatable { var number: Int }

  /// The current and the largest weight of pieces that were given and not yet taken.
  private final class Load: Sendable {
    private let state = Mutex((now: 0, most: 0))

    func add(_ weight: Int) {
      state.withLock { state in
        state.now += weight
        state.most = max(state.most, state.now)
      }
    }

    var most: Int { state.withLock(\.most) }
  }

  /// Pauses for up to `most` microseconds, depending only on `number` and `seed`.
  private static func pause(_ number: Int, _ seed: Int, most: UInt32) {
    var random = SeededGenerator(seed: seed &* 1_000_003 &+ number)
    // Most pieces take no time, and some take long, so that later pieces overtake earlier ones.
    if Int.random(in: 0..<4, using: &random) == 0 {
      usleep(UInt32.random(in: 0...most, using: &random))
    }
  }

  @Test(arguments: seeds(12))
  func `outputs keep the order of inputs, however long each takes`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 0...400, using: &random)
    let jobs = Int.random(in: 0...6, using: &random)
    let capacity = Int.random(in: 1...50, using: &random)
    let pipeline = OrderedPipeline<Int, Int>(capacity: capacity) { number in
      Self.pause(number, seed, most: 2_000)
      return number * 3
    }
    var taken: [Int] = []
    try pipeline.run(
      jobs: jobs,
      give: { give in
        for number in 0..<count {
          Self.pause(number, seed + 1, most: 300)
          #expect(give(number, 1 + number % 7), "seed \(seed)")
        }
      },
      take: { output in
        Self.pause(output, seed + 2, most: 300)
        taken.append(output)
      })
    #expect(taken == (0..<count).map { $0 * 3 }, "seed \(seed), \(jobs) jobs, capacity \(capacity)")
  }

  @Test(arguments: seeds(6))
  func `the pipeline never exceeds its capacity, except with one larger piece`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let capacity = Int.random(in: 10...40, using: &random)
    let weights = (0..<300).map { _ in
      Int.random(in: 0..<20, using: &random) == 0 ? 100 : Int.random(in: 1...10, using: &random)
    }
    let load = Load()
    let pipeline = OrderedPipeline<Int, Int>(capacity: capacity) { weight in
      Self.pause(weight, seed, most: 500)
      return weight
    }
    var largestAlone = 0
    try pipeline.run(
      jobs: 2,
      give: { give in
        for weight in weights {
          _ = give(weight, weight)
          load.add(weight)
        }
      },
      take: { weight in
        usleep(50)
        load.add(-weight)
        largestAlone = max(largestAlone, weight)
      })
    #expect(largestAlone == 100, "seed \(seed): the test has to try what is too large")
    // The piece that is being taken has left the pipeline, but is still counted here.
    #expect(load.most <= 100 + max(capacity, 100), "seed \(seed), capacity \(capacity)")
    #expect(load.most >= 100)
  }

  @Test func `the producer waits for the consumer`() throws {
    let given = Atomic<Int>(0)
    let pipeline = OrderedPipeline<Int, Int>(capacity: 4) { $0 }
    var isFirst = true
    try pipeline.run(
      jobs: 1,
      give: { give in
        for number in 0..<100 where give(number, 1) { given.add(1, ordering: .relaxed) }
      },
      take: { _ in
        guard isFirst else { return }
        isFirst = false
        #expect(!waitUntil(seconds: 0.2) { given.load(ordering: .relaxed) > 6 })
      })
    let count = given.load(ordering: .relaxed)
    #expect(count == 100)
  }

  @Test(arguments: seeds(8))
  func `when the consumer fails, all threads end and nothing more is consumed`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let last = Int.random(in: 0..<100, using: &random)
    let jobs = Int.random(in: 0...4, using: &random)
    let wasRefused = Atomic<Bool>(false)
    let pipeline = OrderedPipeline<Int, Int>(capacity: 8) { number in
      Self.pause(number, seed, most: 1_000)
      return number
    }
    var taken: [Int] = []
    #expect(throws: Failure(number: last), "seed \(seed)") {
      try pipeline.run(
        jobs: jobs,
        give: { give in
          // Gives endlessly, until a piece is refused.
          var number = 0
          while give(number, 1) { number += 1 }
          wasRefused.store(true, ordering: .relaxed)
        },
        take: { number in
          taken.append(number)
          if number == last { throw Failure(number: number) }
        })
    }
    // `run` has returned, so its threads have been joined.
    let isRefused = wasRefused.load(ordering: .relaxed)
    #expect(isRefused, "seed \(seed)")
    #expect(taken == Array(0...last), "seed \(seed)")
  }

  @Test func `idle is called while there is nothing to consume, and can end the work`() throws {
    let pipeline = OrderedPipeline<Int, Int>(capacity: 1) { $0 }
    let isOver = Atomic<Bool>(false)
    var calls = 0
    #expect(throws: Failure(number: 3)) {
      try pipeline.run(
        jobs: 1,
        give: { _ in while !isOver.load(ordering: .relaxed) { usleep(1_000) } },
        take: { _ in Issue.record("nothing was given out") },
        idle: {
          calls += 1
          guard calls == 3 else { return }
          isOver.store(true, ordering: .relaxed)
          throw Failure(number: calls)
        })
    }
    #expect(calls == 3)
  }

  @Test func `nothing is consumed if nothing was produced`() throws {
    let pipeline = OrderedPipeline<Int, Int>(capacity: 1) { $0 }
    try pipeline.run(jobs: 3, give: { _ in }, take: { _ in Issue.record("there was nothing") })
  }
}

/// Work of a known number of pieces.
struct OrderedWorkTests {
  @Test(arguments: seeds(6))
  func `outputs come in order, on any number of threads`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let (count, jobs) = (
      Int.random(in: 0...300, using: &random), Int.random(in: 0...5, using: &random)
    )
    let work = OrderedWork<Int>(count: count) {
      { index in
        if index % 5 == seed % 5 { usleep(UInt32(index % 7) * 100) }
        return index * 2
      }
    }
    var outputs: [Int] = []
    work.run(jobs: jobs) { outputs.append($0) }
    #expect(outputs == (0..<count).map { $0 * 2 }, "seed \(seed), \(jobs) jobs")
  }
}
