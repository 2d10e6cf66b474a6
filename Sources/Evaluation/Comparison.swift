internal import Glibc

/// A comparison of two runs, topic by topic.
public struct Comparison: Equatable, Sendable {
  /// The second run's value minus the first run's, for each topic; 0 for a difference within the
  /// rounding error.
  public let differences: [Double]
  /// The number of topics for which the second run is better.
  public let wins: Int
  /// The number of topics for which the second run is worse.
  public let losses: Int
  /// The p-value of Student's paired t-test: the probability of a mean difference at least as far
  /// from 0 if the runs were equally good.
  ///
  /// It is nil if there are fewer than two topics, or if all differences are equal.
  public let tTest: Double?
  /// The p-value of a randomization test, which flips the signs of the differences at random.
  ///
  /// Smucker, Allan, Carterette: A comparison of statistical significance tests for information
  /// retrieval evaluation, CIKM 2007.
  public let randomizationTest: Double

  /// The number of random sign assignments.
  ///
  /// If fewer than twenty differences are nonzero, all assignments are tried instead.
  public static let trials = 100_000

  /// The rounding error of values from 0 to 1.
  private static let roundingError = 1e-12

  /// Compares the values of two runs for the same topics.
  public init(_ first: [Double], _ second: [Double]) {
    let differences = zip(first, second).map { abs($1 - $0) < Self.roundingError ? 0 : $1 - $0 }
    self.differences = differences
    wins = differences.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    losses = differences.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
    tTest = Self.tTest(differences)
    randomizationTest = Self.randomizationTest(differences)
  }

  /// The number of topics for which both runs are equally good.
  public var ties: Int { differences.count - wins - losses }

  /// The mean difference; 0 if there are no topics.
  public var mean: Double {
    differences.isEmpty ? 0 : differences.reduce(0, +) / Double(differences.count)
  }

  private static func tTest(_ differences: [Double]) -> Double? {
    let count = Double(differences.count)
    guard count > 1 else { return nil }
    let mean = differences.reduce(0, +) / count
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    guard variance > roundingError * roundingError else { return nil }
    let t = mean / (variance / count).squareRoot()
    let degreesOfFreedom = count - 1
    return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5)
  }

  private static func randomizationTest(_ differences: [Double]) -> Double {
    let present = differences.filter { $0 != 0 }
    guard !present.isEmpty else { return 1 }
    // Allow for rounding errors: the same terms in another order give a slightly different sum.
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
    // The observed assignment counts as one of the trials.
    return Double(extreme + 1) / Double(trials + 1)
  }

  /// Returns the regularized incomplete beta function I_x(a, b), computed as a continued fraction
  /// by Lentz's method.
  ///
  /// Press, Teukolsky, Vetterling, Flannery: Numerical Recipes, 3rd edition, 6.4.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let front = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    // The continued fraction converges fast only for small x; for others, use I_x(a, b) = 1 -
    // I_{1-x}(b, a).
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

/// The sums of each group of eight differences for every assignment of signs, so that the sum of
/// all differences takes one addition for each group.
private struct SignedSums {
  /// The number of groups of eight differences; the last one may have fewer.
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

  /// The sum of a group, in which a difference is negated if its bit in the low byte of `signs` is
  /// set.
  subscript(group: Int, signs: UInt64) -> Double { sums[group << 8 | Int(signs & 0xFF)] }
}

/// A random generator with a fixed seed, so that comparing the same runs always gives the same
/// result.
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
