internal import Glibc

/// Splits an XML document into tags and text.
///
/// A parser of XML has to stop at the first fault (XML 1.0, 1.2), and a feed with one wrong
/// character would lose the rest of its articles. This type repairs faults and goes on. It does not
/// check that the tags match.
///
/// Comments, processing instructions and document types are skipped. Nothing is fetched, and a
/// document that declares entities is refused.
///
/// - Complexity: O(n) in the bytes of the document. At most one tag, or a chunk of text, is in
///   memory.
struct XMLTokenizer {
  enum Token {
    case start(XMLTag)
    case end(name: String)
    case text([UInt8])
  }

  /// The maximum length of a tag that is kept as a whole; the rest of a longer tag is skipped.
  private static let maxTagBytes = 1 << 20

  /// Decodes the text, and counts lines and faults.
  var text: XMLText
  private let stream: ByteStream
  private var buffer: [UInt8] = []
  /// The index in the buffer of the first byte that has not been split.
  private var position = 0
  private var isAtEnd = false
  /// True inside a CDATA section.
  private var isInSection = false

  /// Creates a tokenizer for a document in UTF-8.
  ///
  /// `isConverted` is true if the document was converted from another encoding.
  init(_ stream: ByteStream, isConverted: Bool = false) {
    self.stream = stream
    text = XMLText(isConverted: isConverted)
  }

  /// Returns the next tag or piece of text; nil at the end.
  ///
  /// - Throws: `ReadError.invalidXML` if the document ends inside a tag, or declares entities.
  mutating func next() throws(ReadError) -> Token? {
    while true {
      if isInSection {
        if let piece = try sectionText() { return .text(piece) }
      } else if let piece = plainText() {
        return .text(piece)
      } else if position < buffer.count, buffer[position] == UInt8(ascii: "<") {
        if let token = try markup() { return token }
      } else if try !refill(), position == buffer.count {
        return nil
      }
    }
  }

  /// Appends the next chunk of the document to the buffer.
  ///
  /// Returns false at the end.
  private mutating func refill() throws(ReadError) -> Bool {
    buffer.removeSubrange(..<position)
    position = 0
    guard !isAtEnd else { return false }
    isAtEnd = try !stream.read(into: &buffer)
    return !isAtEnd
  }

  // MARK: Text

  /// Returns the text before the next tag, as far as it is in the buffer; nil if there is none, or
  /// only the start of a character or a reference.
  private mutating func plainText() -> [UInt8]? {
    let end = index(of: "<") ?? buffer.count
    return decode(upTo: end, .escaped, isEnd: end < buffer.count || isAtEnd)
  }

  /// Returns the next text of a CDATA section; nil if the section has ended.
  ///
  /// If another record starts inside the section, the end of the section is missing.
  private mutating func sectionText() throws(ReadError) -> [UInt8]? {
    while true {
      let mark = index(of: "]]>")
      if let fault = recordEnd(before: mark ?? buffer.count) {
        defer { isInSection = false }
        let piece = decode(upTo: fault, .literal, isEnd: true)
        text.note(.malformedTag)
        return piece
      }
      if let mark {
        defer {
          position = mark + 3
          isInSection = false
        }
        return decode(upTo: mark, .literal, isEnd: true)
      }
      let end = max(position, buffer.count - Self.maxRecordEnd)
      if let piece = decode(upTo: end, .literal, isEnd: false) { return piece }
      guard try refill() else { throw truncated("a CDATA section") }
    }
  }

  /// The maximum number of bytes from the end tag of a record to the name of the next tag.
  private static let maxRecordEnd = 64

