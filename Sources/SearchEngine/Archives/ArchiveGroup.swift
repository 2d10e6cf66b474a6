internal import Archive
internal import FullTextIndex
internal import Ranking
internal import SQLite

/// The archives that answer a search: one, or several that answer as one.
///
/// The articles and passages of each archive follow those of the one before. Outside, each has the id
/// that it would have in one archive of all: its own plus the highest id of the archives before. A
/// group shows the snapshot of the open transaction.
final class ArchiveGroup {
  /// An archive with its readers.
  struct Member {
    let archive: Archive
    let reader: RankingReader
    let formLists: FormLists
    /// What is added to the ids of its passages and of its articles.
    var offsets: (passage: Int64, article: Int64) = (0, 0)

    var connection: Connection { archive.connection }
  }

  private(set) var members: [Member]
  /// Ranks the passages of all archives.
  let reader: CollectionReader

  /// The statistics of the collection that the archives are parts of; nil if they are all of it.
  let given: CollectionStatistics?
  /// Remembers the questions about words; nil if nothing does.
  let recorder: StatisticsRecorder?

  /// The data versions of the archives for which the offsets were found.
  private var versions: [Int64] = []

  /// Creates a group.
  ///
  /// - Precondition: There is at least one archive.
  init(
    _ archives: [Archive], given: CollectionStatistics? = nil, recorder: StatisticsRecorder? = nil
  ) {
    self.given = given
    self.recorder = recorder
    members = archives.map { archive in
      let reader = RankingReader(archive.connection)
      return Member(archive: archive, reader: reader, formLists: FormLists(archive, reader))
    }
    reader = CollectionReader(members.map(\.reader))
  }

  /// True if there are several archives, or others that are not in the group.
  var isShared: Bool { members.count > 1 || given != nil }

  /// The connection to the first archive, for what is the same in all.
  var connection: Connection { members[0].connection }

  /// The weight of each column.
  var columnWeights: [Double] {
    get throws(IndexError) { try members[0].reader.statistics().columnWeights }
  }

  /// Answers questions about the words of all archives.
  var lexicon: any LexiconSource {
    let own = GroupLexicon(group: self)
    if let recorder { return RecordingLexicon(recorder: recorder, earlier: given, own: own) }
    return given.map { GivenLexicon(statistics: $0, own: own) } ?? own
  }

  // MARK: Transactions

  /// Runs `body` in one snapshot of each archive.
  func transaction<T>(
    interruptibleBy interruption: Interruption?, _ body: () throws -> T
  ) throws -> T {
    try transaction(members[...], interruption) {
      try findOffsets()
      return try body()
    }
  }

  private func transaction<T>(
    _ rest: ArraySlice<Member>, _ interruption: Interruption?, _ body: () throws -> T
  ) throws -> T {
    guard let first = rest.first else { return try body() }
    // The end of the transaction must not be interrupted.
    return try first.connection.transaction(.read) {
      try first.connection.interruptible(by: interruption) {
        try first.connection.checkInterruption()
        return try transaction(rest.dropFirst(), interruption, body)
      }
    }
  }

  /// Runs `body`, during which each archive is interrupted by `interruption` too.
  func interruptible<T>(by interruption: Interruption?, _ body: () throws -> T) rethrows -> T {
    try interruptible(members[...], interruption, body)
  }

  private func interruptible<T>(
    _ rest: ArraySlice<Member>, _ interruption: Interruption?, _ body: () throws -> T
  ) rethrows -> T {
    guard let first = rest.first else { return try body() }
    return try first.connection.interruptible(by: interruption) {
      try interruptible(rest.dropFirst(), interruption, body)
    }
  }

  private func findOffsets() throws {
    guard isShared else { return }
    let now = try members.map { try $0.connection.dataVersion() }
    // The version does not show what the connection itself writes.
    if now == versions, members.allSatisfy(\.connection.isReadOnly) { return }
    var next: (passage: Int64, article: Int64) = (0, 0)
    for index in members.indices {
      let archive = members[index].archive
      let last = try archive.lastIDs()
      let offsets = try given?.offsets(of: archive) ?? next
      guard offsets.passage >= next.passage || last.passage == 0 else {
        throw CollectionStatistics.Failure.otherOrder
      }
      members[index].offsets = offsets
      next = (
        max(next.passage, offsets.passage + last.passage),
        max(next.article, offsets.article + last.article)
      )
    }
    reader.offsets = members.map(\.offsets.passage)
    versions = now
  }

  // MARK: Places

  /// Returns the archive of a passage.
  func member(ofPassage id: Int64) -> Member {
    members.last { $0.offsets.passage < id } ?? members[0]
  }

  /// Returns the archive of an article.
  func member(ofArticle id: Int64) -> Member {
    members.last { $0.offsets.article < id } ?? members[0]
  }

  // MARK: Damage

  /// The damage that was found in each archive.
  var damage: [FoundDamage] { members.map(\.reader.damage) }

  /// Remembers that the index contradicts the tables.
  func noteDamagedIndex() { members[0].reader.damage.isInIndex = true }
}

/// Answers questions about words from all archives of a group.
struct GroupLexicon: LexiconSource {
  let group: ArchiveGroup

  var generation: Int {
    get throws(IndexError) {
      // Each number only grows, so the sum changes with each of them.
      var sum = 0
      for member in group.members { sum += try member.reader.vocabulary().generation }
      return sum
    }
  }

  func answer(_ question: LexiconQuestion) throws -> LexiconAnswer {
    question.combined(
      try group.members.map { member in
        try IndexLexicon(member.formLists, offset: member.offsets.passage).answer(question)
      })
  }
}
