import Archive
import QueryLanguage
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

/// Adjacent words and numbers that are also written together.
struct JoinedSpellingsTests {
  @Test func `joined forms are described, and count as both words`() throws {
    let archive = try LocatedTexts(["a 5km run", "a run of 5 km", "a run"])
    let response = try archive.searcher.search(SearchRequest(Query("5 km run")))
    #expect(response.understood.hasSuffix("; 5 also as \"5km\"; km also as \"5km\""))
    let complete = response.hits.filter(\.missing.isEmpty).map(\.article.metadata.location)
    #expect(Set(complete) == ["a 5km run", "a run of 5 km"])
    #expect(response.total == 3)
  }

  @Test func `a telephone number is described once for each of its words`() throws {
    let archive = try LocatedTexts(["call 5551234567"])
    let understood = try archive.understood("555 123-4567")
    #expect(understood.hasSuffix("; 555 also as \"5551234567\"; 123-4567 also as \"5551234567\""))
  }

  @Test func `words next to an operator, a sign or a group are not joined`() throws {
    let archive = try LocatedTexts(["5km"])
    for query in ["5 OR km", "+5 +km", "5 AND +km", "\"5\" km", "(5) OR (km)"] {
      #expect(try archive.found(query) == [], "\(query)")
    }
    #expect(try archive.found("title:(5 km)") == [])
    #expect(try archive.found("text:(5 km)") == ["5km"])
    #expect(try archive.found("-(5 km) before") == [])
  }

  /// Random numbers with random separators: every way to write one must find the others.
  @Test func `random numbers find each other whatever their separators`() throws {
    for seed in seeds(40) {
      var random = SeededGenerator(seed: seed)
      let forms = [
        RandomSpelling.number(&random), RandomSpelling.isbn(&random),
        RandomSpelling.telephone(&random), RandomSpelling.unit(&random),
        RandomSpelling.version(&random),
      ]
      let archive = try LocatedTexts(
        forms.joined() + ["nothing", "12", "7.5"], optimized: seed.isMultiple(of: 2))
      for texts in forms {
        for query in texts {
          #expect(try archive.found(query).isSuperset(of: texts), "seed \(seed): \(query)")
        }
      }
    }
  }
}

/// Random numbers, each in the ways in which people write them, spelled out without the help of the
/// program.
private enum RandomSpelling {
  private static func digits(_ count: Int, _ random: inout SeededGenerator) -> String {
    String((0..<count).map { _ in Character("\(random.below(10))") })
  }

  static func number(_ random: inout SeededGenerator) -> [String] {
    let groups =
      ["\(1 + random.below(999))"] + (0...random.below(2)).map { _ in digits(3, &random) }
    let decimals = digits(random.chance(1, in: 2) ? 2 : 1, &random)
    let value = groups.joined()
    // A number that may be a year has only one form.
    guard !(1_900...2_100).contains(Int(value) ?? 0) else { return [value + "." + decimals] }
    return [
      value + "." + decimals, value + "," + decimals,
      groups.joined(separator: ",") + "." + decimals,
      groups.joined(separator: ".") + "," + decimals,
      groups.joined(separator: " ") + "," + decimals,
    ]
  }

  static func isbn(_ random: inout SeededGenerator) -> [String] {
    let body = digits(9, &random)
    let values = body.utf8.map { Int($0) - 0x30 }
    let sum = ([9, 7, 8] + values).enumerated().reduce(0) {
      $0 + $1.element * ($1.offset % 2 * 2 + 1)
    }
    let check = "\((10 - sum % 10) % 10)"
    let weighted = values.enumerated().reduce(0) { $0 + (10 - $1.offset) * $1.element }
    let old = (11 - weighted % 11) % 11
    let publisher = 2 + random.below(6)
    let all = Array(body)
    let groups = [
      String(all[0]), String(all[1...publisher]), String(all[(publisher + 1)...]),
    ]
    let separator = random.pick(["-", " ", "."])
    return [
      "978" + body + check, "978-" + body + check,
      (["978"] + groups + [check]).joined(separator: separator),
      body + (old == 10 ? "X" : "\(old)"),
      (groups + [old == 10 ? "X" : "\(old)"]).joined(separator: "-"),
    ]
  }

  static func telephone(_ random: inout SeededGenerator) -> [String] {
    let groups = [
      "\(2 + random.below(8))" + digits(2, &random), digits(3, &random), digits(4, &random),
    ]
    return [
      groups.joined(), groups.joined(separator: "-"), groups.joined(separator: "."),
      groups.joined(separator: " "), "(\(groups[0])) \(groups[1])-\(groups[2])",
    ]
  }

  static func unit(_ random: inout SeededGenerator) -> [String] {
    let number =
      random.chance(1, in: 2)
      ? "\(1 + random.below(900))" : "\(random.below(90)).\(random.below(10))"
    let unit = random.pick(["km", "kg", "mm", "GB", "kWh", "ml"])
    return [number + unit, number + " " + unit, number + "-" + unit]
  }

  static func version(_ random: inout SeededGenerator) -> [String] {
    let text = (0..<3).map { _ in "\(random.below(60))" }.joined(separator: ".")
    return [text, "v" + text, "V" + text]
  }
}
