/// Reads the records of one XML document, and repairs tags that do not match.
///
/// An end tag also ends the open elements inside its element, and is ignored if its element is not
/// open. A tag that starts a record ends an open record, so that a fault does not affect the next
/// one.
struct XMLReading {
  /// An element that is open.
  private struct Element {
    /// The name as it is written.
    var writtenName: String
    var name: String
    /// The number of namespaces that the element declares.
    var namespaces: Int
  }

  private var tokens: XMLTokenizer
  private let handle: RecordHandler
  private var names = XMLNames()
  private var open: [Element] = []
  /// True after the end tag of the root element.
  ///
  /// The elements that hold records stay open, because their end tags may be stray.
  private var isEnded = false
  /// The kind of the document, which its root element shows.
  private var kind = XMLKind.feed
  private var feed = Feed()
  /// The number of records so far.
  private var count = 0
  /// The last record.
  ///
  /// It waits for the start of the next one, because an end tag that was too early shows only after
  /// the record.
  private var waiting: Record?
  /// The record, or the element with metadata of the whole feed, that is being collected.
  private var collected: MarkupNodes?
  /// The number of open elements around the collected one.
  private var depth = 0
  private var isRecord = false
  private var collectedBytes = 0
  /// The reason why the current record is discarded; nil if it is not discarded.
  private var problem: ReadError?
  /// The number of open elements of a discarded record that are nested too deep.
  private var excess = 0

  init(_ tokens: XMLTokenizer, _ handle: @escaping RecordHandler) {
    self.tokens = tokens
    self.handle = handle
  }

  /// Returns the converted name of the root element; nil if the document has none.
  static func rootName(_ tokens: XMLTokenizer) -> String? {
    var tokens = tokens
    while let token = try? tokens.next() {
      guard case .start(let tag) = token else { continue }
      var names = XMLNames()
      _ = names.declare(tag.namespaces)
      return names.converted(tag.name)
    }
    return nil
  }

  /// Reads the document.
  ///
  /// - Throws: `ReadError.empty` if it has no records, `invalidXML` if it ends before its last
  ///   element does, and any error that the handler throws.
  mutating func read() throws {
    do {
      while let token = try tokens.next() {
        switch token {
        case .start(let tag): try start(tag)
        case .end(let name): try end(name)
        case .text(let text): try add(text)
        }
      }
      if let inner = open.last, !isEnded || collected != nil {
        throw tokens.truncated("<\(inner.writtenName.prefix(40))>")
      }
    } catch let error as ReadError {
      try putWaiting()
      throw error
    }
    try putWaiting()
    if count == 0 { throw ReadError.empty }
  }

  private mutating func add(_ text: [UInt8]) throws {
    guard collected != nil else {
      guard open.isEmpty, count == 0, text.contains(where: { $0 > 0x20 }) else { return }
      throw tokens.fault("text before the first tag")
    }
    guard problem == nil, !kind.textsLeftOut.contains(open.last?.name ?? "") else { return }
    collectedBytes += text.count
    if collectedBytes > (isRecord ? ReaderLimits.articleBytes : Self.maxHeaderBytes) {
      giveUp(.tooLarge(limit: ReaderLimits.articleBytes))
    } else {
      text.withUnsafeBytes { collected?.addText($0) }
    }
  }

  // MARK: Elements

  private mutating func start(_ tag: XMLTag) throws {
    var namespaces = names.declare(tag.namespaces)
    var name = names.converted(tag.name)
    if isEnded, collected == nil, kind.roots.contains(name) {
      // Another document follows.
      names.endScope(namespaces)
      try close(to: 0)
      isEnded = false
      namespaces = names.declare(tag.namespaces)
    }
    if collected != nil, kind.endsAtNextRecord, kind.isRecord(name, parent(of: depth)) {
      tokens.text.note(.unclosedElement)
      names.endScope(namespaces)
      try close(to: depth)
      namespaces = names.declare(tag.namespaces)
    }
    if isMissingEnd(before: name) {
      tokens.text.note(.unclosedElement)
      names.endScope(namespaces)
      try close(to: depth + 1)
      namespaces = names.declare(tag.namespaces)
    }
    guard open.count < XMLReader.maxNesting else {
      names.endScope(namespaces)
      guard collected != nil else { throw ReadError.tooComplex }
      if problem == nil { giveUp(.tooComplex) }
      if !tag.isClosed { excess += 1 }
      return
    }
    if open.isEmpty {
      kind = try kind(ofRoot: name)
      // Without a namespace, or with an unknown one, such a root can only be Atom's.
      if kind.usualNamespace != nil, !name.contains(":") {
        namespaces += names.declare([("", kind.usualNamespace ?? "")])
        name = names.converted(tag.name)
      }
    }
    let parent = parent(of: open.count)
    open.append(Element(writtenName: tag.name, name: name, namespaces: namespaces))
    if collected == nil {
      isRecord = kind.isRecord(name, parent)
      if isRecord || kind.isContainer(parent) && !kind.isContainer(name) {
        if isRecord { try putWaiting() }
        collected = MarkupNodes()
        collectedBytes = 0
        depth = open.count - 1
      }
    }
    collect(tag, name)
    let isVoid = collected != nil && open.count > depth + 1 && Self.voidElements.contains(name)
    if tag.isClosed || isVoid { try close(to: open.count - 1) }
  }

