internal import Glibc
internal import SQLite
internal import Threading

/// The content of `posting_blocks`, computed in advance on several threads.
///
/// Each thread has its own connection, which sees only committed data. The result is valid only if
/// the index has not changed by the time the table is written.
struct PreparedBlocks {
  /// The fingerprint of the index from which the blocks were computed.
  let fingerprint: [UInt8]
  /// The terms in ascending order, each with its encoded blocks.
  let blocks: [(term: [UInt8], blocks: [UInt8])]

  /// The minimum number of leaves for each thread, below which a thread costs more than it saves.
  private static let minLeavesPerThread = 1_000
  private static let maxThreads = 8

  /// Computes the blocks of the index of `connection`; nil if the index is too small to use several
  /// threads, or a thread fails.
  init?(of connection: Connection) throws(IndexError) {
    guard let path = connection.path else { return nil }
    let state = try IndexState(of: connection)
    guard PostingBlockTable.canBuild(from: state), let segment = state.structure.segments.first
    else { return nil }
    let leaves = segment.firstLeaf..<segment.lastLeaf + 1
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let count = min(cores, Self.maxThreads, leaves.count / Self.minLeavesPerThread)
    guard count > 1 else { return nil }
    let shares = (0..<count).map { index in
      Share(
        path: path, fingerprint: state.fingerprint,
        leaves: leaves.lowerBound + leaves.count * index / count..<leaves.lowerBound + leaves.count
          * (index + 1) / count)
    }
    let threads = shares.map { share in WorkerThread { share.work() } }
    for thread in threads { thread?.join() }
    guard shares.allSatisfy(\.isDone) else { return nil }
    fingerprint = state.fingerprint
    blocks = shares.flatMap(\.blocks)
  }

  /// The leaves for which one thread computes the blocks.
  private final class Share: @unchecked Sendable {
    // Unchecked, because only the thread writes `blocks` and `isDone`, and others read them only
    // after it has ended.
    private(set) var blocks: [(term: [UInt8], blocks: [UInt8])] = []
    private(set) var isDone = false
    private let path: String
    private let fingerprint: [UInt8]
    private let leaves: Range<Int>

    init(path: String, fingerprint: [UInt8], leaves: Range<Int>) {
      self.path = path
      self.fingerprint = fingerprint
      self.leaves = leaves
    }

    /// Computes the blocks, and sets `isDone` if that succeeds.
    ///
    /// Errors are ignored here, because they occur again when the table is built without the
    /// prepared blocks.
    func work() {
      guard let connection = try? Connection(path: path, access: .readOnly) else { return }
      isDone = (try? connection.transaction(.read) { try work(connection) }) ?? false
    }

    private func work(_ connection: Connection) throws -> Bool {
      let state = try IndexState(of: connection)
      guard state.fingerprint == fingerprint else { return false }
      try PostingBlockTable.forEachEntry(state, connection, leaves: leaves) { term, blocks in
        self.blocks.append((term, blocks.encoded(for: term)))
      }
      return true
    }
  }
}
