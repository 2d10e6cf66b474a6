/// What the factors of postings are computed from.
package struct ScoringContext {
  package let columns: ColumnWeights
  package let bm25: BM25
  package var lengths: PassageLengths

  package init(columns: ColumnWeights, bm25: BM25, lengths: consuming PassageLengths) {
    self.columns = columns
    self.bm25 = bm25
    self.lengths = lengths
  }
}
