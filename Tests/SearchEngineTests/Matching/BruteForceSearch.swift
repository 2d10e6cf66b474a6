import CivilCalendar
import FullTextIndex
import Archive
import QueryLanguage
import Ranking
import SQLite
import SearchModel
@testable import SearchEngine
import TestSupport
import Testing

extension RandomArticles.Shape {
  /// Articles of one passage, made of one- and two-letter words.
  static var shelf: Self {
    var shape = Self(words: ["b", "c", "d", "bc", "bd", "g"])
    shape.publishers = ["Gazette", "Evening Gazette", "Post", nil]
    shape.languages = ["en", "en-GB", "de", nil]
    shape.dates = ["2020", "2021-01", "2021-01-01", "2021-06-30", "2021-07-01T08:00:00Z", nil]
    return shape
  }
}

/// Answers queries by looking at every passage of an archive.
struct BruteForceSearch {
  /// The way in which a query is interpreted.
  struct Reading {
    var mode: Query.Mode
    var isPlain: Bool
    /// True if excluded groups are read as in the mode `any`.
    var leavesOutAny = false
  }

  let archive: Archive
  let rows: [RandomArchive.Row]

  init(_ random: RandomArchive) {
    archive = random.archive
    rows = random.rows
  }

  /// Compares the engine's answer to `query` with that of looking at every passage.
  ///
  /// - Returns: The number of hits.
  @discardableResult
  func compare(
    _ query: Query, _ mode: Query.Mode, isPlain: Bool, _ place: Comment
  ) throws -> Int {
    var request = SearchRequest(query, mode: mode, limit: 100, listsPassages: true)
    request.isPlain = isPlain
    // With this formula, FTS5 gives the same scores.
    request.ranking = .plain
    request.suggests = false
    let results = try Searcher(archive).search(request)
    let reading = Reading(mode: mode, isPlain: isPlain)
    let first = Reading(mode: .all, isPlain: isPlain, leavesOutAny: true)
    let filter = query.filter?.orderingDates(on: .epoch).filter
    let found = rows.indices.filter { index in
      (filter.map { meets($0, index) } ?? true)
        && (query.hasOnlyFilters
          || matches(query.parts, reading, field: nil, [index]) ?? false)
    }.map { Int64($0 + 1) }
    #expect(results.hits.map(\.passage.id).sorted() == found, place)
    #expect(results.total == found.count, place)
    #expect(results.totalIsExact, place)
    let isTiered = mode == .best && !isPlain
    func isLast(_ hit: SearchHit) -> Bool {
      isTiered
        && !(matches(query.parts, first, field: nil, [Int(hit.passage.id) - 1]) ?? true)
    }
    if !query.hasOnlyFilters {
      for (hit, next) in zip(results.hits, results.hits.dropFirst()) {
        let key = (isLast(hit) ? 1 : 0, -hit.score, hit.passage.id)
        let nextKey = (isLast(next) ? 1 : 0, -next.score, next.passage.id)
        #expect(key < nextKey, place)
      }
    }
    // FTS5 scores other spellings and NEAR differently.
    let clauses = query.compiled()?.clauses ?? []
    let (isNear, isOther) = (clauses.haveNear, clauses.haveSpellings)
    let isExact = clauses.contains(where: \.isExact)
    guard isPlain ? !(isNear && isExact) : !(isNear || isOther) else { return found.count }
    let scores = try self.scores(leaves(query.parts, field: nil))
    for hit in results.hits {
      let wanted = scores[hit.passage.id, default: 0]
      #expect((hit.score - wanted).magnitude <= 1e-9 * wanted, place)
    }
    return found.count
  }

  // MARK: Filters

  func meets(_ expression: FilterExpression, _ row: Int) -> Bool {
    switch expression {
    case .any(let parts): parts.contains { meets($0, row) }
    case .all(let parts): parts.allSatisfy { meets($0, row) }
    case .not(let part): !meets(part, row)
    case .leaf(.field(.publisher, let name)):
      rows[row].metadata.publisher.map { " \($0) ".lowercased().contains(" \(name.lowercased()) ") }
        ?? false
    case .leaf(.field(.author, _)): false
    case .leaf(.field(.language, let code)):
      rows[row].metadata.language.map { $0 == code || $0.hasPrefix(code + "-") } ?? false
    case .leaf(.date(let range)):
      rows[row].metadata.published.map { date in
        // A year or month counts as its first day.
        let day = (date + "-01-01").prefix(10)
        let (first, last) = range.days(on: .epoch)
        return (first.map { day >= $0.description } ?? true)
          && (last.map { day <= $0.description } ?? true)
      } ?? false
    }
  }

  // MARK: Matching

  /// Returns true if a unit satisfies the parts; nil if they ask for nothing.
  ///
  /// The unit is a passage or all passages of an article, one of which must contain a clause.
  func matches(
    _ parts: [Part], _ reading: Reading, field: Field?, _ unit: [Int]
  ) -> Bool? {
    func answers(_ role: Part.Role) -> [Bool] {
      var inner = reading
      if role == .excluded && reading.leavesOutAny { inner.mode = .any }
      return parts.filter { $0.role == role }
        .compactMap { matches($0.node, inner, field: field, unit) }
    }
    let (plain, required) = (answers(.plain), answers(.required))
    guard plain.count + required.count > 0 else { return nil }
    if answers(.excluded).contains(true) { return false }
    if reading.mode == .all { return !(plain + required).contains(false) }
    return required.isEmpty ? plain.contains(true) : !required.contains(false)
  }

