internal import FoundationEssentials
internal import TextAnalysis

/// Settings for finding the articles in a file if the file itself does not say how.
public struct ReaderSettings: Equatable, Sendable, Codable {
  /// The version of the readers.
  ///
  /// Files that were read by another version are read again.
  static let version = 3

  /// The names that the records use for the title, the text and so on: `["title": "headline"]`.
  public var fieldNames: [String: String]
  /// The encoding of files; detected if it is nil.
  public var encoding: String?
  /// The table or view of a database that holds the articles.
  public var table: String?
  /// The values of fields that files lack: `["publisher": "The Tidewater Post"]`.
  public var values: [String: String] {
    get { given ?? [:] }
    set { given = newValue.isEmpty ? nil : newValue }
  }

  /// The values as they are stored; nil if there are none, so that the stored form of settings
  /// without values is the same as in earlier versions.
  private var given: [String: String]?

  private enum CodingKeys: String, CodingKey {
    case fieldNames = "map"
    case encoding
    case table
    case given = "set"
  }

  /// Creates settings.
  public init(fieldNames: [String: String] = [:], encoding: String? = nil, table: String? = nil) {
    self.fieldNames = fieldNames
    self.encoding = encoding
    self.table = table
  }

  /// The names of an article's text and fields, which are the keys of `fieldNames`.
  public static let fields = {
    var names = ArticleDraft.Field.allCases.map(\.rawValue)
    names.insert("text", at: 1)
    return names
  }()

  /// The names of the fields that can have a value for all files, which are the keys of `values`.
  public static let valueFields = ["author", "publisher", "published", "language"]

  /// True if an article can have this value in a field; a date and a language must be readable.
  public static func isReadable(_ value: String, as field: String) -> Bool {
    switch field {
    case "published": PublicationDate(parsing: value) != nil
    case "language": LanguageTag(declared: value) != nil
    default: normalizedLine(value) != nil
    }
  }

  /// True if there is a known encoding of this name.
  public static func knowsEncoding(_ name: String) -> Bool { TextEncoding.name(of: name) != nil }

  /// The settings in their stored form, which is the same for equal settings.
  public var stored: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard self != ReaderSettings(), let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Reads stored settings.
  ///
  /// If the stored settings are invalid, these are the default settings.
  public init(stored: String) {
    self.init()
    guard stored != "{}" else { return }
    let data = Data(stored.utf8)
    if let settings = try? JSONDecoder().decode(ReaderSettings.self, from: data) { self = settings }
  }

  /// The value of `files.reader` for a file that was read with these settings.
  package var reader: String { "\(Self.version) \(stored)" }
}
