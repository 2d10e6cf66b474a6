internal import QueryLanguage
internal import Ranking
internal import SQLite

/// What one word, phrase, prefix or NEAR of a query marks in the passages that it finds.
struct Needle: Equatable, Sendable {
  /// What it looks for.
  var pattern: Pattern
  /// The columns of the index that it looks into, 0 the title and 1 the text; nothing for both.
  var columns: Set<Int>?
  /// What its tokens are before stemming, folded and in order, if other forms do not count.
  ///
  /// They hold for terms and phrases, not inside a NEAR.
  var exact: [String]?
  /// The characters that are marked inside each token that is found, instead of all of it: in a
  /// script without spaces a token is a whole run of words.
  var substring: String?

  init(
    _ pattern: Pattern, columns: Set<Int>? = nil, exact: [String]? = nil, substring: String? = nil
  ) {
    self.pattern = pattern
    self.columns = columns
    self.exact = exact
    self.substring = substring
  }
}

extension Query {
  /// What the query marks: all that is not excluded, in the order in which it was typed.
  func needles(_ tokenizer: Tokenizer) throws(SQLiteError) -> [Needle] {
    var needles: [Needle] = []
    try parts.collect(into: &needles, columns: nil, tokenizer)
    return needles
  }
}

extension [Part] {
  fileprivate func collect(
    into needles: inout [Needle], columns: Set<Int>?, _ tokenizer: Tokenizer
  ) throws(SQLiteError) {
    for part in self where part.role != .excluded {
      try part.node.collect(into: &needles, columns: columns, tokenizer)
    }
  }
}

extension Node {
  fileprivate func collect(
    into needles: inout [Needle], columns: Set<Int>?, _ tokenizer: Tokenizer
  ) throws(SQLiteError) {
    switch self {
    case .word(let text), .phrase(let text):
      needles.append(Needle(try Pattern(text, tokenizer), columns: columns))
    case .prefix(let text):
      needles.append(Needle(try Pattern(prefix: text, tokenizer), columns: columns))
    case .near(let items, let distance):
      var patterns: [Pattern] = []
      for item in items { patterns.append(try Pattern(item, tokenizer)) }
      needles.append(Needle(.near(patterns, distance: distance), columns: columns))
    case .field(let field, let node):
      try node.collect(into: &needles, columns: [field == .title ? 0 : 1], tokenizer)
    case .either(let parts), .group(let parts):
      try parts.collect(into: &needles, columns: columns, tokenizer)
    }
  }
}

extension Pattern {
  /// The tokens of `text`, side by side.
  fileprivate init(_ text: String, _ tokenizer: Tokenizer) throws(SQLiteError) {
    let terms = try tokenizer.tokens(of: text).map { Pattern.term($0.term) }
    self = terms.count == 1 ? terms[0] : .phrase(terms)
  }

  /// The tokens of `text`, of which the last is the beginning of a term.
  fileprivate init(prefix text: String, _ tokenizer: Tokenizer) throws(SQLiteError) {
    var patterns = try tokenizer.tokens(of: text).map { Pattern.term($0.term) }
    if case .term(let last) = patterns.popLast() { patterns.append(.prefix(last)) }
    self = patterns.count == 1 ? patterns[0] : .phrase(patterns)
  }
}