  /// True if the end tag of a title, a date or the like is missing before an element that starts.
  private func isMissingEnd(before name: String) -> Bool {
    guard kind.isFeed, isRecord, collected != nil, open.count == depth + 2, let last = open.last
    else {
      return false
    }
    return Self.textElements.contains(last.name)
      && (Self.textElements.contains(name) || Self.mainElements.contains(name))
  }

  /// The name of the last of the first `count` open elements; empty if there is none.
  private func parent(of count: Int) -> String { count > 0 ? open[count - 1].name : "" }

  private mutating func collect(_ tag: XMLTag, _ name: String) {
    guard collected != nil else {
      feed.noteAttributes(tag)
      return
    }
    guard problem == nil else { return }
    collected?.start(name)
    for attribute in tag.attributes {
      // Only `add` checks the size, because attributes are short.
      collectedBytes += attribute.value.utf8.count
      Array(attribute.value.utf8).withUnsafeBytes { collected?.addAttribute(attribute.name, $0) }
    }
    if collected?.isTooLarge == true { giveUp(.tooComplex) }
  }

  private mutating func end(_ name: String) throws {
    let found = open.lastIndex { $0.writtenName == name }
    if excess > 0, found.map({ $0 > depth }) ?? true {
      excess -= 1
      return
    }
    guard let index = found else {
      if !Self.voidElements.contains(name.lowercased()) { tokens.text.note(.strayEndTag) }
      return
    }
    let isAround = collected == nil || index < depth
    if isAround, kind.isContainer(open[index].name) {
      if collected != nil {
        tokens.text.note(.unclosedElement)
        try close(to: depth)
      }
      if index == 0 {
        isEnded = true
      } else if open[index - 1].name == open[index].name {
        // A channel of CDF inside another: the next end tag is that of the outer one.
        try close(to: index)
      }
    } else {
      if index < open.count - 1 { tokens.text.note(.unclosedElement) }
      try close(to: index)
    }
  }

  /// Closes all open elements except the first `count`.
  private mutating func close(to count: Int) throws {
    while open.count > count {
      names.endScope(open.removeLast().namespaces)
      guard collected != nil else { continue }
      if problem == nil { collected?.endElement() }
      if open.count == depth { try endCollected() }
    }
  }

  private mutating func endCollected() throws {
    guard let nodes = collected?.nodes else { return }
    let problem = problem
    collected = nil
    self.problem = nil
    excess = 0
    if isRecord {
      try put(nodes, problem)
    } else if problem == nil {
      feed.note(nodes)
    }
  }

  /// Discards the current record; its tags are still read.
  private mutating func giveUp(_ error: ReadError) {
    problem = error
    collected = MarkupNodes()
  }

  private mutating func put(_ nodes: MarkupList, _ problem: ReadError?) throws {
    let item = kind.record(nodes)
    guard problem != nil || item.isArticle else {
      // The faults in a draft or a picture concern no article.
      _ = tokens.text.takeRepair()
      return
    }
    count += 1
    waiting = Record(
      number: count, item: item, feed: feed, problem: problem,
      bytes: collectedBytes + nodes.nodeBytes)
  }

  /// Passes on the last record, with the faults up to here.
  private mutating func putWaiting() throws {
    guard let record = waiting else { return }
    waiting = nil
    let repair = tokens.text.takeRepair()
    try handle(
      FileRecord(line: record.number, bytes: record.bytes) { () throws(ReadError) in
        if let problem = record.problem { throw problem }
        var draft = try record.item.draft(in: record.feed)
        draft.notes.repair = repair
        return draft
      })
  }

  private struct Record: Sendable {
    var number: Int
    var item: any XMLRecord
    /// The metadata of the feed before the end of the record.
    var feed: Feed
    /// The reason why the record was discarded.
    var problem: ReadError?
    var bytes: Int
  }

  /// Returns the kind of document that has a root element with this name.
  private func kind(ofRoot name: String) throws -> XMLKind {
    if let kind = XMLKind.all.first(where: { $0.roots.contains(name) }) { return kind }
    if XMLKind.rootsWithoutArticles.contains(name) { throw ReadError.noArticles }
    throw ReadError.invalidXML(
      detail: "<\(name.prefix(40))> is neither a feed nor an export of articles")
  }

  /// The maximum size of a feed's own metadata, which is short.
  private static let maxHeaderBytes = 64 << 10

  /// Elements of a record that contain no other elements of these names.
  private static let textElements: Set<String> = [
    "title", "link", "guid", "pubdate", "category", "comments", "dc:creator", "dc:date",
    "atom:title", "atom:id", "atom:published", "atom:updated",
  ]
  private static let mainElements: Set<String> = [
    "author", "description", "content:encoded", "excerpt:encoded", "atom:author", "atom:content",
    "atom:link", "atom:summary",
  ]

  /// The elements of HTML without content, whose end tags are often missing in an article's text.
  private static let voidElements: Set<String> = ["br", "hr", "img", "wbr"]
}
