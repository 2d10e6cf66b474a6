internal import Formats
internal import Ingest
internal import Output

/// Remarks of a run about articles that it stored.
///
/// None of them is a failure.
struct ArticleRemarks {
  /// The number of articles whose source was repaired.
  private(set) var repaired = 0
  /// The number of articles without a text.
  private(set) var textless = 0
  private var firstRepaired: IngestEntry?
  /// For the fields that were not read in articles without a text: how many articles have the
  /// field, and in how many it is the longest.
  private var fields: [String: (articles: Int, longest: Int)] = [:]

  private static let maxListed = 5
  private static let maxCounted = 1_000

  /// Counts the remarks about an article.
  mutating func add(_ entry: IngestEntry) {
    if entry.notes.repair != nil {
      repaired += 1
      firstRepaired = firstRepaired ?? entry
    }
    guard !entry.hasText else { return }
    textless += 1
    for (index, name) in entry.notes.unreadFields.enumerated()
    where fields[name] != nil || fields.count < Self.maxCounted {
      fields[name, default: (0, 0)].articles += 1
      if index == 0 { fields[name]?.longest += 1 }
    }
  }

  /// The sentences for the summary of the run.
  var sentences: [String] {
    var sentences: [String] = []
    if let first = firstRepaired, let repair = first.notes.repair {
      sentences.append(
        "\(counted(repaired, "article")) repaired"
          + (repaired == 1 ? ": " : ", --report FILE lists them; the first is ")
          + "\(printableLine(first.location)): \(repair.words)")
    }
    if textless > 0 {
      sentences.append(
        "\(counted(textless, "article")) \(textless == 1 ? "has" : "have") no text" + unreadFields)
    }
    return sentences
  }

  private var unreadFields: String {
    let sorted = fields.sorted {
      ($1.value.articles, $1.value.longest, $0.key) < ($0.value.articles, $0.value.longest, $1.key)
    }
    guard let first = sorted.first else { return "" }
    let listed = sorted.prefix(Self.maxListed).map {
      "\(printableLine($0.key)) (\(grouped($0.value.articles)))"
    }
    return "; fields not read: \(listed.joined(separator: ", "))"
      + (sorted.count > Self.maxListed ? " and others" : "")
      + "; to read one as the text: --map text=\(printableLine(first.key))"
  }
}

extension Repair {
  /// A description of the repairs: `line 12: an ampersand that is not &amp;, and 3 more faults`.
  var words: String {
    (line.map { "line \(grouped($0)): " } ?? "") + fault.words
      + (count > 1 ? ", and \(counted(count - 1, "more fault"))" : "")
  }
}

extension Repair.Fault {
  /// The fault in words.
  var words: String {
    switch self {
    case .zeroByte: "a NUL"
    case .controlCharacter: "a control character"
    case .invalidBytes: "a byte that is not valid in the file's encoding"
    case .wrongEncoding: "not in the encoding that it declares"
    case .ampersand: "an ampersand that is not &amp;"
    case .unknownEntity: "an unknown entity"
    case .characterReference: "a reference to a character that XML does not allow"
    case .lessThan: "a < that starts no tag"
    case .sectionEnd: "]]> outside of a CDATA section"
    case .malformedTag: "a malformed tag"
    case .unclosedElement: "an element that is not closed"
    case .strayEndTag: "an end tag without a start tag"
    }
  }
}
