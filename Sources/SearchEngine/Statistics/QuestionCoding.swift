internal import FullTextIndex
internal import JSON
internal import Ranking

/// Questions as JSON: an array of a name and its arguments.
///
///     ["term", "submarin", 1]
///     ["frequency", {"phrase": [{"term": "nuclear"}, {"term": "submarin"}]}, [1], null]
extension LexiconQuestion {
  var json: JSONValue {
    func number(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }
    func texts(_ name: JSONValue, _ texts: String..., numbers: Int...) -> JSONValue {
      .array([name] + texts.map { .string($0) } + numbers.map { number($0) })
    }
    return switch self {
    case .passages: ["passages"]
    case .tokens: ["tokens"]
    case .lastPassage: ["last_passage"]
    case .has(let table): texts("has", table.rawValue)
    case .lacksVocabulary: ["lacks_vocabulary"]
    case .lacksForms: ["lacks_forms"]
    case .frequency(let term):
      [
        "frequency", term.pattern.json,
        term.columns.map { .array($0.sorted().map { number($0) }) } ?? .null,
        term.written.map { .array($0.map(\.json)) } ?? .null,
      ]
    case .documentFrequency(let term, .max): texts("term", term)
    case .documentFrequency(let term, let most): texts("term", term, numbers: most)
    case .phraseFrequency(let phrase, let first, let most):
      ["phrase", .string(phrase), number(first), number(most)]
    case .occurs(let phrases): ["any_phrase", .array(phrases.map { .string($0) })]
    case .terms(let start, let limit): texts("terms", start, numbers: limit)
    case .termsContaining(let part, let from, let to): texts("terms_containing", part, from, to)
    case .nearTerms(let term, let edits): texts("near_terms", term, numbers: edits)
    case .similarTerms(let term, let edits): texts("similar_terms", term, numbers: edits)
    case .similarForms(let word, let edits): texts("similar_forms", word, numbers: edits)
    case .variants(let folded, let limit): texts("variants", folded, numbers: limit)
    case .variantsStarting(let start): texts("variants_starting", start)
    case .variantsContaining(let part, let from): texts("variants_containing", part, from)
    case .pieces(let word): texts("pieces", word)
    case .texts(let term, let limit): texts("texts", term, numbers: limit)
    case .phraseTexts(let phrase, let first, let limit):
      ["phrase_texts", .string(phrase), number(first), number(limit)]
    }
  }

  /// Reads a question; nil if it is not one.
  init?(_ json: JSONValue) {
    guard case .array(let parts) = json, let name = parts.first?.stringValue else { return nil }
    let texts = parts.dropFirst().compactMap(\.stringValue)
    let numbers = parts.dropFirst().compactMap(\.integer)
    func first(_ make: (String, Int) -> LexiconQuestion) -> LexiconQuestion? {
      guard texts.count == 1, numbers.count == 1 else { return nil }
      return make(texts[0], numbers[0])
    }
    switch (name, parts.count) {
    case ("passages", 1): self = .passages
    case ("tokens", 1): self = .tokens
    case ("last_passage", 1): self = .lastPassage
    case ("has", 2):
      guard let table = texts.first.flatMap(Table.init(rawValue:)) else { return nil }
      self = .has(table)
    case ("lacks_vocabulary", 1): self = .lacksVocabulary
    case ("lacks_forms", 1): self = .lacksForms
    case ("frequency", 4):
      guard let term = TermSpec(parts[1], columns: parts[2], written: parts[3]) else { return nil }
      self = .frequency(term)
    case ("term", 2):
      guard let term = texts.first else { return nil }
      self = .documentFrequency(term, atMost: .max)
    case ("any_phrase", 2):
      guard let phrases = parts[1].strings else { return nil }
      self = .occurs(anyOf: phrases)
    case ("phrase", 4), ("phrase_texts", 4):
      guard texts.count == 1, numbers.count == 2 else { return nil }
      self =
        name == "phrase"
        ? .phraseFrequency(texts[0], after: Int64(numbers[0]), atMost: numbers[1])
        : .phraseTexts(texts[0], after: Int64(numbers[0]), limit: numbers[1])
    case ("terms_containing", 4) where texts.count == 3:
      self = .termsContaining(texts[0], from: texts[1], to: texts[2])
    case ("variants_containing", 3) where texts.count == 2:
      self = .variantsContaining(texts[0], from: texts[1])
    case ("variants_starting", 2) where texts.count == 1: self = .variantsStarting(with: texts[0])
    case ("pieces", 2) where texts.count == 1: self = .pieces(of: texts[0])
    case (_, 3):
      let question = first { text, number in
        switch name {
        case "term": .documentFrequency(text, atMost: number)
        case "terms": .terms(startingWith: text, limit: number)
        case "near_terms": .nearTerms(text, edits: number)
        case "similar_terms": .similarTerms(text, edits: number)
        case "similar_forms": .similarForms(text, edits: number)
        case "variants": .variants(of: text, limit: number)
        case "texts": .texts(with: text, limit: number)
        default: .passages
        }
      }
      guard let question, question != .passages else { return nil }
      self = question
    default: return nil
    }
  }
}