  /// Returns the index before `end` of a record's end tag that the start of another record or the
  /// end of the feed follows.
  private func recordEnd(before end: Int) -> Int? {
    var start = position
    while let found = index(of: "</", from: start, before: end + 1) {
      start = found + 2
      let tags = buffer[found..<min(end, found + Self.maxRecordEnd)]
      let ends = ["</item>", "</entry>"].first { tags.starts(with: $0.utf8) }
      guard let ends else { continue }
      let next = tags.dropFirst(ends.utf8.count).drop { $0 <= 0x20 }
      let isEnd = ["<item", "<entry", "</channel", "</feed", "</rdf:", "</rss"].contains {
        next.starts(with: $0.utf8)
      }
      if isEnd { return found }
    }
    return nil
  }

  private mutating func decode(upTo end: Int, _ form: XMLText.Form, isEnd: Bool) -> [UInt8]? {
    guard end > position else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(end - position)
    var text = text
    position += buffer.withUnsafeBufferPointer { bytes in
      text.decode(
        UnsafeBufferPointer(rebasing: bytes[position..<end]), form, isEnd: isEnd, into: &output)
    }
    self.text = text
    return output.isEmpty ? nil : output
  }

  /// Returns the next index of a mark in the buffer, or in the part of it before `end`.
  private func index(
    of mark: StaticString, from start: Int? = nil, before end: Int = .max
  ) -> Int? {
    buffer.withUnsafeBytes { all in
      let bytes = all.prefix(end)
      guard let base = all.baseAddress else { return nil }
      var start = start ?? position
      while start + mark.utf8CodeUnitCount <= bytes.count,
        let found = memchr(base + start, Int32(mark.utf8Start[0]), bytes.count - start)
      {
        start = base.distance(to: found)
        let rest = bytes.count - start
        if rest >= mark.utf8CodeUnitCount,
          memcmp(found, mark.utf8Start, mark.utf8CodeUnitCount) == 0
        {
          return start
        }
        start += 1
      }
      return nil
    }
  }

  // MARK: Markup

  /// Reads what starts with the `<` at the current position; returns nil if it was skipped.
  private mutating func markup() throws(ReadError) -> Token? {
    while buffer.count - position < 9, try refill() {}
    let inside = buffer[position...].dropFirst()
    switch inside.first {
    case nil: throw truncated("a tag")
    case UInt8(ascii: "!"):
      try skipDeclaration(inside.dropFirst())
      return nil
    case UInt8(ascii: "?"):
      let isXML = inside.starts(with: "?xml ".utf8)
      try skip(past: isXML ? ">" : "?>", "a processing instruction", isInRecord: true)
      return nil
    case UInt8(ascii: "/") where XMLTag.startsName(inside.dropFirst().first):
      return .end(name: try tag(offset: 2).name)
    case let first where XMLTag.startsName(first): return .start(try tag(offset: 1))
    default:
      text.note(.lessThan)
      position += 1
      return .text([UInt8(ascii: "<")])
    }
  }

  private mutating func skipDeclaration(_ inside: ArraySlice<UInt8>) throws(ReadError) {
    if inside.starts(with: "--".utf8) {
      position += 4
      try skipComment()
    } else if inside.starts(with: "[CDATA[".utf8) {
      position += 9
      isInSection = true
    } else if String(decoding: inside.prefix(7), as: UTF8.self).uppercased() == "DOCTYPE" {
      try skipDocumentType()
    } else {
      text.note(.malformedTag)
      try skip(past: ">", "a declaration")
    }
  }

  /// Skips the rest of a comment.
  ///
  /// If its end is missing, the comment ends with the record that it is in. A comment cannot contain
  /// another one (XML 1.0, 2.5), so the end is also missing if the next one is that of another.
  private mutating func skipComment() throws(ReadError) {
    while index(of: "-->") == nil, buffer.count - position < Self.maxTagBytes, try refill() {}
    let mark = index(of: "-->")
    let isClosed = mark.map { index(of: "<!--", before: $0) == nil } ?? false
    if !isClosed, let end = recordEnd(before: mark ?? buffer.count) {
      text.note(.malformedTag)
      return advance(to: end)
    }
    try skip(past: "-->", "a comment")
  }

