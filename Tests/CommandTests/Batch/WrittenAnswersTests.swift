import Foundation
import TestSupport
import Testing

@testable import SearchCommand
@testable import SearchEngine

/// The answers left in a file that was truncated anywhere.
struct WrittenAnswersTests {
  private static let queries = [
    BatchQuery(id: "a", text: "one"), BatchQuery(id: "b,\"c\nd\"", text: "two \"2\",\n\r\nlines"),
    BatchQuery(id: "e\u{301}", text: ""), BatchQuery(id: "aa", text: "found nothing"),
    BatchQuery(id: "9", text: "last\tone"),
  ]

  /// The queries that `format` can name, with their answers: of two hits, of one, or of none.
  private func answers(_ writer: BatchWriter) throws -> [(query: BatchQuery, bytes: [UInt8])] {
    try Self.queries.filter { writer.format.canHold(id: $0.id) }.map { query in
      let hits = [
        Sample.hit(snippet: "a, \"b\"\n[c]", location: "x/1"),
        Sample.hit(location: "x/\n2", rank: 2),
      ]
      let count = query.id == "aa" ? 0 : query.id == "a" ? 2 : 1
      var answered = Sample.answer(Array(hits.prefix(count)), query: query.text)
      answered.query = query
      return (query, try writer.bytes(answered))
    }
  }

  @Test(arguments: BatchFormat.allCases, [false, true])
  func `complete answers are kept and the others repeated`(
    format: BatchFormat, passages: Bool
  ) throws {
    let writer = BatchWriter(format: format, passages: passages)
    let answers = try answers(writer)
    #expect(answers.count >= 4)
    let header = Array(writer.header.utf8)
    let whole = header + answers.flatMap(\.bytes)
    for cut in 0...whole.count {
      let written = try WrittenAnswers(Array(whole[..<cut]), by: writer, to: answers.map(\.query))
      #expect(written.length <= cut)
      // What is asked again and what is kept are the whole file.
      var file = Array(whole[..<written.length])
      if written.length == 0 { file = header }
      for answer in answers where written.found[answer.query.id] == nil { file += answer.bytes }
      #expect(file == whole, "cut at \(cut)")
      // No more than the last answer is lost, and a line that is not whole.
      let starts = answers.indices.filter { !answers[$0].bytes.isEmpty }.map { index in
        header.count + answers[..<index].reduce(0) { $0 + $1.bytes.count }
      }
      let last = starts.lastIndex { $0 < cut } ?? 0
      #expect(written.length >= (last > 0 ? starts[last - 1] : 0), "cut at \(cut)")
    }
    let all = try WrittenAnswers(whole, by: writer, to: answers.map(\.query))
    if format == .jsonl {
      #expect(
        all.found == ["a": true, "b,\"c\nd\"": true, "e\u{301}": true, "aa": false, "9": true])
    }
  }

  @Test(arguments: BatchFormat.allCases)
  func `a file with other content cannot be resumed`(format: BatchFormat) throws {
    let writer = BatchWriter(format: format)
    let answers = try answers(writer)
    let queries = answers.map(\.query)
    func trouble(_ bytes: [UInt8], _ queries: [BatchQuery]) -> WrittenAnswers.Trouble? {
      do throws(WrittenAnswers.Trouble) {
        _ = try WrittenAnswers(bytes, by: writer, to: queries)
        return nil
      } catch {
        return error
      }
    }
    let whole = Array(writer.header.utf8) + answers.flatMap(\.bytes)
    for other in BatchFormat.allCases where other != format {
      let writer = BatchWriter(format: other)
      let file = Array(writer.header.utf8) + (try self.answers(writer).flatMap(\.bytes))
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
    #expect(trouble(whole, changed) == (format == .trec ? nil : .otherQuery(id: "a")))
    let run = BatchWriter(format: .trec, tag: "mine")
    if format == .trec {
      #expect(trouble(try self.answers(run).flatMap(\.bytes), queries) == .otherTag("mine"))
    }
  }
}
