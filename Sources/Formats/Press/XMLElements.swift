internal import TextAnalysis

/// The elements of one record of an XML document, found by their names.
struct XMLElements: Sendable {
  let nodes: MarkupList

  init(_ nodes: MarkupList) { self.nodes = nodes }

  /// Returns the indices of all elements with this name inside the element at `index`.
  func all(_ name: String, in index: Int = 0) -> [Int] {
    guard index < nodes.count else { return [] }
    return (index..<nodes.end(of: index)).filter { nodes.name(at: $0) == name }
  }

  /// Returns the index of the first element with this name inside the element at `index`.
  func first(_ name: String, in index: Int? = 0) -> Int? {
    guard let index, index < nodes.count else { return nil }
    return (index..<nodes.end(of: index)).first { nodes.name(at: $0) == name }
  }

  /// Returns the indices of the child elements of the element at `index`.
  func children(of index: Int = 0) -> [Int] {
    guard index < nodes.count else { return [] }
    var children: [Int] = []
    var child = index + 1
    while child < nodes.end(of: index) {
      if !nodes[child].isText { children.append(child) }
      child = nodes.end(of: child)
    }
    return children
  }

  /// Returns the index of the first child with this name.
  func child(_ name: String, of index: Int? = 0) -> Int? {
    index.flatMap { children(of: $0).first { nodes.name(at: $0) == name } }
  }

  /// Returns the text in an element as one line; nil if there is none.
  func line(_ index: Int?) -> String? {
    guard let index else { return nil }
    let page = HTMLPage(inside: nodes.element(at: index))
    return page.text(in: page.wholePage)
  }

  /// Returns the text of the first element with this name as one line.
  func line(of name: String, in index: Int? = 0) -> String? { line(first(name, in: index)) }

  /// Returns the value of an attribute; nil if it is missing or blank.
  func attribute(_ name: String, of index: Int?) -> String? {
    index.flatMap { normalizedLine(nodes[$0].attributes[name]) }
  }

  /// Returns the whole text in an element, unchanged.
  func text(_ index: Int?) -> String? {
    guard let index else { return nil }
    return nodes[index..<nodes.end(of: index)].map(\.text).joined()
  }

  /// Returns the paragraphs in an element.
  ///
  /// `names` holds the elements of HTML that the document's own elements correspond to.
  func paragraphs(
    in index: Int?, leavingOut title: String? = nil, as names: [String: String]
  ) -> String {
    guard let index else { return "" }
    let element = nodes.element(at: index).renamed { names[$0] ?? $0 }
    let page = HTMLPage(inside: element)
    return HTMLText(of: page, in: [page.wholePage], leavingOut: title).text
  }

  /// Joins texts with empty lines.
  static func joined(_ texts: [String?]) -> String {
    texts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}
