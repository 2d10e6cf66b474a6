internal import Glibc

/// Two runs, compared topic by topic.
public struct Comparison: Equatable, Sendable {
  /// The second run's value less the first one's, for each topic; 0 where they differ by what is
  /// lost in computing them.
  public let differences: [Double]
  /// For how many topics the second is better.
  public let wins: Int
  /// For how many topics the second is worse.
  public let losses: Int
  /// The probability of a mean that far from 0 if the runs were equally good, by Student's t-test for
  /// pairs; nothing where all differences are equal.
  public let tTest: Double?
  /// The same by flipping the signs of differences at random.
  ///
  /// Smucker, Allan, Carterette: A comparison of statistical significance tests for information
  /// retrieval evaluation, CIKM 2007.
  public let randomizationTest: Double

  /// How often the signs are flipped; below twenty topics, all ways to flip them are counted.
  public static let trials = 100_000

  /// Values from 0 to 1 that are equal may differ by less than this once they are computed.
  private static let lost = 1e-12

  /// Compares the values of two runs for the same topics.
  public init(_ first: [Double], _ second: [Double]) {
    let differences = zip(first, second).map { abs($1 - $0) < Self.lost ? 0 : $1 - $0 }
    self.differences = differences
    wins = differences.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    losses = differences.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
    tTest = Self.tTest(differences)
    randomizationTest = Self.randomizationTest(differences)
  }

  /// For how many topics both are as good.
  public var ties: Int { differences.count - wins - losses }

  /// The mean difference; 0 without topics.
  public var mean: Double {
    differences.isEmpty ? 0 : differences.reduce(0, +) / Double(differences.count)
  }

  private static func tTest(_ differences: [Double]) -> Double? {
    let count = Double(differences.count)
    guard count > 1 else { return nil }
    let mean = differences.reduce(0, +) / count
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    guard variance > lost * lost else { return nil }
    let t = mean / (variance / count).squareRoot()
    let freedom = count - 1
    return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
  }

  private static func randomizationTest(_ differences: [Double]) -> Double {
    let present = differences.filter { $0 != 0 }
    guard !present.isEmpty else { return 1 }
    // Sums in another order differ in the last digits.
    let limit = abs(present.reduce(0, +)) * (1 - 1e-12)
    let sums = SignedSums(present)
    if present.count < 20 {
      let ways = 1 << present.count
      var extreme = 0
      for signs in 0..<ways {
        var sum = 0.0
        for group in 0..<sums.groups { sum += sums[group, UInt64(signs) >> (8 * group)] }
        if abs(sum) >= limit { extreme += 1 }
      }
      return Double(extreme) / Double(ways)
    }
    var random = SplitMix64(state: 1)
    var extreme = 0
    for _ in 0..<trials {
      var (sum, bits) = (0.0, UInt64(0))
      for group in 0..<sums.groups {
        bits = group % 8 == 0 ? random.next() : bits >> 8
        sum += sums[group, bits]
      }
      if abs(sum) >= limit { extreme += 1 }
    }
    // The order that was observed is one of them.
    return Double(extreme + 1) / Double(trials + 1)
  }

  /// The regularized incomplete beta function I_x(a, b), by the continued fraction of Lentz.
  ///
  /// Press, Teukolsky, Vetterling, Flannery: Numerical Recipes, 3rd edition, 6.4.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let front = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    // The fraction converges fast on this side only.
    return x < (a + 1) / (a + b + 2)
      ? front * betaFraction(x, a, b) / a : 1 - front * betaFraction(1 - x, b, a) / b
  }

  private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
    var result = d
    for step in 1...1_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / nonzero(1 + even * d, tiny)
      c = nonzero(1 + even / c, tiny)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / nonzero(1 + odd * d, tiny)
      c = nonzero(1 + odd / c, tiny)
      result *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return result
  }

  private static func nonzero(_ value: Double, _ tiny: Double) -> Double {
    abs(value) < tiny ? tiny : value
  }
}

/// The sums of differences with all signs, eight differences at a time, so that a sum with many signs
/// is a few steps.
private struct SignedSums {
  /// How many times there are eight differences, the last time maybe fewer.
  let groups: Int
  private var sums: [Double]

  init(_ differences: [Double]) {
    groups = (differences.count + 7) / 8
    sums = [Double](repeating: 0, count: groups << 8)
    for (index, difference) in differences.enumerated() {
      for signs in 0..<256 {
        sums[(index / 8) << 8 | signs] += signs >> (index % 8) & 1 == 0 ? difference : -difference
      }
    }
  }

  /// The sum of a group in which those are negative whose bits are set in the lowest eight of `signs`.
  subscript(group: Int, signs: UInt64) -> Double { sums[group << 8 | Int(signs & 0xFF)] }
}

/// A random generator of which the same state gives the same numbers: runs compare the same always.
///
/// Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
