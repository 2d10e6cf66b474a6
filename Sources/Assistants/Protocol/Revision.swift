/// A revision of the Model Context Protocol, <https://modelcontextprotocol.io/specification>.
package enum Revision: String, CaseIterable, Comparable, Sendable {
  case november2024 = "2024-11-05"
  case march2025 = "2025-03-26"
  case june2025 = "2025-06-18"
  case november2025 = "2025-11-25"
  case july2026 = "2026-07-28"

  /// The names of all revisions, newest first.
  static let names = allCases.reversed().map(\.rawValue)
  /// The newest revision that begins with `initialize`.
  static let newestLegacy = november2025

  package static func < (a: Revision, b: Revision) -> Bool { a.rawValue < b.rawValue }

  /// True if each request says in `_meta` which revision it follows; false if a conversation begins
  /// with `initialize`, which settles the revision.
  package var isModern: Bool { self >= .july2026 }
  /// True if a tool's answer also has `structuredContent`, and its definition an output schema.
  var hasStructuredContent: Bool { self >= .june2025 }
  /// True if the definition of a tool can have annotations.
  var hasAnnotations: Bool { self >= .march2025 }
  /// True if a JSON array of messages may be sent at once.
  var hasBatches: Bool { self <= .march2025 }

  /// The members of `_meta` that a request of a modern revision has.
  static let versionKey = "io.modelcontextprotocol/protocolVersion"
  static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
  static let clientKey = "io.modelcontextprotocol/clientInfo"
  /// The member of `_meta` of a result.
  static let serverKey = "io.modelcontextprotocol/serverInfo"
}
