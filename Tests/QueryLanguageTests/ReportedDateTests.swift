import CivilCalendar
import Testing

@testable import QueryLanguage
import SearchModel

/// Date filters that people typed or asked for, as public reports tell.
struct ReportedDateTests {
  /// A filter, its canonical form, and its first and last day on the day of the report.
  struct Case: CustomTestStringConvertible {
    /// The report, as `owner/repository#number`.
    let source: String
    let text: String
    let canonical: String
    let today: String
    /// Empty if the period has no beginning.
    let first: String
    /// Empty if the period has no end.
    let last: String

    init(
      _ source: String, _ text: String, _ canonical: String, on today: String = "2026-01-01",
      _ first: String, _ last: String
    ) {
      (self.source, self.text, self.canonical) = (source, text, canonical)
      (self.today, self.first, self.last) = (today, first, last)
    }

    var testDescription: String { "\(source): \(text)" }
  }

  /// Years, months and days.
  private static let dates = [
    Case("bnvk/Conjuror#12", "date:2015", "date:2015", "2015-01-01", "2015-12-31"),
    Case("bnvk/Conjuror#12", "date:2015-02", "date:2015-02", "2015-02-01", "2015-02-28"),
    Case("bnvk/Conjuror#12", "date:2015-02-15", "date:2015-02-15", "2015-02-15", "2015-02-15"),
    Case("zuliaio/zuliasearch#119", "date:2020-1-1", "date:2020-01-01", "2020-01-01", "2020-01-01"),
    Case(
      "zuliaio/zuliasearch#119", "date:2020/01/01", "date:2020-01-01", "2020-01-01", "2020-01-01"),
    Case("zuliaio/zuliasearch#119", "date:2020-01", "date:2020-01", "2020-01-01", "2020-01-31"),
    Case("alchemy-fr/Phraseanet#3123", "date:2019/01", "date:2019-01", "2019-01-01", "2019-01-31"),
    Case(
      "alchemy-fr/Phraseanet#3123", "date:2019.1.2", "date:2019-01-02", "2019-01-02", "2019-01-02"),
    Case("djcb/mu#1156", "date:20171117", "date:2017-11-17", "2017-11-17", "2017-11-17"),
    Case(
      "department-of-veterans-affairs/caseflow#1789", "date:4/17/2017", "date:2017-04-17",
      "2017-04-17", "2017-04-17"),
    Case(
      "department-of-veterans-affairs/caseflow#1789", "date:4-17-2017", "date:2017-04-17",
      "2017-04-17", "2017-04-17"),
    Case("ente/ente#7025", "date:01.09.2015", "date:2015-09-01", "2015-09-01", "2015-09-01"),
    Case("araddon/dateparse#139", "date:15-01-2017", "date:2017-01-15", "2017-01-15", "2017-01-15"),
    Case(
      "araddon/dateparse#139", "date:15-Jan-2017", "date:2017-01-15", "2017-01-15", "2017-01-15"),
    Case(
      "harvard-lil/capstone#1261", "date:2017/11/11", "date:2017-11-11", "2017-11-11", "2017-11-11"),
    Case("wanasit/chrono#98", "date:\"June 2004\"", "date:2004-06", "2004-06-01", "2004-06-30"),
    Case("wanasit/chrono#98", "date:06/2004", "date:2004-06", "2004-06-01", "2004-06-30"),
    Case(
      "scrapinghub/dateparser#970", "date:March 2021", "date:2021-03", "2021-03-01", "2021-03-31"),
    Case(
      "scrapinghub/dateparser#1235", "date:Oct-23", "date:\"23-october\"", on: "2024-08-29",
      "2023-10-23", "2023-10-23"),
    Case(
      "robintw/daterangeparser#2", "date:September", "date:\"september\"", on: "2013-10-06",
      "2013-09-01", "2013-09-30"),
    Case(
      "wanasit/chrono#561", "date:july", "date:\"july\"", on: "2024-07-26", "2024-07-01",
      "2024-07-31"),
    Case(
      "wanasit/chrono#561", "date:december", "date:\"december\"", on: "2024-07-26", "2023-12-01",
      "2023-12-31"),
    Case(
      "dateutil/dateutil#1354", "date:April", "date:\"april\"", on: "2024-03-24", "2023-04-01",
      "2023-04-30"),
  ]