  private mutating func skipDocumentType() throws(ReadError) {
    var brackets = 0
    var quote: UInt8 = 0
    var length = 0
    while true {
      while position + length < buffer.count {
        let byte = buffer[position + length]
        length += 1
        switch byte {
        case quote where quote != 0: quote = 0
        case _ where quote != 0: break
        case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
        case UInt8(ascii: "["): brackets += 1
        case UInt8(ascii: "]"): brackets -= 1
        case UInt8(ascii: ">") where brackets <= 0:
          let end = position + length
          if let entity = index(of: "<!ENTITY"), entity < end {
            throw fault("it declares entities, which are not read")
          }
          return advance(to: end)
        default: break
        }
      }
      guard length < Self.maxTagBytes else { throw .tooComplex }
      guard try refill() else { throw truncated("its document type") }
    }
  }

  /// Skips the bytes up to the end of the next `mark`.
  ///
  /// If `isInRecord` is true, they cannot extend beyond the end of a record.
  private mutating func skip(
    past mark: StaticString, _ name: String, isInRecord: Bool = false
  ) throws(ReadError) {
    let start = text.line
    while true {
      let found = index(of: mark)
      if isInRecord, let end = recordEnd(before: found ?? buffer.count) {
        text.note(.malformedTag)
        return advance(to: end)
      }
      if let found { return advance(to: found + mark.utf8CodeUnitCount) }
      let kept = isInRecord ? Self.maxRecordEnd : mark.utf8CodeUnitCount - 1
      advance(to: max(position, buffer.count - kept))
      guard try refill() else {
        text.line = start
        throw truncated(name)
      }
    }
  }

  /// Moves to an index in the buffer, and counts the lines up to it.
  private mutating func advance(to end: Int) {
    text.line += buffer[position..<end].count { $0 == 0x0A }
    position = end
  }

  // MARK: Tags

  /// Reads the tag at the current position, whose name starts at this offset.
  private mutating func tag(offset: Int) throws(ReadError) -> XMLTag {
    let (length, isWhole) = try tagLength()
    let end = position + length
    let line = text.line
    let tag = XMLTag(buffer[(position + offset)..<end], &text)
    text.line = line
    advance(to: end)
    if !isWhole { try skip(past: ">", "a tag") }
    return tag
  }

  /// Returns the length of the tag at the current position, and false if more than the maximum
  /// length remains to be skipped.
  ///
  /// A `<` inside a tag shows that its end is missing, or the end of a quoted value. The tag then
  /// ends at the first `>`; if there is none, before the `<`.
  private mutating func tagLength() throws(ReadError) -> (Int, isWhole: Bool) {
    var length = 1
    var quote: UInt8 = 0
    var isAfterEquals = false
    // The end of the tag if the quotation mark is not closed.
    var firstEnd: Int?
    while true {
      while position + length < buffer.count {
        let byte = buffer[position + length]
        length += 1
        if quote != 0 {
          if byte == quote { (quote, firstEnd) = (0, nil) }
          if byte == UInt8(ascii: ">"), firstEnd == nil { firstEnd = length }
          if byte == UInt8(ascii: "<") {
            text.note(.malformedTag)
            if let firstEnd { return (firstEnd, true) }
          }
          continue
        }
        switch byte {
        case UInt8(ascii: ">"): return (length, true)
        case UInt8(ascii: "<"):
          text.note(.malformedTag)
          return (length - 1, true)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): if isAfterEquals { quote = byte }
        default: break
        }
        if byte > 0x20 { isAfterEquals = byte == UInt8(ascii: "=") }
      }
      if length >= Self.maxTagBytes {
        text.note(.malformedTag)
        return (length, false)
      }
      guard try refill() else {
        guard let firstEnd else { throw truncated("a tag") }
        text.note(.malformedTag)
        return (firstEnd, true)
      }
    }
  }

  // MARK: Errors

  func truncated(_ name: String) -> ReadError { fault("the file ends inside \(name)") }

  func fault(_ detail: String) -> ReadError { .invalidXML(detail: "line \(text.line): \(detail)") }
}
