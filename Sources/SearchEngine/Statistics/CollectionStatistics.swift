internal import Archive
internal import JSON

/// What parts of a collection say about the words of some queries: numbers and texts, from which
/// each part can score its passages as one archive of all parts would.
///
/// The file has a line of JSON for each part and for each question, in the order of their bytes:
///
///     {"pressmark_statistics":1,"schema":3}
///     {"part":"9f2c31…","last_article":412,"last_passage":5103}
///     {"ask":["passages"],"count":5103}
///     {"ask":["term","submarin",1],"count":1}
///
/// A question without an answer is one that a part has not been asked.
public struct CollectionStatistics: Equatable, Sendable {
  /// A part of the collection.
  struct Part: Equatable {
    /// The hash that a manifest has for the archive.
    var hash: String
    var lastArticle: Int64
    var lastPassage: Int64
  }

  /// The parts, in order.
  var parts: [Part] = []
  /// The answers; nil for those that a part lacks.
  var answers: [LexiconQuestion: LexiconAnswer?] = [:]

  /// The reason why statistics cannot be used.
  public enum Failure: Error, Equatable, Sendable {
    /// The bytes are not statistics, from this line on.
    case malformed(line: Int)
    /// Another version has made them.
    case otherVersion
    /// They are not about the archive at this path.
    case foreign(path: String)
    /// A part is in them twice.
    case repeatedPart
    /// They have the archives that are searched in another order.
    case otherOrder
    /// They do not have the answer to this question.
    case missing(question: String)
  }

  private static let version = 1

  init() {}

  /// Reads a file.
  public init(_ bytes: [UInt8]) throws(Failure) {
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      guard let json = try? JSONValue(parsing: Array(line)) else {
        throw .malformed(line: index + 1)
      }
      if index == 0 {
        guard let version = json["pressmark_statistics"]?.integer else { throw .malformed(line: 1) }
        guard version == Self.version, json["schema"]?.integer == Archive.schemaVersion else {
          throw .otherVersion
        }
      } else if let part = Part(json) {
        parts.append(part)
      } else if let question = json["ask"].flatMap({ LexiconQuestion($0) }) {
        answers[question] = .some(LexiconAnswer(json))
      } else {
        throw .malformed(line: index + 1)
      }
    }
    if parts.isEmpty { throw .malformed(line: 1) }
  }

  /// The statistics as a file has them.
  public var text: String {
    let head: JSONValue = [
      "pressmark_statistics": .number(String(Self.version)),
      "schema": .number(String(Archive.schemaVersion)),
    ]
    let lines = answers.map { question, answer -> [UInt8] in
      var members: [String: JSONValue] = ["ask": question.json]
      if let answer, answer.rows.isEmpty { members["count"] = .number(String(answer.count)) }
      if let rows = answer?.rows, !rows.isEmpty {
        members["rows"] = .array(rows.map { .array($0.map { .string($0) }) })
      }
      return JSONValue.object(members).encoded()
    }
    let sorted = lines.sorted { $0.lexicographicallyPrecedes($1) }
    return
      ([head.encodedText] + parts.map(\.json.encodedText)
      + sorted.map { String(decoding: $0, as: UTF8.self) })
      .map { $0 + "\n" }.joined()
  }

  /// Returns the statistics of a collection, given those of its parts, in order.
  ///
  /// Questions that not all parts have answered have no answer.
  public static func merged(
    _ all: [CollectionStatistics]
  ) throws(Failure) -> CollectionStatistics {
    var merged = CollectionStatistics()
    merged.parts = all.flatMap(\.parts)
    // Archives without articles are all the same.
    let hashes = merged.parts.filter { $0.lastArticle > 0 }.map(\.hash)
    guard Set(hashes).count == hashes.count else { throw .repeatedPart }
    for question in Set(all.flatMap(\.answers.keys)) {
      let answers = all.compactMap { $0.answers[question] ?? nil }
      merged.answers[question] = .some(
        answers.count == all.count ? question.combined(answers) : nil)
    }
    return merged
  }

  /// True if all parts have answered all questions.
  public var isComplete: Bool { !answers.values.contains { $0 == nil } }

  /// Returns what is added to the ids of an archive, which is one of the parts.
  func offsets(of archive: Archive) throws -> (passage: Int64, article: Int64) {
    let hash = try archive.identity()
    guard let index = parts.firstIndex(where: { $0.hash == hash }) else {
      throw Failure.foreign(path: archive.path)
    }
    return parts[..<index].reduce((0, 0)) { ($0.0 + $1.lastPassage, $0.1 + $1.lastArticle) }
  }

  func answer(to question: LexiconQuestion) throws(Failure) -> LexiconAnswer {
    guard let answer = answers[question] ?? nil else {
      throw .missing(question: question.json.encodedText)
    }
    return answer
  }
}

extension CollectionStatistics.Part {
  fileprivate init?(_ json: JSONValue) {
    guard let hash = json["part"]?.stringValue, let article = json["last_article"]?.integer,
      let passage = json["last_passage"]?.integer, article >= 0, passage >= 0
    else { return nil }
    self.init(hash: hash, lastArticle: Int64(article), lastPassage: Int64(passage))
  }

  fileprivate var json: JSONValue {
    [
      "part": .string(hash), "last_article": .number(String(lastArticle)),
      "last_passage": .number(String(lastPassage)),
    ]
  }
}

extension LexiconAnswer {
  /// Reads an answer; nil if there is none.
  fileprivate init?(_ json: JSONValue) {
    if let count = json["count"]?.integer {
      self.init(count: count)
    } else if case .array(let values) = json["rows"] {
      self.init(rows: values.compactMap(\.strings))
    } else {
      return nil
    }
  }
}

/// Answers questions from the statistics of a collection.
struct GivenLexicon: LexiconSource {
  let statistics: CollectionStatistics
  /// The archives that are searched.
  let own: GroupLexicon

  var generation: Int { get throws { try own.generation } }

  func answer(_ question: LexiconQuestion) throws -> LexiconAnswer {
    try statistics.answer(to: question)
  }
}

/// Remembers the questions that are asked.
public final class StatisticsRecorder {
  var questions: Set<LexiconQuestion> = []

  /// Creates a recorder.
  public init() {}
}

/// Answers questions from earlier statistics or, if these lack an answer, from the archives
/// themselves, and remembers them.
struct RecordingLexicon: LexiconSource {
  let recorder: StatisticsRecorder
  let earlier: CollectionStatistics?
  let own: GroupLexicon

  var generation: Int { get throws { try own.generation } }

  func answer(_ question: LexiconQuestion) throws -> LexiconAnswer {
    recorder.questions.insert(question)
    if let known = earlier?.answers[question] ?? nil { return known }
    return try own.answer(question)
  }
}
