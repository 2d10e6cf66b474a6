internal import FoundationEssentials

/// How the articles of a file are found in it, where the file does not say itself.
public struct ReaderSettings: Equatable, Sendable, Codable {
  /// The version of the readers: files that another one has read are read again.
  static let version = 1

  /// Which of a record's fields is the title, the text and so on: `["title": "headline"]`.
  public var fieldNames: [String: String]
  /// The encoding of files; found out by their bytes where it is `nil`.
  public var encoding: String?
  /// The table or view of a database that has the articles.
  public var table: String?

  private enum CodingKeys: String, CodingKey {
    case fieldNames = "map"
    case encoding
    case table
  }

  /// Creates settings.
  public init(fieldNames: [String: String] = [:], encoding: String? = nil, table: String? = nil) {
    self.fieldNames = fieldNames
    self.encoding = encoding
    self.table = table
  }

  /// The names of what an article has, which are the keys of `fieldNames`.
  public static let fields = [
    "title", "text", "author", "publisher", "published", "language", "url", "docno",
  ]

  /// True if text can be in an encoding of this name.
  public static func knowsEncoding(_ name: String) -> Bool { TextEncoding.name(of: name) != nil }

  /// The settings in the form in which they are stored, always the same for the same settings.
  public var stored: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard self != ReaderSettings(), let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Reads stored settings; such as cannot be read are none.
  public init(stored: String) {
    self.init()
    guard stored != "{}" else { return }
    let data = Data(stored.utf8)
    if let settings = try? JSONDecoder().decode(ReaderSettings.self, from: data) { self = settings }
  }

  /// What `files.reader` says of a file that was read so.
  package var reader: String { "\(Self.version) \(stored)" }
}
