import Foundation

/// SplitMix64, a random generator that repeats its numbers for the same seed.
///
/// Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension SeededGenerator {
  /// Returns a number in `0..<bound`.
  package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// Returns true with a probability of `numerator / denominator`.
  package mutating func chance(_ numerator: Int, in denominator: Int) -> Bool {
    below(denominator) < numerator
  }

  /// Returns one of `values`.
  ///
  /// - Precondition: `values` is not empty.
  package mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

  /// Draws words from a list.
  ///
  /// For each word, `skew` words are drawn, and the one that comes first in the list is taken. With
  /// 1, all words are equally frequent; with 3, the first are far more frequent than the last.
  package mutating func words(
    _ counts: ClosedRange<Int>, of list: [String], skew: Int = 1
  ) -> [String] {
    (0..<Int.random(in: counts, using: &self)).map { _ in
      list[(0..<skew).reduce(list.count) { least, _ in min(least, below(list.count)) }]
    }
  }
}

/// The first seed of random tests: `$SEED`, or 1.
package let firstSeed = ProcessInfo.processInfo.environment["SEED"].flatMap { Int($0) } ?? 1

/// Returns `count` seeds for a random test, starting with `firstSeed`.
///
/// Every failure of such a test prints its seed n; `SEED=n make test` starts with this seed.
package func seeds(_ count: Int) -> Range<Int> { firstSeed..<firstSeed + count }
