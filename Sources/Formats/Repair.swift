/// The faults in the source of an article that its reader repaired, so that no text was lost.
public struct Repair: Codable, Equatable, Sendable {
  /// A kind of fault.
  public enum Fault: String, Codable, CaseIterable, Sendable {
    /// A NUL, which is removed.
    case zeroByte
    /// Another control character, which is removed.
    case controlCharacter
    /// Bytes that are not UTF-8: they become the characters that windows-1252 has for them.
    case invalidBytes
    /// The text is not in the encoding that it declares; the encoding was detected.
    case wrongEncoding
    /// An `&` that starts no entity, and is read as it stands.
    case ampersand
    /// An entity that is not known, and is read as it stands.
    case unknownEntity
    /// A reference to a character that does not exist or that XML does not allow, which is removed.
    case characterReference
    /// A `<` that starts no tag, and is read as it stands.
    case lessThan
    /// A `]]>` outside of a CDATA section, which is read as it stands.
    case sectionEnd
    /// A tag that does not follow the grammar.
    case malformedTag
    /// An element that is not closed: it ends with the element around it.
    case unclosedElement
    /// An end tag without a start tag, which is ignored.
    case strayEndTag
  }

  /// The kind of the first fault.
  public var fault: Fault
  /// The line of the first fault in the file, from 1; nil if it is not known.
  public var line: Int?
  /// The number of faults.
  public var count = 1

  /// Creates a repair.
  package init(_ fault: Fault, line: Int?, count: Int = 1) {
    self.fault = fault
    self.line = line
    self.count = count
  }

  /// Counts other faults, which come after those in `repair`.
  static func add(_ fault: Fault, line: Int?, count: Int = 1, to repair: inout Repair?) {
    if repair == nil {
      repair = Repair(fault, line: line, count: count)
    } else {
      repair?.count += count
    }
  }
}

/// The remarks of a reader about an article.
public struct ReaderNotes: Codable, Equatable, Sendable {
  /// The faults that were repaired; nil if there were none.
  public var repair: Repair?
  /// For an article without a text, the fields of its record that may hold one but were not read.
  public var unreadFields: [String] = []

  /// Creates notes that say nothing.
  public init() {}
}
