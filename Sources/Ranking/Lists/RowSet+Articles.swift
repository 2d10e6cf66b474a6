internal import FullTextIndex

/// Sets of articles: the rows are the first passages of the articles.
///
/// Passages are spread over their article 64 rows at a time, by the prefix computation of Kogge and
/// Stone (1973), with which adders find their carries.
extension RowSet {
  /// Returns the articles to which the rows belong.
  ///
  /// - Complexity: O(n), where n is the highest row, with 64 rows in each step.
  func articles(_ lengths: inout PassageLengths) throws(IndexError) -> RowSet {
    var articles = RowSet()
    articles.words = Array(repeating: 0, count: words.count)
    /// The highest bit if the first row of the later word belongs to an article that starts before.
    var carry: UInt64 = 0
    for index in words.indices.reversed() where words[index] | carry != 0 {
      let firsts = try lengths.firstPassages(ofWord: index)
      var continues = ~firsts
      var reached = words[index] | carry
      for step: UInt64 in 0..<6 {
        reached |= (reached & continues) &>> (1 &<< step)
        continues &= continues &<< (1 &<< step)
      }
      articles.words[index] = reached & firsts
      carry = reached & ~firsts & 1 == 0 ? 0 : 1 &<< 63
    }
    // The first passage in the archive starts an article.
    guard carry == 0 else { throw .corrupt(.passageLengths(0)) }
    return articles
  }

  /// Returns all passages of the articles, including ids that are not in the index.
  ///
  /// - Precondition: The rows are the first passages of articles.
  /// - Complexity: Like `articles(_:)`.
  func wholeArticles(_ lengths: inout PassageLengths) throws(IndexError) -> RowSet {
    let size = try Swift.max(words.count, Int(lengths.lastPassage() >> 6) + 1)
    var passages = RowSet()
    passages.words = words + Array(repeating: 0, count: size - words.count)
    /// 1 if the article of the last row of the earlier word goes on.
    var carry: UInt64 = 0
    for index in passages.words.indices where passages.words[index] | carry != 0 {
      var continues = ~(try lengths.firstPassages(ofWord: index))
      var reached = passages.words[index] | (continues & carry)
      for step: UInt64 in 0..<6 {
        reached |= continues & (reached &<< (1 &<< step))
        continues &= continues &<< (1 &<< step)
      }
      passages.words[index] = reached
      carry = reached &>> 63
    }
    return passages
  }
}
