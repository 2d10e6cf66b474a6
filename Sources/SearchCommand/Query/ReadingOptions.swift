internal import ArgumentParser
internal import QueryLanguage
internal import SearchEngine

/// The options for reading queries, shared by all subcommands that search.
struct ReadingOptions: ParsableArguments {
  @Flag(exclusivity: .exclusive)
  var mode: Mode?

  @Flag(
    help: "Fail if part of the query would be ignored, or read differently from how you typed it.")
  var strict = false

  @Flag(help: "Read the query as an expression of FTS5, SQLite's full-text language.")
  var raw = false

  @Flag(
    help: """
      Rank like ORDER BY rank in the sqlite3 shell, and do not search for other spellings of a word.
      """)
  var plain = false

  @Flag(
    inversion: .prefixedNo,
    help: """
      Correct words that are not found, or never suggest corrections. (default: correct in output for \
      people, suggest in other formats)
      """)
  var suggest: Bool?

  @Option(
    help: ArgumentHelp(
      """
      Also search for the synonyms in this file. (default: ~/.config/pressmark/synonyms.txt, in \
      output for people)
      """, valueName: "file"), completion: .file())
  var synonyms: String?

  @Flag(help: "Do not search for the synonyms in ~/.config/pressmark/synonyms.txt.")
  var noSynonyms = false

  @Option(
    help: ArgumentHelp(
      "Also search for words that differ in at most this many letters (1 or 2).",
      valueName: "edits"), completion: .list(["1", "2"]))
  var fuzzy: Int?

  @OptionGroup var filters: FilterOptions

  enum Mode: String, EnumerableFlag {
    case any, all

    static func help(for value: Mode) -> ArgumentHelp? {
      switch value {
      case .any: "Rank by score alone; articles with all words may come after others."
      case .all: "Find only articles with all words and phrases."
      }
    }
  }

  func validate() throws {
    if synonyms != nil, noSynonyms {
      throw ValidationError("--synonyms and --no-synonyms exclude each other.")
    }
    let other = suggest == true ? "suggest" : synonyms != nil ? "synonyms" : nil
    guard let other, raw || plain else { return }
    throw ValidationError("--\(other) and --\(raw ? "raw" : "plain") exclude each other.")
  }

  /// Reads the synonyms; nil if there are none.
  ///
  /// Programs get the synonyms only of a file that they name.
  func readSynonyms(isForPeople: Bool) throws(CommandError) -> Synonyms? {
    if let synonyms { return try SynonymFile.read(synonyms) }
    return isForPeople && !noSynonyms && !plain && !raw ? try SynonymFile.readDefault() : nil
  }

  /// The options as the engine takes them, for output that is for people or for programs.
  ///
  /// Programs get answers to the query as it was typed, unless `--suggest` asks for corrections.
  func options(isForPeople: Bool) -> SearchOptions {
    var options = SearchOptions()
    options.mode = mode.flatMap { Query.Mode(rawValue: $0.rawValue) } ?? .best
    options.isStrict = strict
    options.isRaw = raw
    options.isPlain = plain
    options.suggests = suggest ?? true
    options.corrects = suggest ?? (isForPeople && !strict)
    options.fuzziness = fuzzy ?? 0
    options.filters = filters.values
    return options
  }
}
