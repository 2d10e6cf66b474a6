import Foundation

/// SplitMix64: a random generator that a seed repeats.
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

/// The seeds of a random test: `count` of them, from `$SEED` on, or from 1.
///
/// Every failure of such a test prints the seed; `SEED=n make test` starts there.
package func seeds(_ count: Int) -> Range<Int> {
  let first = ProcessInfo.processInfo.environment["SEED"].flatMap { Int($0) } ?? 1
  return first..<first + count
}
