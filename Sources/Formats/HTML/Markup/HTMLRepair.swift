/// Changes the source of a page where libxml2, whose rules are those of HTML 4, would lose text.
///
/// libxml2 ignores `</button>` while an element inside is open, so that the rest of the page would
/// be in the button. The contents of `button`, `iframe` and `noscript` are not read in any case,
/// and are removed here. The text of a declarative shadow root is read, so the tags of its
/// `template` are removed. One pass over the source takes linear time.
struct HTMLRepair {
  private let source: [UInt8]
  private let keepsNoscript: Bool
  private var output: [UInt8] = []
  /// The end of the source that has been copied or skipped.
  private var copied = 0

  /// Returns the repaired source.
  ///
  /// If `keepsNoscript` is true, the contents of `noscript` are kept as parts of the page.
  static func repaired(_ source: [UInt8], keepsNoscript: Bool = false) -> [UInt8] {
    var repair = HTMLRepair(source: source, keepsNoscript: keepsNoscript)
    repair.run()
    return repair.output.isEmpty ? source : repair.output
  }

  /// True if the page has a `noscript` element.
  static func hasNoscript(_ source: [UInt8]) -> Bool {
    var index = 0
    while let tag = position(of: UInt8(ascii: "<"), in: source, from: index) {
      if starts(source, at: tag + 1, with: "noscript") { return true }
      index = tag + 1
    }
    return false
  }

  private init(source: [UInt8], keepsNoscript: Bool) {
    self.source = source
    self.keepsNoscript = keepsNoscript
  }

  private mutating func run() {
    var index = 0
    while let tag = Self.position(of: UInt8(ascii: "<"), in: source, from: index) {
      index = handle(tag)
    }
    guard copied > 0 else { return }
    output += source[copied...]
  }

  /// Handles the tag at `tag`; returns where to continue.
  private mutating func handle(_ tag: Int) -> Int {
    let name = tag + 1
    guard name < source.count else { return name }
    if source[name] == UInt8(ascii: "!") { return endOfComment(from: tag) }
    if source[name] == UInt8(ascii: "/") {
      let isNoscript = keepsNoscript && Self.starts(source, at: name + 1, with: "noscript")
      return isNoscript ? dropTag(from: tag) : name
    }
    switch source[name] | 0x20 {
    case UInt8(ascii: "s"):
      for element in ["script", "style"] where Self.starts(source, at: name, with: element) {
        return position(ofEnd: element, from: name) ?? source.count
      }
    case UInt8(ascii: "b") where Self.starts(source, at: name, with: "button"):
      return empty("button", from: name)
    case UInt8(ascii: "i") where Self.starts(source, at: name, with: "iframe"):
      return empty("iframe", from: name)
    case UInt8(ascii: "n") where Self.starts(source, at: name, with: "noscript"):
      return keepsNoscript ? dropTag(from: tag) : empty("noscript", from: name)
    case UInt8(ascii: "t") where Self.starts(source, at: name, with: "template"):
      let end = endOfTag(from: name)
      return hasShadowRoot(source[name..<end]) ? dropTag(from: tag) : end
    default: break
    }
    return name
  }

  /// Removes the content of an element, up to its end tag.
  ///
  /// An element without an end tag, or with another of its kind before it, is kept.
  private mutating func empty(_ element: String, from name: Int) -> Int {
    let start = endOfTag(from: name)
    guard let end = position(ofEnd: element, from: start), end - start <= Self.maxContent else {
      return start
    }
    if end > start {
      output += source[copied..<start]
      copied = end
    }
    return end + 1
  }

  private mutating func dropTag(from tag: Int) -> Int {
    let end = endOfTag(from: tag + 1)
    output += source[copied..<tag]
    // A page can start with the tag.
    output.append(0x20)
    copied = end
    return end
  }

  /// A longer element holds more than a label or a picture.
  private static let maxContent = 64 << 10

  private func hasShadowRoot(_ tag: ArraySlice<UInt8>) -> Bool {
    String(decoding: tag.prefix(300), as: UTF8.self).lowercased().contains("shadowroot")
  }

  // MARK: Positions

  /// Returns the index after a tag; attributes in quotation marks may contain `>`.
  private func endOfTag(from start: Int) -> Int {
    var (index, quote, before): (Int, UInt8, UInt8) = (start, 0, 0)
    while index < source.count {
      let byte = source[index]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: ">") {
        return index + 1
      } else if before == UInt8(ascii: "="),
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
      {
        quote = byte
      }
      if byte > 0x20 { before = byte }
      index += 1
    }
    return source.count
  }

  private func endOfComment(from tag: Int) -> Int {
    guard Self.starts(source, at: tag, with: "<!--") else { return tag + 1 }
    var index = tag + 4
    while let end = Self.position(of: UInt8(ascii: ">"), in: source, from: index) {
      if end >= tag + 6, source[end - 1] == UInt8(ascii: "-"), source[end - 2] == UInt8(ascii: "-")
      {
        return end + 1
      }
      index = end + 1
    }
    return source.count
  }

  /// Returns the index of the next end tag of an element, unless an element of the kind starts
  /// before it.
  private func position(ofEnd element: String, from start: Int) -> Int? {
    var index = start
    while let tag = Self.position(of: UInt8(ascii: "<"), in: source, from: index) {
      if tag + 1 < source.count, source[tag + 1] == UInt8(ascii: "/") {
        if Self.starts(source, at: tag + 2, with: element) { return tag }
      } else if element != "script", element != "style",
        Self.starts(source, at: tag + 1, with: element) || tag - start > Self.maxContent
      {
        return nil
      }
      index = tag + 1
    }
    return nil
  }

  private static func position(of byte: UInt8, in source: [UInt8], from start: Int) -> Int? {
    source.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        if bytes[index] == byte { return index }
        index += 1
      }
      return nil
    }
  }

  private static func starts(_ source: [UInt8], at index: Int, with name: String) -> Bool {
    guard index + name.utf8.count <= source.count else { return false }
    var position = index
    for byte in name.utf8 {
      let own = source[position]
      guard own == byte || own | 0x20 == byte && own & 0xC0 == 0x40 else { return false }
      position += 1
    }
    return position == source.count || !isLetter(source[position])
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
