internal import CYAML

/// Reads YAML 1.1 with libyaml, event by event.
enum YAMLFields {
  /// Returns the first document in a text; nil if it is not well-formed or nests too deep.
  ///
  /// Scalars keep their text: `no` and `2021-10-18` are strings.
  static func value(of text: Substring) -> FieldValue? {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { return nil }
    defer { yaml_parser_delete(&parser) }
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { bytes in
      yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      return value(&parser)
    }
  }

  private static func value(_ parser: inout yaml_parser_t) -> FieldValue? {
    var builder = FieldValueBuilder()
    var anchors: [String: FieldValue] = [:]
    var openAnchors: [String?] = []
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) == 1 else { return nil }
      defer { yaml_event_delete(&event) }
      switch event.type {
      case YAML_SCALAR_EVENT:
        let text = scalar(event)
        if let name = string(event.data.scalar.anchor) { anchors[name] = .text(text) }
        if builder.expectsKey { builder.setKey(text) } else { builder.add(.text(text)) }
      case YAML_ALIAS_EVENT:
        // An alias is not expanded here, because its value is shared and not copied.
        let value = string(event.data.alias.anchor).flatMap { anchors[$0] } ?? .text("")
        builder.add(value)
      case YAML_SEQUENCE_START_EVENT:
        openAnchors.append(string(event.data.sequence_start.anchor))
        builder.beginList()
      case YAML_MAPPING_START_EVENT:
        openAnchors.append(string(event.data.mapping_start.anchor))
        builder.beginFields()
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
        let value = builder.end()
        if let name = openAnchors.popLast() ?? nil { anchors[name] = value }
      case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT: return builder.result
      default: break
      }
      if builder.isTooDeep { return nil }
    }
  }

  /// Returns the text of a scalar; empty for null.
  private static func scalar(_ event: yaml_event_t) -> String {
    let scalar = event.data.scalar
    let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    let text = String(decoding: bytes, as: UTF8.self)
    guard scalar.style == YAML_PLAIN_SCALAR_STYLE else { return text }
    if ["~", "null", "Null", "NULL"].contains(text) { return "" }
    // YAML reads the first word of `!important news` as a custom type.
    guard let word = string(scalar.tag), word.hasPrefix("!") else { return text }
    if isType(word) { return text }
    return text.isEmpty ? word : "\(word) \(text)"
  }

  /// True if a word after an exclamation mark names a type, as in `!date 2021-10-18` and
  /// `!ruby/string Tide`, and is not the start of a sentence.
  private static func isType(_ word: String) -> Bool {
    let name = word.dropFirst().lowercased()
    return name.contains("/") || name.contains(":")
      || ["str", "string", "date", "datetime", "timestamp", "int", "float", "bool", "time"]
        .contains(name)
  }

  private static func string(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    characters.map { String(cString: $0) }
  }
}
