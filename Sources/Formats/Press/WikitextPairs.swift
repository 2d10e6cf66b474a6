/// The brackets of links and templates in wikitext that belong together.
struct WikitextPairs {
  /// For the index of each opening pair of brackets, the index of the closing pair.
  private(set) var ends: [Int: Int] = [:]

  private struct Open {
    var index: Int
    var isTemplate: Bool
  }

  /// Finds the pairs in one pass; brackets without a partner are text.
  init(_ source: [UInt8]) {
    var open: [Open] = []
    var counts = (templates: 0, links: 0)
    var index = 0
    while index + 1 < source.count {
      let byte = source[index]
      guard byte == source[index + 1] else {
        index += 1
        continue
      }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let isTemplate = byte == UInt8(ascii: "{")
        if isTemplate { counts.templates += 1 } else { counts.links += 1 }
        open.append(Open(index: index, isTemplate: isTemplate))
        index += 2
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        let isTemplate = byte == UInt8(ascii: "}")
        guard isTemplate ? counts.templates > 0 : counts.links > 0 else {
          index += 1
          continue
        }
        while let last = open.popLast() {
          if last.isTemplate { counts.templates -= 1 } else { counts.links -= 1 }
          guard last.isTemplate == isTemplate else { continue }
          ends[last.index] = index
          break
        }
        index += 2
      default: index += 1
      }
    }
  }
}

/// The names that decide what is shown of a link or a template.
enum WikitextNames {
  /// True if a link to this target has a label in the text.
  ///
  /// Files, categories and the same page in other languages are shown elsewhere.
  static func isShown(_ target: String) -> Bool {
    guard let colon = target.firstIndex(of: ":"), colon != target.startIndex else { return true }
    let space = target[..<colon].lowercased()
    if hiddenSpaces.contains(space) { return false }
    let isLanguage =
      (2...3).contains(space.utf8.count) && space.utf8.allSatisfy { (0x61...0x7A).contains($0) }
      && target[target.index(after: colon)...].first?.isWhitespace != true
      && target[..<colon] == space
    return !isLanguage
  }

  private static let hiddenSpaces: Set<String> = [
    "file", "image", "category", "media", "datei", "bild", "kategorie", "fichier", "catégorie",
    "archivo", "imagen", "categoría", "immagine", "categoria", "ficheiro", "imagem", "bestand",
    "afbeelding", "categorie", "файл", "категория",
  ]

  /// Returns the text of a template that stands inside a sentence; nil for all other templates.
  static func text(ofTemplate inside: ArraySlice<UInt8>) -> String? {
    let parts = inside.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard parts.count > 1, !inside.contains(UInt8(ascii: "{")), !inside.contains(UInt8(ascii: "["))
    else { return nil }
    switch parts[0].lowercased().filter({ !$0.isWhitespace }) {
    case "lang", "transl", "lang-x", "colored", "color": return parts.last
    case "nowrap", "small", "smallcaps", "abbr", "as written", "em", "strong": return parts[1]
    case "convert", "cvt": return parts.count > 2 ? parts[1] + " " + parts[2] : parts[1]
    default: return nil
    }
  }
}

/// Removes from wikitext what is no text: comments, references, formulas.
enum WikitextCleaner {
  private static let elements = [
    "ref", "math", "gallery", "timeline", "score", "imagemap", "graph",
  ]

  static func cleaned(_ source: [UInt8]) -> [UInt8] {
    guard source.contains(UInt8(ascii: "<")) else { return source }
    var result: [UInt8] = []
    result.reserveCapacity(source.count)
    // The marks that do not occur in the rest of the text.
    var missing: Set<String> = []
    func end(_ mark: String, after start: Int) -> Int? {
      guard !missing.contains(mark) else { return nil }
      guard let found = source[start...].firstBytes(of: mark.utf8) else {
        missing.insert(mark)
        return nil
      }
      return found.upperBound
    }
    var index = 0
    while index < source.count {
      guard source[index] == UInt8(ascii: "<") else {
        result.append(source[index])
        index += 1
        continue
      }
      let rest = source[index...]
      if rest.starts(with: "<!--".utf8) {
        index = end("-->", after: index + 4) ?? source.count
      } else if rest.starts(with: "<nowiki>".utf8), let close = end("</nowiki>", after: index) {
        for byte in source[(index + 8)..<(close - 9)] { append(literal: byte, to: &result) }
        index = close
      } else if let name = element(at: rest) {
        let tag = rest.prefix(2_000).prefix { $0 != UInt8(ascii: ">") }
        if tag.last == UInt8(ascii: "/") {
          index = min(tag.endIndex + 1, source.count)
        } else if let close = end("</\(name)>", after: index) {
          index = close
        } else {
          index = min(tag.endIndex + 1, source.count)
        }
      } else {
        result.append(source[index])
        index += 1
      }
    }
    return result
  }

  private static func element(at rest: ArraySlice<UInt8>) -> String? {
    let name = rest.dropFirst().prefix(12).prefix { (0x61...0x7A).contains($0) }
    guard !name.isEmpty, let after = rest.dropFirst(1 + name.count).first,
      after <= 0x20 || after == UInt8(ascii: ">") || after == UInt8(ascii: "/")
    else { return nil }
    let word = String(decoding: name, as: UTF8.self)
    return elements.contains(word) ? word : nil
  }

  /// Appends a byte that has no meaning in wikitext or HTML.
  private static func append(literal byte: UInt8, to result: inout [UInt8]) {
    let isPlain =
      byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
      || byte <= 0x20
    if isPlain { result.append(byte) } else { result += "&#\(byte);".utf8 }
  }
}
