import Testing
import TestSupport

@testable import Ingest

/// A reader that is interrupted and resumed must pass on everything once.
struct ReadPositionTests {
  /// A file or member: records, or members.
  private indirect enum Tree {
    case records(Int)
    case members([Tree])

    static func random(depth: Int, _ random: inout SeededGenerator) -> Tree {
      if depth == 0 || random.chance(1, in: 2) { return .records(random.below(4)) }
      return .members((0..<random.below(5)).map { _ in Tree.random(depth: depth - 1, &random) })
    }
  }

  private enum Event: Equatable {
    case member(String)
    case end
    case record(String)
  }

  /// Reads a tree from a position on, as a worker does.
  private func events(of tree: Tree, from start: ReadPosition) -> [Event] {
    let filter = PositionFilter(start)
    var events: [Event] = []
    func read(_ tree: Tree, _ name: String) {
      switch tree {
      case .records(let count):
        for number in 0..<count where filter.passesRecord() {
          events.append(.record("\(name):\(number)"))
        }
      case .members(let members):
        for (index, member) in members.enumerated() {
          let name = name + "/\(index)"
          let choice = filter.beginMember()
          if choice == .announce { events.append(.member(name)) }
          if choice != .skip { read(member, name) }
          if filter.endMember() { events.append(.end) }
        }
      }
    }
    read(tree, "")
    return events
  }

  @Test func `a file that is read in pieces is read once and completely`() throws {
    for seed in seeds(3_000) {
      var random = SeededGenerator(seed: seed)
      let tree = Tree.random(depth: 3, &random)
      let whole = events(of: tree, from: ReadPosition())
      var read: [Event] = []
      var position = ReadPosition()
      while read.count < whole.count {
        let rest = events(of: tree, from: position)
        try #require(
          rest == Array(whole.dropFirst(read.count)), "seed \(seed) after \(read.count): \(tree)")
        for event in rest.prefix(1 + random.below(4)) {
          read.append(event)
          switch event {
          case .member: position.beginMember()
          case .end: position.endMember()
          case .record: position.passRecord()
          }
        }
      }
    }
  }

  @Test func `a member that cannot be read is left out, and the next one is read`() throws {
    let tree = Tree.members([
      .records(2), .members([.records(1), .records(3)]), .records(1),
    ])
    var position = ReadPosition()
    // The first member, and one record of it
    position.beginMember()
    position.passRecord()
    position.endMember()
    #expect(events(of: tree, from: position).first == .member("/1"))
    // The second member, a container, as a whole
    position.beginMember()
    position.beginMember()
    position.endMember()
    position.endMember()
    #expect(events(of: tree, from: position) == [.member("/2"), .record("/2:0"), .end])
  }
}
