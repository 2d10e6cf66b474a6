/// An element whose blocks stand together in the text: a list, a table, a quotation and the like.
struct TextContainer {
  enum Kind: Equatable {
    case list, definitions, table, code, verse, quotation, figure
  }

  var kind: Kind
  /// The number of the group of blocks; a list has that of the list around it.
  var group: Int
  /// The index after the last node inside the element.
  var end: Int
  /// The numbers of the items; nil for a list with dashes.
  var numbers: ListNumbers?

  /// Creates a container for an element; nil if its blocks are ordinary paragraphs.
  ///
  /// - Parameters:
  ///   - node: The element.
  ///   - index: The index of the element.
  ///   - outer: The container around the element.
  init?(_ node: MarkupNode, at index: Int, inside outer: TextContainer?) {
    guard let kind = Self.kind(of: node, inside: outer?.kind) else { return nil }
    self.kind = kind
    end = node.end
    group = kind == .list && outer?.kind == .list ? outer?.group ?? index : index
    if kind == .list, Self.isNumbered(node) { numbers = ListNumbers(node.attributes) }
  }

  private static func kind(of node: MarkupNode, inside outer: Kind?) -> Kind? {
    switch node.name {
    case "ul", "ol", "menu", "dir": return .list
    case "dl": return .definitions
    case "table": return .table
    case "pre": return .code
    case "poem": return .verse
    case "figure": return .figure
    case "blockquote": return isVerse(node, inside: outer) ? .verse : .quotation
    case "div", "section":
      if isVerse(node, inside: outer) { return .verse }
      return isCaption(node) ? .figure : nil
    default: return nil
    }
  }

  /// True if a document has a paragraph in the style of captions.
  private static func isCaption(_ node: MarkupNode) -> Bool {
    let attributes = node.attributes
    guard !attributes.isEmpty, let style = attributes["data-custom-style"] else { return false }
    return captionStyles.contains(style.lowercased())
  }

  private static let captionStyles: Set<String> = [
    "caption", "image caption", "table caption", "illustration", "figure caption",
  ]

  /// True if the class of an element says that it is a poem or a part of one.
  private static func isVerse(_ node: MarkupNode, inside outer: Kind?) -> Bool {
    let attributes = node.attributes
    guard !attributes.isEmpty, let names = attributes["class"], names.utf8.count <= 80 else {
      return false
    }
    // Inside a poem, only a stanza is a group of lines.
    let known = outer == .verse ? stanzaNames : stanzaNames + ["poem", "poetry", "verse"]
    return names.split(separator: " ").contains { known.contains($0.lowercased()) }
  }

  private static let stanzaNames = ["stanza", "lg"]

  /// True for a list with numbers, also in the XML of JATS and TEI.
  private static func isNumbered(_ node: MarkupNode) -> Bool {
    if node.name == "ol" { return true }
    let attributes = node.attributes
    guard !attributes.isEmpty else { return false }
    if let type = attributes["list-type"] { return !["bullet", "simple"].contains(type) }
    return attributes["type"] == "ordered" || attributes["rend"] == "numbered"
  }

  /// Returns the mark of the next item of a list: a dash or a number.
  mutating func nextMark() -> String {
    guard var numbers else { return "- " }
    let mark = numbers.next()
    self.numbers = numbers
    return mark + ". "
  }
}

/// The numbers of the items of a list.
struct ListNumbers {
  private var number = 1
  /// The kind of numbers, as in the attribute `type`.
  private var type = UInt8(ascii: "1")

  /// Creates the numbers of a list with these attributes.
  init(_ attributes: MarkupAttributes) {
    guard !attributes.isEmpty else { return }
    if let start = attributes["start"]?.prefix(9), let first = Int(start) { number = first }
    switch attributes["type"] ?? attributes["list-type"] {
    case "a", "alpha-lower": type = UInt8(ascii: "a")
    case "A", "alpha-upper": type = UInt8(ascii: "A")
    case "i", "roman-lower": type = UInt8(ascii: "i")
    case "I", "roman-upper": type = UInt8(ascii: "I")
    default: break
    }
  }

  /// Returns the next number: `3`, `c`, `C`, `iii` or `III`.
  mutating func next() -> String {
    defer { number += 1 }
    switch type {
    case UInt8(ascii: "a"), UInt8(ascii: "A"):
      guard (1...26).contains(number) else { return "\(number)" }
      return String(Unicode.Scalar(type + UInt8(number - 1)))
    case UInt8(ascii: "i"), UInt8(ascii: "I"):
      guard (1...399).contains(number) else { return "\(number)" }
      let roman = Self.roman(number)
      return type == UInt8(ascii: "I") ? roman.uppercased() : roman
    default: return "\(number)"
    }
  }

  private static func roman(_ number: Int) -> String {
    var rest = number
    var result = ""
    let figures = [
      (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"),
      (1, "i"),
    ]
    for (value, letters) in figures {
      while rest >= value {
        result += letters
        rest -= value
      }
    }
    return result
  }
}