  /// Returns true if a passage contains any clause that is not excluded.
  func containsAny(of parts: [Part], field: Field? = nil, _ row: Int) -> Bool {
    parts.contains { $0.role != .excluded && containsAny(of: $0.node, field: field, row) }
  }

  private func containsAny(of node: Node, field: Field?, _ row: Int) -> Bool {
    switch node {
    case .clause(let kind):
      matches(kind, Reading(mode: .any, isPlain: false), field: field, row)
    case .filter: false
    case .field(let field, let node): containsAny(of: node, field: field, row)
    case .either(let parts), .group(let parts): containsAny(of: parts, field: field, row)
    }
  }

  private func matches(
    _ node: Node, _ reading: Reading, field: Field?, _ unit: [Int]
  ) -> Bool? {
    switch node {
    case .clause(let kind): return unit.contains { matches(kind, reading, field: field, $0) }
    case .filter: return nil
    case .field(let field, let node): return matches(node, reading, field: field, unit)
    case .either(let parts):
      let answers = parts.compactMap { matches($0.node, reading, field: field, unit) }
      return answers.isEmpty ? nil : answers.contains(true)
    case .group(let parts): return matches(parts, reading, field: field, unit)
    }
  }

  private func matches(
    _ kind: Clause.Kind, _ reading: Reading, field: Field?, _ row: Int
  ) -> Bool {
    let columns = [
      field == .text ? [] : rows[row].title, field == .title ? [] : rows[row].text,
    ]
    switch kind {
    case .word(let text) where text.contains("-") && !reading.isPlain:
      // Without the hyphen, the word is another spelling.
      let spellings = [text, text.replacing("-", with: "")]
      return columns.contains { column in
        spellings.contains { !places(of: $0, in: column).isEmpty }
      }
    case .word(let text), .exact(let text), .phrase(let text):
      return columns.contains { !places(of: text, in: $0).isEmpty }
    case .wildcard(let text):
      return columns.joined().contains { $0.hasPrefix(text.dropLast()) }
    case .near(let items, let distance):
      return columns.contains { column in
        isNear(items.map { places(of: $0, in: column) }, distance)
      }
    }
  }

  /// Returns the positions of a run of words.
  private func places(of text: String, in column: [String]) -> [Range<Int>] {
    let words = text.split { $0 == " " || $0 == "-" }.map(String.init)
    return column.indices.filter { column[$0...].starts(with: words) }
      .map { $0..<$0 + words.count }
  }

  /// Returns true if one place of each item can be chosen so that at most `distance` words are
  /// between the end of the first and the start of the last of them.
  private func isNear(_ places: [[Range<Int>]], _ distance: Int) -> Bool {
    func choose(_ rest: ArraySlice<[Range<Int>]>, _ chosen: [Range<Int>]) -> Bool {
      guard let next = rest.first else {
        let ordered = chosen.sorted {
          ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
        }
        return ordered[ordered.count - 1].lowerBound - ordered[0].upperBound <= distance
      }
      return next.contains { choose(rest.dropFirst(), chosen + [$0]) }
    }
    return choose(places[...], [])
  }

  // MARK: Scores

  /// Returns all clauses that are not excluded, in the syntax of FTS5.
  func leaves(_ parts: [Part], field: Field?) -> [String] {
    parts.filter { $0.role != .excluded }.flatMap { leaves($0.node, field: field) }
  }

  private func leaves(_ node: Node, field: Field?) -> [String] {
    let column = field.map { "\($0.rawValue) : " } ?? ""
    return switch node {
    case .clause(.word(let text)), .clause(.exact(let text)), .clause(.phrase(let text)):
      ["\(column)\"\(text)\""]
    case .clause(.wildcard(let text)): ["\(column)\"\(text.dropLast())\" *"]
    case .clause(.near(let items, let distance)):
      ["\(column)NEAR(\(items.map { "\"\($0)\"" }.joined(separator: " ")), \(distance))"]
    case .field(let field, let node): leaves(node, field: field)
    case .either(let parts), .group(let parts): leaves(parts, field: field)
    case .filter: []
    }
  }

  /// Returns stock FTS5's score of each passage that contains any of the leaves.
  func scores(_ leaves: [String]) throws -> [Int64: Double] {
    guard !leaves.isEmpty else { return [:] }
    let rows = try archive.connection.rows(
      "SELECT rowid, -rank FROM passages_fts WHERE passages_fts MATCH ?1",
      [.text(leaves.joined(separator: " OR "))]
    ) { ($0.integer(at: 0), $0.real(at: 1)) }
    return Dictionary(uniqueKeysWithValues: rows)
  }
}

extension [Clause] {
  /// True if one of the clauses is a NEAR, which FTS5 scores in its own way.
  var haveNear: Bool { contains { if case .near = $0.kind { true } else { false } } }

  /// True if one of the words has another spelling.
  var haveSpellings: Bool {
    contains { if case .word(let text) = $0.kind { text.contains("-") } else { false } }
  }
}
