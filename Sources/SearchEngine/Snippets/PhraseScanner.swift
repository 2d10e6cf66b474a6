internal import SQLite

/// Finds many runs of tokens in one pass over a text.
///
/// Shift-And: one bit for each token of each run records whether the run matches up to that token
/// (Baeza-Yates and Gonnet: A new approach to text searching, Communications of the ACM 35(10),
/// 1992).
///
/// - Complexity: O(n * (m / 64 + p)) for n tokens, runs of m tokens in all, and p prefixes.
struct PhraseScanner {
  /// One of the terms or prefixes that a token of a run may be.
  struct Atom {
    /// The term, or its start.
    var text: String
    /// True if `text` is only the start of the term.
    var isPrefix: Bool
    /// The required form before stemming, or nil if any form matches.
    var exact: String?
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

  /// The positions that a term or prefix matches.
  ///
  /// Positions are numbered consecutively across all runs.
  private struct Entry {
    var bits: Bits
    var exact: [(form: String, position: Int)] = []

    mutating func add(_ position: Int, _ form: String?) {
      if let form { exact.append((form, position)) } else { bits.setBit(position) }
    }

    /// Adds to `allowed` this entry's positions that a token with this unstemmed form matches.
    func allow(_ form: String?, in allowed: inout Bits) {
      for word in bits.indices { allowed[word] |= bits[word] }
      for (exact, position) in exact where exact == form { allowed.setBit(position) }
    }
  }

  private let lengths: [Int]
  private let none: Bits
  private var starts: Bits
  private var ends: Bits
  /// The run that contains each position.
  private var runs: [Int]
  private var terms: [String: Entry] = [:]
  /// The distinct prefixes, so that a prefix in several runs is compared only once.
  private var prefixes: [(start: [UInt8], entry: Entry)] = []

  /// True if any token has to have an exact form.
  private(set) var needsExactForms = false

  /// Creates a scanner for runs, each of which lists the choices for every token.
  init(_ runs: [[[Atom]]]) {
    lengths = runs.map(\.count)
    let positionCount = lengths.reduce(0, +)
    none = Bits(repeating: 0, count: (positionCount + 63) / 64)
    starts = none
    ends = none
    self.runs = Array(repeating: 0, count: positionCount)
    var starting: [String: Entry] = [:]
    var position = 0
    for (number, run) in runs.enumerated() where !run.isEmpty {
      starts.setBit(position)
      for atoms in run {
        for atom in atoms {
          if atom.exact != nil { needsExactForms = true }
          if atom.isPrefix {
            starting[atom.text, default: Entry(bits: none)].add(position, atom.exact)
          } else {
            terms[atom.text, default: Entry(bits: none)].add(position, atom.exact)
          }
        }
        self.runs[position] = number
        position += 1
      }
      ends.setBit(position - 1)
    }
    prefixes = starting.map { (Array($0.key.utf8), $0.value) }
  }

  /// Returns the occurrences of the runs, ordered by their end.
  ///
  /// `forms` has the same tokens before stemming, and is needed if `needsExactForms`.
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
    let entry = terms[term]
    guard entry != nil || !prefixes.isEmpty else { return false }
    for word in allowed.indices { allowed[word] = 0 }
    entry?.allow(form, in: &allowed)
    for prefix in prefixes
    where term.utf8.first == prefix.start.first && term.utf8.starts(with: prefix.start) {
      prefix.entry.allow(form, in: &allowed)
    }
    return true
  }
}

extension [UInt64] {
  fileprivate mutating func setBit(_ position: Int) { self[position / 64] |= 1 << (position % 64) }
}