  /// Days, weeks and months counted from today.
  private static let relative = [
    Case(
      "wangvisual/expression-search#6", "date:today", "date:today", on: "2012-04-19", "2012-04-19",
      "2012-04-19"),
    Case(
      "wangvisual/expression-search#6", "date:yesterday", "date:yesterday", on: "2012-04-19",
      "2012-04-18", "2012-04-18"),
    Case(
      "owncloud/ocis#7263", "date:\"this week\"", "date:this-week", on: "2023-09-10", "2023-09-04",
      "2023-09-10"),
    Case(
      "owncloud/ocis#7263", "date:\"last month\"", "date:last-month", on: "2023-09-10",
      "2023-08-01", "2023-08-31"),
    Case(
      "owncloud/ocis#7263", "date:\"last year\"", "date:last-year", on: "2023-09-10", "2022-01-01",
      "2022-12-31"),
    Case(
      "wit-ai/wit#1300", "date:last-week", "date:last-week", on: "2018-12-09", "2018-11-26",
      "2018-12-02"),
    Case(
      "r-hub/cranlogs#22", "date:last-week", "date:last-week", on: "2017-06-26", "2017-06-19",
      "2017-06-25"),
    Case(
      "r-hub/cranlogs#22", "date:last-month", "date:last-month", on: "2017-06-26", "2017-05-01",
      "2017-05-31"),
    Case(
      "wanasit/chrono#13", "date:\"last week\"", "date:last-week", on: "2013-08-09", "2013-07-29",
      "2013-08-04"),
    Case(
      "imdinu/apple-mail-mcp#49", "date:this_week", "date:this-week", on: "2026-02-26",
      "2026-02-23", "2026-03-01"),
    Case(
      "malzariey/filament-daterangepicker-filter#163", "date:\"last month\"", "date:last-month",
      on: "2025-03-31", "2025-02-01", "2025-02-28"),
    Case(
      "PostHog/posthog#2410", "date:\"last 7 days\"", "date:7d", on: "2020-11-17", "2020-11-11",
      "2020-11-17"),
    Case(
      "EngTW/English-for-Programmers#40", "date:\"past week\"", "date:1w", on: "2020-08-11",
      "2020-08-05", "2020-08-11"),
    Case(
      "scrapinghub/dateparser#388", "date:\"past month\"", "date:1m", on: "2018-02-21",
      "2018-01-21", "2018-02-21"),
    Case(
      "tspence/csharp-searchlight#7", "date:\"last six months\"", "date:6m", on: "2021-04-13",
      "2020-10-13", "2021-04-13"),
    Case(
      "zulip/zulip#38486", "date:\"a month ago\"", "date:1-month-ago", on: "2026-03-13",
      "2026-02-13", "2026-02-13"),
    Case("dergigi/ants#160", "since:2w", "since:2w", on: "2026-03-20", "2026-03-07", ""),
    Case("dergigi/ants#160", "since:1m", "since:1m", on: "2026-03-20", "2026-02-20", ""),
    Case("dergigi/ants#160", "until:1w", "until:1w", on: "2026-03-20", "", "2026-03-14"),
    Case(
      "domo141/nottoomuch#3", "date:5years..now", "date:5y", on: "2014-09-16", "2009-09-16",
      "2014-09-16"),
    Case(
      "tidyverse/lubridate#1079", "since:1-month-ago", "since:1-month-ago", on: "2022-10-31",
      "2022-09-30", ""),
    Case(
      "zetkin/app.zetkin.org#191", "since:1-month-ago", "since:1-month-ago", on: "2021-03-31",
      "2021-02-28", ""),
    Case(
      "bpatrik/pigallery2#875", "since:1-month-ago", "since:1-month-ago", on: "2020-03-31",
      "2020-02-29", ""),
    Case(
      "moment/moment#5927", "since:1-month-ago", "since:1-month-ago", on: "2021-06-30",
      "2021-05-30", ""),
    Case(
      "mojombo/chronic#383", "date:\"last monday\"", "date:last-monday", on: "2018-10-08",
      "2018-10-01", "2018-10-01"),
    Case(
      "tj/go-naturaldate#16", "date:monday", "date:monday", on: "2025-05-19", "2025-05-19",
      "2025-05-19"),
    Case(
      "wanasit/chrono#256", "date:\"last tuesday\"", "date:last-tuesday", on: "2018-04-18",
      "2018-04-17", "2018-04-17"),
    Case(
      "joestelmach/natty#98", "date:\"last monday\"", "date:last-monday", on: "2014-11-25",
      "2014-11-24", "2014-11-24"),
    Case(
      "codecov/timestring#22", "date:Mon", "date:monday", on: "2014-11-25", "2014-11-24",
      "2014-11-24"),
    Case(
      "codecov/timestring#22", "date:Wed", "date:wednesday", on: "2014-11-25", "2014-11-19",
      "2014-11-19"),
  ]

