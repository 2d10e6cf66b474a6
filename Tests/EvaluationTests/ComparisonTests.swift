import Foundation
import TestSupport
import Testing

@testable import Evaluation

struct ComparisonTests {
  /// The expected values come from SciPy's ttest_1samp, and from counting all combinations of
  /// signs.
  @Test func `significance agrees with published examples`() throws {
    let comparison = Comparison([0.1, 0.2, 0.3, 0.4, 0.5], [0.2, 0.4, 0.3, 0.8, 0.45])
    #expect(comparison.wins == 3 && comparison.losses == 1)
    #expect(abs(comparison.mean - 0.13) < 1e-12)
    #expect(abs(try #require(comparison.tTest) - 0.179_487_7) < 1e-6)
    // Of the sixteen combinations of signs for 0.1, 0.2, 0.4 and 0.05, four have a sum of at least
    // 0.65 in magnitude: all plus, all plus but the smallest, and the opposites of these two.
    #expect(comparison.randomizationTest == 0.25)
  }

  @Test func `equal runs do not differ`() {
    let comparison = Comparison([0.5, 0.25], [0.5, 0.25])
    #expect(comparison.tTest == nil && comparison.randomizationTest == 1)
    #expect(comparison.wins == 0 && comparison.losses == 0 && comparison.mean == 0)
    #expect(Comparison([], []).mean == 0)
  }

  @Test func `few differences are tested with every combination of signs`() {
    var random = SeededGenerator(seed: firstSeed)
    for count in [1, 7, 8, 9, 16, 17] {
      let differences = (0..<count).map { _ in Double.random(in: -0.2...0.3, using: &random) }
      let total = abs(differences.reduce(0, +)) * (1 - 1e-12)
      let extreme = (0..<(1 << count)).count { signs in
        var sum = 0.0
        for (index, difference) in differences.enumerated() {
          sum += signs >> index & 1 == 0 ? difference : -difference
        }
        return abs(sum) >= total
      }
      let comparison = Comparison(differences.map { _ in 0 }, differences)
      #expect(comparison.randomizationTest == Double(extreme) / Double(1 << count))
    }
  }

  /// The probability is twice that of at least `wins` heads in `topics` tosses of a coin.
  @Test(arguments: [(20, 14, 0.115_318), (30, 20, 0.098_737), (70, 42, 0.119_609)])
  func `many differences are tested with random signs`(topics: Int, wins: Int, probability: Double)
  {
    let differences = (0..<topics).map { $0 < wins ? 0.125 : -0.125 }
    let comparison = Comparison(differences.map { _ in 0.5 }, differences.map { 0.5 + $0 })
    #expect(comparison.wins == wins && comparison.ties == 0)
    #expect(abs(comparison.randomizationTest - probability) < 0.005)
  }

  @Test func `rounding errors are no difference`() {
    let comparison = Comparison([0.1 + 0.2, 0.5, 0.25], [0.3, 0.5, 0.5])
    #expect(comparison.ties == 2 && comparison.wins == 1 && comparison.losses == 0)
    // As Doubles, 0.2 - 0.1 and 0.3 - 0.2 are not equal.
    let equal = Comparison([0.1, 0.2], [0.2, 0.3])
    #expect(equal.tTest == nil && equal.wins == 2 && equal.randomizationTest == 0.5)
  }

  @Test func `the test of many topics is repeatable and agrees with the t-test`() throws {
    for seed in seeds(5) {
      var random = SeededGenerator(seed: seed)
      let first = (0..<200).map { _ in Double.random(in: 0...1, using: &random) }
      let second = first.map { $0 + Double.random(in: -0.2...0.22, using: &random) }
      let comparison = Comparison(first, second)
      #expect(comparison == Comparison(first, second))
      let tTest = try #require(comparison.tTest)
      #expect(abs(tTest - comparison.randomizationTest) < 0.02, "seed \(seed)")
    }
  }

  @Test(arguments: [
    (0.5, 0.5, 0.5, 0.5), (0.2, 2, 3, 0.1808), (0.9, 10, 0.5, 0.151_64), (0, 1, 1, 0), (1, 1, 1, 1),
  ])
  func `the incomplete beta function has its known values`(
    x: Double, a: Double, b: Double, value: Double
  ) {
    #expect(abs(Comparison.incompleteBeta(x, a, b) - value) < 1e-4)
  }
}
