internal import SQLite

/// Finds many runs of tokens in one pass over a text.
///
/// Shift-And: a bit for each token of each run says whether the run was met up to there (Baeza-Yates
/// and Gonnet: A new approach to text searching, Communications of the ACM 35(10), 1992).
///
/// - Complexity: O(n * (m / 64 + p)) for n tokens, runs of m tokens in all, and p prefixes.
struct PhraseScanner {
  /// What a token may be.
  struct Atom {
    /// The term, or the beginning of it.
    var text: String
    /// Whether the beginning is enough.
    var isPrefix: Bool
    /// What the token must be before stemming.
    var exact: String?
  }

  /// A run, and the tokens where it stands.
  struct Place {
    var run: Int
    var tokens: Range<Int>
  }

  /// About how many places are told of one text: nobody reads so far.
  ///
  /// Each run has its share, so that a run that is there is always found.
  private static let mostPlaces = 20_000

  private typealias Bits = [UInt64]

  /// The places in runs where a term may stand.
  private struct Entry {
    var bits: Bits
    var exact: [(form: String, position: Int)] = []

    mutating func add(_ position: Int, _ form: String?) {
      if let form { exact.append((form, position)) } else { bits.setBit(position) }
    }

    /// Adds the places where a token of this form may stand.
    func allow(_ form: String?, in allowed: inout Bits) {
      for word in bits.indices { allowed[word] |= bits[word] }
      for (exact, position) in exact where exact == form { allowed.setBit(position) }
    }
  }

  private let lengths: [Int]
  private let none: Bits
  private var starts: Bits
  private var ends: Bits
  /// The run that ends at each position.
  private var runs: [Int]
  private var terms: [String: Entry] = [:]
  /// By the beginning, so that one that is asked for often is looked at once.
  private var prefixes: [(beginning: [UInt8], entry: Entry)] = []

  /// Whether any token's form before stemming matters.
  private(set) var needsExactForms = false

  /// Creates a scanner for runs, each of which is what its tokens may be, in order.
  init(_ runs: [[[Atom]]]) {
    lengths = runs.map(\.count)
    let positionCount = lengths.reduce(0, +)
    none = Bits(repeating: 0, count: (positionCount + 63) / 64)
    starts = none
    ends = none
    self.runs = Array(repeating: 0, count: positionCount)
    var beginnings: [String: Entry] = [:]
    var position = 0
    for (number, run) in runs.enumerated() where !run.isEmpty {
      starts.setBit(position)
      for atoms in run {
        for atom in atoms {
          if atom.exact != nil { needsExactForms = true }
          if atom.isPrefix {
            beginnings[atom.text, default: Entry(bits: none)].add(position, atom.exact)
          } else {
            terms[atom.text, default: Entry(bits: none)].add(position, atom.exact)
          }
        }
        self.runs[position] = number
        position += 1
      }
      ends.setBit(position - 1)
    }
    prefixes = beginnings.map { (Array($0.key.utf8), $0.value) }
  }

  /// Where the runs stand, ordered by the end.
  ///
  /// `forms` are the tokens before stemming, if `needsExactForms`.
  func places(in tokens: [Tokenizer.Token], forms: [Tokenizer.Token]?) -> [Place] {
    var places: [Place] = []
    guard !runs.isEmpty else { return places }
    let most = max(64, Self.mostPlaces / lengths.count)
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
          guard counts[run] < most else { continue }
          counts[run] += 1
          places.append(Place(run: run, tokens: index + 1 - lengths[run]..<index + 1))
        }
      }
    }
    return places
  }

  /// Sets the positions where a term may stand, if there are any.
  private func allow(_ allowed: inout Bits, _ term: String, _ form: String?) -> Bool {
    let entry = terms[term]
    guard entry != nil || !prefixes.isEmpty else { return false }
    for word in allowed.indices { allowed[word] = 0 }
    entry?.allow(form, in: &allowed)
    for prefix in prefixes
    where term.utf8.first == prefix.beginning.first && term.utf8.starts(with: prefix.beginning) {
      prefix.entry.allow(form, in: &allowed)
    }
    return true
  }
}

extension [UInt64] {
  fileprivate mutating func setBit(_ position: Int) { self[position / 64] |= 1 << (position % 64) }
}
