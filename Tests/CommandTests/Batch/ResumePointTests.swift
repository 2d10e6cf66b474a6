import Foundation
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand
@testable import SearchEngine

/// The next run must continue a file of answers correctly, wherever the last run stopped.
struct ResumePointTests {
  private static let queries = [
    BatchQuery(id: "a", text: "one"), BatchQuery(id: "b,\"c\nd\"", text: "two \"2\",\n\r\nlines"),
    BatchQuery(id: "e\u{301}", text: ""), BatchQuery(id: "aa", text: "found nothing"),
    BatchQuery(id: "9", text: "last\tone"),
  ]

  /// Returns the queries whose ids the format can hold, with answers of two, one or no hits.
  private func answers(
    _ writer: BatchWriter, passages: Bool = false
  ) throws -> [(query: BatchQuery, bytes: [UInt8])] {
    try Self.queries.filter { writer.format.canHold(id: $0.id) }.map { query in
      let hits = [
        Sample.hit(snippet: "a, \"b\"\n[c]", location: "x/1"),
        Sample.hit(location: "x/\n2", rank: 2),
      ]
      let count = query.id == "aa" ? 0 : query.id == "a" ? 2 : 1
      var response = Sample.answer(Array(hits.prefix(count)), query: query.text)
      response.request.listsPassages = passages
      let lines = try writer.format.lines(response, id: query.id, tag: writer.tag)
      return (query, Array(lines.utf8))
    }
  }

  private static let formats = batchFormats.map(\.name)

  private func writer(_ format: String, tag: String = "pressmark") throws -> BatchWriter {
    BatchWriter(format: try #require(batchFormats.first { $0.name == format }), tag: tag)
  }

  @Test(arguments: formats, [false, true])
  func `complete answers are kept, and incomplete ones are repeated`(
    format: String, passages: Bool
  ) throws {
    let writer = try writer(format)
    let answers = try answers(writer, passages: passages)
    #expect(answers.count >= 4)
    let header = Array(writer.format.header.utf8)
    let whole = header + answers.flatMap(\.bytes)
    for cut in 0...whole.count {
      let written = try ResumePoint(Array(whole[..<cut]), by: writer, to: answers.map(\.query))
      #expect(written.length <= cut)
      // The kept and the repeated answers together make the whole file.
      var file = Array(whole[..<written.length])
      if written.length == 0 { file = header }
      for answer in answers where written.found[answer.query.id] == nil { file += answer.bytes }
      #expect(file == whole, "cut at \(cut)")
      // Only the last answer and an incomplete line are lost.
      let starts = answers.indices.filter { !answers[$0].bytes.isEmpty }.map { index in
        header.count + answers[..<index].reduce(0) { $0 + $1.bytes.count }
      }
      let last = starts.lastIndex { $0 < cut } ?? 0
      #expect(written.length >= (last > 0 ? starts[last - 1] : 0), "cut at \(cut)")
    }
    let all = try ResumePoint(whole, by: writer, to: answers.map(\.query))
    if format == "jsonl" {
      #expect(
        all.found == ["a": true, "b,\"c\nd\"": true, "e\u{301}": true, "aa": false, "9": true])
    }
  }

  @Test(arguments: formats)
  func `a file with other content cannot be resumed`(format: String) throws {
    let writer = try writer(format)
    let answers = try answers(writer)
    let queries = answers.map(\.query)
    func trouble(_ bytes: [UInt8], _ queries: [BatchQuery]) -> ResumePoint.Mismatch? {
      do throws(ResumePoint.Mismatch) {
        _ = try ResumePoint(bytes, by: writer, to: queries)
        return nil
      } catch {
        return error
      }
    }
    let whole = Array(writer.format.header.utf8) + answers.flatMap(\.bytes)
    for other in Self.formats where other != format {
      let writer = try self.writer(other)
      let file = Array(writer.format.header.utf8) + (try self.answers(writer).flatMap(\.bytes))
      #expect(trouble(file, queries) == .otherFormat(line: 1), "\(other)")
    }
    for text in ["notes", "notes\n", "a Q1", "\n", "a\u{0}", "{}", "{}\n", "id,query\n"] {
      #expect(trouble(Array(text.utf8), queries) == .otherFormat(line: 1), "\(text)")
      let line = whole.count { $0 == 0x0A } + 1
      #expect(trouble(whole + Array(text.utf8), queries) == .otherFormat(line: line), "\(text)")
    }
    #expect(trouble(whole, Array(queries.dropFirst())) == .otherTopic(id: "a"))
    #expect(trouble(whole + answers[0].bytes, queries) == .repeated(id: "a"))
    var changed = queries
    changed[0].text = "other"
    #expect(trouble(whole, changed) == (format == "trec" ? nil : .otherQuery(id: "a")))
    let run = try self.writer("trec", tag: "mine")
    if format == "trec" {
      #expect(trouble(try self.answers(run).flatMap(\.bytes), queries) == .otherTag("mine"))
    }
  }
}
