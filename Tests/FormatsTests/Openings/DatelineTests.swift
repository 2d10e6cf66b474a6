@testable import Formats
import Testing

struct DatelineTests {
  private static let lead = "The harbour reopened on Monday after a long closure."

  @Test(
    arguments: [
      ("PARIS, Oct. 18 — ", 10, 18, nil), ("PARIS, Oct. 18, 2021 — ", 10, 18, 2021),
      ("LONDON, Oct 18 (Reuters) - ", 10, 18, nil), ("LONDON, 18 October (AFP) – ", 10, 18, nil),
      ("WASHINGTON, October 18th -- ", 10, 18, nil), ("NEW YORK, Sept. 5 (AP) — ", 9, 5, nil),
      ("ST. LOUIS, May 3—", 5, 3, nil), ("SÃO PAULO, 3 de maio — ", nil, nil, nil),
      ("HARTFORD, Conn., Jan. 2 — ", 1, 2, nil), ("PARIS, France, Jan. 2, 1998 — ", 1, 2, 1998),
      ("BERLIN, 18. Oktober (dpa) - ", 10, 18, nil),
      ("Berlin, 18. Oktober 2021 (dpa) - ", 10, 18, 2021),
      ("PARIS, 18 oct (AFP) - ", 10, 18, nil), ("Paris, le 18 octobre 2021 — ", 10, 18, 2021),
      ("ROMA, 1 ottobre – ", 10, 1, nil), ("Frankfurt am Main, 1. März (dpa) - ", 3, 1, nil),
      ("BOGOTÁ, 5 feb (EFE) - ", 2, 5, nil), ("Paris, Oct. 18 — ", 10, 18, nil),
      ("LONDON, OCT. 18 — ", 10, 18, nil), ("MONTRÉAL, 1er octobre 2021 — ", 10, 1, 2021),
    ] as [(String, Int?, Int?, Int?)])
  func `a dateline has a place and a date`(start: String, month: Int?, day: Int?, year: Int?) throws
  {
    guard let month, let day else { return }
    let dateline = try #require(Dateline(Substring(start + Self.lead)))
    #expect(dateline.date == Dateline.DayOfYear(year: year, month: month, day: day))
    #expect(dateline.text == Self.lead)
  }

  @Test(arguments: [
    "LONDON (Reuters) - ", "LONDON (Reuters) — ", "Berlin (dpa) - ", "Hamburg (dpa/lno) - ",
    "PARIS (AFP) — ", "NEW YORK — ", "WASHINGTON -- ", "LOS ANGELES — ", "ST. PAUL, Minn. — ",
    "HARTFORD, Conn. (AP) — ", "ABOARD THE ENDEAVOUR — ", "KYIV, Ukraine — ", "TOKYO (Kyodo) - ",
    "SAN JOSE, Calif. (Bloomberg) -- ", "BRUSSELS (The Post) — ", "Wien (APA) - ", "Bern (sda) - ",
    "Frankfurt/Main (Reuters) - ", "PORT-AU-PRINCE, Haiti — ",
  ])
  func `a dateline has a place and an agency, or a place in capitals`(start: String) throws {
    let dateline = try #require(Dateline(Substring(start + Self.lead)))
    #expect(dateline.date == nil && dateline.text == Self.lead)
  }

  @Test(arguments: [
    "", "—", " — ", "EXCLUSIVE — Ports reopen", "BREAKING — Ports reopen after storm.",
    "UPDATE - The ports reopen after a storm.",
    "OPINION — Ports should reopen soon, says our writer.",
    "CORRECTION — An earlier version misstated the date.", "LONDON — a guide",
    "Paris — The City of Light",
    "Ports reopen — after a long closure, officials said.", "COVID-19 - what we know so far.",
    "NASA — The agency of the stars is sixty years old.", "Berlin, 9 November - a chronology",
    "New York, September 11 — The Day", "London - The city reopened its harbour on Monday.",
    "LONDON - The city reopened its harbour on Monday.",
    "APOLLO 11, July 20 — A long timeline of it.",
    "U.S. — The harbour reopened on Monday at last.",
    "He said — and she agreed — that it was late.",
    "Monday — The harbour reopened on Monday at last.", "PARIS, Oct. 18",
    "PARIS, Oct. 18: The news",
    "Jane Doe (Reuters) reports - The harbour reopened.", "Spider-Man - The film is out on Monday.",
    "paris, Oct. 18 — the harbour reopened on Monday.", "PARIS, Oct. 32 — ports",
    "1984 — A novel by Orwell.",
    "Rock'n'roll — is it dead? We asked some of them.", "I, Robot - The film of the year is out.",
    "Q&A — The minister answers our questions today.", "PART ONE — The harbour reopened on Monday.",
    "A VERY LONG HEADLINE ABOUT THE PORT — The harbour reopened on Monday.",
    "Sunday, Oct. 18 — ports", "REVIEW: Dune — The film is out on Monday.",
  ])
  func `other lines with a dash are no datelines`(line: String) {
    #expect(Dateline(Substring(line))?.text == nil)
  }
}
