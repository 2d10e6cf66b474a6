/// The amount of text before each node of a page, so that the amount inside any element is a
/// difference of two numbers.
///
/// Nothing is stored for the nodes before the first text: many pages have no links, or no
/// paragraphs.
struct TextSums {
  /// The amount before all nodes that were added.
  private(set) var total: UInt32 = 0
  /// The number of nodes at the start before which there is no text.
  private var zeros = 1
  private var sums: [UInt32] = []
  private let nodeCount: Int

  /// Creates sums for this number of nodes.
  init(nodes count: Int) { nodeCount = count }

  /// Adds the next node, which has this amount of text itself.
  mutating func add(_ amount: UInt32) {
    if total == 0 {
      guard amount > 0 else {
        zeros += 1
        return
      }
      sums.reserveCapacity(nodeCount + 1 - zeros)
    }
    total += amount
    sums.append(total)
  }

  /// The amount of text in a range of nodes.
  func amount(in range: Range<Int>) -> Int {
    Int(before(range.upperBound)) - Int(before(range.lowerBound))
  }

  private func before(_ index: Int) -> UInt32 { index < zeros ? 0 : sums[index - zeros] }
}