  /// Bounds: `before:` and `after:` exclude their date, all others include it.
  private static let bounds = [
    Case("mtotschnig/MyExpenses#920", "before:2022-01-01", "before:2022-01-01", "", "2021-12-31"),
    Case("metabase/metabase#33494", "before:2023-08-10", "before:2023-08-10", "", "2023-08-09"),
    Case("mattermost/mattermost#9327", "after:2018-08-29", "after:2018-08-29", "2018-08-30", ""),
    Case("tine20/tine20#4762", "after:2013-12", "after:2013-12", "2014-01-01", ""),
    Case("bandr-ai/vektori#65", "after:2023", "after:2023", "2024-01-01", ""),
    Case(
      "WorldBrain/Memex#12", "before:\"yesterday\"", "before:yesterday", on: "2017-04-24", "",
      "2017-04-22"),
    Case(
      "WorldBrain/Memex#12", "after:\"10 days ago\"", "after:10-days-ago", on: "2017-04-24",
      "2017-04-15", ""),
    Case("akvo/akvo-flow#325", "until:31-Jul-2013", "until:2013-07-31", "", "2013-07-31"),
    Case(
      "cli/cli#5639", "date:2022-05-01..2022-05-15", "date:2022-05-01..2022-05-15", "2022-05-01",
      "2022-05-15"),
    Case("github/docs#33953", "date:2012-04-30..*", "since:2012-04-30", "2012-04-30", ""),
    Case("github/docs#33953", "date:*..2012-04-30", "until:2012-04-30", "", "2012-04-30"),
    Case("HyphaApp/hypha#4548", "date:>=2025-04-01", "since:2025-04-01", "2025-04-01", ""),
    Case("HyphaApp/hypha#4548", "date:<=2025-04-30", "until:2025-04-30", "", "2025-04-30"),
    Case("karelz/GitHubIssues#145", "date:>2016-04-08", "after:2016-04-08", "2016-04-09", ""),
    Case("karelz/GitHubIssues#145", "date:<2016-04-08", "before:2016-04-08", "", "2016-04-07"),
    Case("nbgallery/nbgallery#425", "date:>\"2021-01-19\"", "after:2021-01-19", "2021-01-20", ""),
  ]

  @Test(arguments: [dates, relative, bounds].joined())
  func `a date filter from a report has its first and last day`(given: Case) throws {
    let query = Query(given.text)
    #expect(query.description == given.canonical && query.notices.isEmpty)
    #expect(Query(query.description).filter == query.filter)
    guard case .leaf(.date(let range))? = query.filter else {
      Issue.record("\(given.text) is no date")
      return
    }
    let today = try #require(PartialDate(given.today)).days(on: .epoch).lowerBound
    let days = range.days(on: today)
    #expect(days.first?.description ?? "" == given.first)
    #expect(days.last?.description ?? "" == given.last)
  }

  /// Dates that do not exist or could mean two days are words, and a notice says so.
  @Test(arguments: [
    ("harvard-lil/capstone#1261", "date:2019-14-12"), ("mozilla/sumo#931", "since:2021-13-01"),
    ("mojombo/chronic#50", "date:30-February-2011"),
    ("ministryofjustice/correspondence_tool_staff#497", "date:31/2/2018"),
    ("LearningRegistry/LearningRegistry#88", "since:2011-07-00"),
    ("LearningRegistry/LearningRegistry#88", "until:2011-13-01"),
    ("HyphaApp/hypha#4548", "since:205-04-01"), ("e621ng/e621ng#1311", "date:23025-05-24"),
    ("ente/ente#7025", "date:09/01/2015"), ("abritinthebay/datejs#14", "date:05/11/07"),
    ("public-convenience-ltd/toiletmap#387", "after:08/09/2018"),
    ("wangvisual/expression-search#6", "date:week"), ("TriliumNext/Trilium#2169", "date:WEEK-1"),
    ("GoogleChrome/chromium-dashboard#3941", "date:now-2w"),
  ])
  func `an invalid or ambiguous date from a report has a notice`(source: String, text: String) {
    let query = Query("moon \(text)")
    #expect(query.notices.map(\.code) == ["malformed-date"], "\(source)")
    #expect(query.filter == nil)
  }

  /// Filters from reports whose dates are in the wrong order.
  @Test(arguments: [
    ("GSA-TTS/FAC#5188", "since:2025-08-09 until:2025-08-03", "2025-08-03", "2025-08-09"),
    ("GSA-TTS/FAC#5562", "date:2020-01-07..2020-01-03", "2020-01-03", "2020-01-07"),
    ("rotaready/moment-range#268", "date:2019-10-11..2019-10-05", "2019-10-05", "2019-10-11"),
  ])
  func `dates of a report are put in order`(
    source: String, text: String, first: String, last: String
  ) throws {
    let filter = try #require(Query(text).filter)
    let today = try #require(PartialDate("2026-01-01")).days(on: .epoch).lowerBound
    let (ordered, notices) = filter.orderingDates(on: today)
    let wanted = try #require(Query("date:\(first)..\(last)").filter)
    let bounds = try #require(Query("since:\(first) until:\(last)").filter)
    #expect(ordered == wanted || ordered == bounds, "\(source)")
    #expect(notices.map(\.code) == ["swapped-dates"])
  }
}
