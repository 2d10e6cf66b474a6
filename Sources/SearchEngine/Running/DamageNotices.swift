internal import FullTextIndex
internal import QueryLanguage

extension FoundDamage {
  /// Notices about the damage that was found so far.
  var notices: [Notice] {
    (isInIndex ? [Notice(kind: .damagedArchive)] : [])
      + (isInSideTables ? [Notice(kind: .damagedTables)] : [])
  }
}
