internal import FullTextIndex
internal import QueryLanguage

extension [FoundDamage] {
  /// Notices about the damage that was found so far.
  var notices: [Notice] {
    (contains(where: \.isInIndex) ? [Notice(kind: .damagedArchive)] : [])
      + (contains(where: \.isInSideTables) ? [Notice(kind: .damagedTables)] : [])
  }
}
