/// Returns the authors in the author field of an article: their names in natural order, and whether
/// each is certainly a person's.
package func authorNames(_ author: String?) -> [(name: String, isPerson: Bool)] {
  AuthorName.names(in: author).map { author in
    if case .person = author { (author.fullName, true) } else { (author.fullName, false) }
  }
}
