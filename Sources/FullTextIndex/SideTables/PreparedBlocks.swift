internal import Glibc
internal import SQLite
internal import Threading

/// What `posting_blocks` is to hold, worked out beforehand on several threads.
///
/// Each has a connection of its own, and sees what is committed; so it can be of use only if the
/// index is still the same when the table is written.
struct PreparedBlocks {
  /// The state of the index that it was made from.
  let fingerprint: [UInt8]
  /// The terms, ascending, each with what is stored of it.
  let blocks: [(term: [UInt8], blocks: [UInt8])]

  /// So many leaves are worth a thread.
  private static let fewestLeaves = 1_000
  private static let mostThreads = 8

  /// Works out the blocks of the index that `connection` is connected to; nothing where that cannot
  /// be done on several threads, or is not worth it.
  init?(of connection: Connection) throws(IndexError) {
    guard let path = connection.path else { return nil }
    let state = try IndexState(of: connection)
    guard PostingBlockTable.canBeMade(from: state), let segment = state.structure.segments.first
    else { return nil }
    let leaves = segment.firstLeaf..<segment.lastLeaf + 1
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let count = min(cores, Self.mostThreads, leaves.count / Self.fewestLeaves)
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

  /// The leaves that one thread looks at.
  private final class Share: @unchecked Sendable {
    // `blocks` and `isDone` are written by the thread, and read once it was waited for.
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

    /// Whatever fails here is told when the table is made without this.
    func work() {
      guard let connection = try? Connection(path: path, access: .readOnly) else { return }
      isDone = (try? connection.transaction(.read) { try work(connection) }) ?? false
    }

    private func work(_ connection: Connection) throws -> Bool {
      let state = try IndexState(of: connection)
      guard state.fingerprint == fingerprint else { return false }
      try PostingBlockTable.make(state, connection, leaves: leaves) { term, blocks in
        self.blocks.append((term, blocks.encoded))
      }
      return true
    }
  }
}
