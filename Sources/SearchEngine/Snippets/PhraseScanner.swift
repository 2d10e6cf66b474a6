internal import FullTextIndex
internal import SQLite

/// Finds many runs of tokens in one pass over a text.
///
/// Shift-And: one bit for each token of each run records whether the run matches up to that token
/// (Baeza-Yates and Gonnet: A new approach to text searching, Communications of the ACM 35(10),
/// 1992).
///
/// - Complexity: O(n * (m / 64 + p)) for n tokens, runs of m tokens in all, and p prefixes and
/// patterns.
struct PhraseScanner {
  /// One of the things that a token of a run may be.
  enum Atom {
    /// This term of the index.
    case term(String)
    /// A term of the index that starts with this.
    case prefix(String)
    /// A token that is written like this before stemming.
    case form(FormPattern)

    /// Returns the things that a token of a phrase may be.
    static func choices(_ token: PhraseToken) -> [Atom] {
      switch token {
      case .stems(let stems): stems.map { .term($0) }
      case .form(let pattern): [.form(pattern)]
      }
    }
  }

  /// An occurrence of a run.
  struct Occurrence {
    var run: Int
    var tokens: Range<Int>
  }

  /// The approximate maximum number of occurrences in one text.
  ///
  /// Each run has an equal share of this number, so that frequent runs do not suppress the others.
  private static let maxOccurrences = 20_000

  private typealias Bits = [UInt64]

  private let lengths: [Int]
  private let none: Bits
  private var starts: Bits
  private var ends: Bits
  /// The run that contains each position.
  private var runs: [Int]
  /// The positions that each term matches; positions are numbered consecutively across all runs.
  private var terms: [String: Bits] = [:]
  // Prefixes and patterns are distinct, so that each is compared with a token only once.
  private var prefixes: [(start: [UInt8], positions: Bits)] = []
  private var forms: [String: Bits] = [:]
  private var patterns: [(pattern: FormPattern, positions: Bits)] = []

  /// True if any token has to be written in a certain way.
  var needsForms: Bool { !forms.isEmpty || !patterns.isEmpty }

  /// Creates a scanner for runs, each of which lists the choices for every token.
  init(_ runs: [[[Atom]]]) {
    lengths = runs.map(\.count)
    let positionCount = lengths.reduce(0, +)
    none = Bits(repeating: 0, count: (positionCount + 63) / 64)
    starts = none
    ends = none
    self.runs = Array(repeating: 0, count: positionCount)
    var starting: [String: Bits] = [:]
    var written: [FormPattern: Bits] = [:]
    var position = 0
    for (number, run) in runs.enumerated() where !run.isEmpty {
      starts.setBit(position)
      for atoms in run {
        for atom in atoms {
          switch atom {
          case .term(let term): terms[term, default: none].setBit(position)
          case .prefix(let start): starting[start, default: none].setBit(position)
          case .form(let pattern):
            if let word = pattern.word {
              forms[word, default: none].setBit(position)
            } else {
              written[pattern, default: none].setBit(position)
            }
          }
        }
        self.runs[position] = number
        position += 1
      }
      ends.setBit(position - 1)
    }
    prefixes = starting.map { (Array($0.key.utf8), $0.value) }
    patterns = written.map { ($0.key, $0.value) }
  }

  /// Returns the occurrences of the runs, ordered by their end.
  ///
  /// `forms` has the same tokens before stemming, and is needed if `needsForms`.
  func occurrences(in tokens: [Tokenizer.Token], forms: [Tokenizer.Token]?) -> [Occurrence] {
    var occurrences: [Occurrence] = []
    guard !runs.isEmpty else { return occurrences }
    let limit = max(64, Self.maxOccurrences / lengths.count)
    var counts = Array(repeating: 0, count: lengths.count)
    var state = none
    var allowed = none
    var isIdle = true
    for index in tokens.indices {
      guard allow(&allowed, tokens[index].term, forms?[index].term) else {
        if !isIdle { state = none }
        isIdle = true
        continue
      }
      isIdle = false
      var carry: UInt64 = 0
      for word in state.indices {
        let met = (state[word] << 1 | carry | starts[word]) & allowed[word]
        carry = state[word] >> 63
        state[word] = met
        var ended = met & ends[word]
        while ended != 0 {
          let run = runs[word * 64 + ended.trailingZeroBitCount]
          ended &= ended - 1
          guard counts[run] < limit else { continue }
          counts[run] += 1
          occurrences.append(Occurrence(run: run, tokens: index + 1 - lengths[run]..<index + 1))
        }
      }
    }
    return occurrences
  }

  /// Sets `allowed` to the positions that a token matches.
  ///
  /// If there are certainly no such positions, returns false and leaves `allowed` unchanged.
  private func allow(_ allowed: inout Bits, _ term: String, _ form: String?) -> Bool {
    let ofTerm = terms[term]
    let ofForm = form.flatMap { forms[$0] }
    guard ofTerm != nil || ofForm != nil || !prefixes.isEmpty || !patterns.isEmpty else {
      return false
    }
    for word in allowed.indices { allowed[word] = 0 }
    if let ofTerm { allowed.formUnion(ofTerm) }
    if let ofForm { allowed.formUnion(ofForm) }
    for prefix in prefixes
    where term.utf8.first == prefix.start.first && term.utf8.starts(with: prefix.start) {
      allowed.formUnion(prefix.positions)
    }
    guard let form, !patterns.isEmpty else { return true }
    let bytes = Array(form.utf8)
    for (pattern, positions) in patterns where pattern.matches(bytes) {
      allowed.formUnion(positions)
    }
    return true
  }
}

extension [UInt64] {
  fileprivate mutating func setBit(_ position: Int) { self[position / 64] |= 1 << (position % 64) }

  fileprivate mutating func formUnion(_ other: [UInt64]) {
    for word in indices { self[word] |= other[word] }
  }
}
