import Synchronization
import TestSupport
import Testing

@testable import Threading

struct WorkQueueTests {
  @Test func `all work is done, each piece by one thread, and states are not shared`() {
    let done = Mutex<[Int]>([])
    let queue = WorkQueue<Int>(threads: 4, capacity: 10_000, makeState: { 0 })
    for number in 0..<5_000 {
      #expect(
        queue.add { state in
          state += 1
          let seen = state
          done.withLock { $0.append(number) }
          // Another thread that shared the state would have changed it meanwhile.
          if state != seen { done.withLock { $0.append(-1) } }
        })
    }
    queue.stop()
    #expect(done.withLock { $0.sorted() } == Array(0..<5_000))
  }

  @Test func `work beyond the capacity is refused, and nothing that was accepted is lost`() {
    let gate = Mutex<Void>(())
    let done = Atomic<Int>(0)
    let started = Atomic<Bool>(false)
    let queue = WorkQueue<Void>(threads: 1, capacity: 3, makeState: {})
    gate.withLock { _ in
      #expect(
        queue.add { _ in
          started.store(true, ordering: .releasing)
          gate.withLock { _ in }
        })
      while !started.load(ordering: .acquiring) {}
      let accepted = (0..<10).count { _ in
        queue.add { _ in done.add(1, ordering: .relaxed) }
      }
      #expect(accepted == 3)
      #expect(queue.counts.waiting == 3 && queue.counts.running == 1)
    }
    queue.stop()
    #expect(done.load(ordering: .relaxed) == 3)
    #expect(!queue.add { _ in })
  }

  @Test func `work that waits for a place in the queue is done, in order`() {
    let done = Mutex<[Int]>([])
    let queue = WorkQueue<Void>(threads: 1, capacity: 2, makeState: {})
    for number in 0..<500 {
      #expect(queue.addWaiting { _ in done.withLock { $0.append(number) } })
      #expect(queue.counts.waiting <= 2)
    }
    queue.stop()
    #expect(done.withLock { $0 } == Array(0..<500))
    #expect(!queue.addWaiting { _ in })
  }
}