extension TermSpec {
  fileprivate init?(_ pattern: JSONValue, columns: JSONValue, written: JSONValue) {
    guard let pattern = Pattern(pattern) else { return nil }
    self.init(pattern)
    if case .array(let values) = columns {
      let numbers = values.compactMap(\.integer)
      guard numbers.count == values.count else { return nil }
      self.columns = Set(numbers)
    }
    if case .array(let tokens) = written {
      let read = tokens.compactMap { PhraseToken($0) }
      guard read.count == tokens.count else { return nil }
      self.written = read
    }
  }
}

extension Pattern {
  fileprivate var json: JSONValue {
    switch self {
    case .term(let term): ["term": .string(term)]
    case .prefix(let term): ["prefix": .string(term)]
    case .phrase(let parts): ["phrase": .array(parts.map(\.json))]
    case .near(let parts, let distance):
      ["near": .array(parts.map(\.json)), "distance": .number(String(distance))]
    case .any(let parts): ["any": .array(parts.map(\.json))]
    }
  }

  fileprivate init?(_ json: JSONValue) {
    func parts(_ key: String) -> [Pattern]? {
      guard case .array(let values) = json[key] else { return nil }
      let parts = values.compactMap { Pattern($0) }
      return parts.count == values.count ? parts : nil
    }
    if let term = json["term"]?.stringValue {
      self = .term(term)
    } else if let term = json["prefix"]?.stringValue {
      self = .prefix(term)
    } else if let parts = parts("phrase") {
      self = .phrase(parts)
    } else if let parts = parts("near"), let distance = json["distance"]?.integer {
      self = .near(parts, distance: distance)
    } else if let parts = parts("any") {
      self = .any(parts)
    } else {
      return nil
    }
  }
}

extension PhraseToken {
  fileprivate var json: JSONValue {
    func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    return switch self {
    case .stems(let stems): ["stems": list(stems)]
    case .form(let pattern): ["forms": .array(pattern.choices.map(list))]
    }
  }

  fileprivate init?(_ json: JSONValue) {
    if let stems = json["stems"]?.strings {
      self = .stems(stems)
    } else if case .array(let values) = json["forms"] {
      let choices = values.compactMap(\.strings)
      guard choices.count == values.count, !choices.isEmpty, !choices.contains([]) else {
        return nil
      }
      self = .form(FormPattern(anyOf: choices.map { FormPattern($0) }))
    } else {
      return nil
    }
  }
}

extension JSONValue {
  /// The value if it is a whole number.
  var integer: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }

  /// The elements of an array of strings; nil for other values.
  var strings: [String]? {
    guard case .array(let values) = self else { return nil }
    let strings = values.compactMap(\.stringValue)
    return strings.count == values.count ? strings : nil
  }
}
