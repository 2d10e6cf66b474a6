internal import Ranking

/// What one word, phrase, prefix or NEAR of a query marks in the passages that it finds.
struct Needle: Hashable, Sendable {
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
