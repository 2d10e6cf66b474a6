internal import TextAnalysis

/// Decodes the fields of a message's header.
enum MailHeader {
  /// Decodes the encoded words in a text, such as `=?utf-8?q?caf=C3=A9?=` (RFC 2047).
  static func decoded(_ text: String) -> String {
    var result = ""
    var pending: EncodedWord?
    var rest = Array(text.utf8)[...]
    var space: ArraySlice<UInt8> = []
    func end(_ word: inout EncodedWord?) {
      if let ended = word { result += ended.text }
      word = nil
    }
    while !rest.isEmpty {
      if let word = EncodedWord(takenFrom: &rest) {
        // White space between two encoded words is not part of the text. A character may be split
        // between the two words.
        if pending?.charset == word.charset {
          pending?.bytes += word.bytes
        } else {
          end(&pending)
          pending = word
        }
        space = rest.prefix { $0 == 0x20 }
        rest = rest[space.endIndex...]
      } else {
        if pending != nil {
          end(&pending)
          result += String(decoding: space, as: UTF8.self)
        }
        let plain = rest.dropFirst().firstIndex(of: UInt8(ascii: "=")) ?? rest.endIndex
        result += String(decoding: rest[..<plain], as: UTF8.self)
        rest = rest[plain...]
      }
    }
    end(&pending)
    return result
  }

  /// A person or a mailing list: `Ada Quill <ada@tidewater.example>`.
  struct Mailbox: Equatable {
    var name: String?
    var address: String

    /// The part of the address after the `@`.
    var domain: String? {
      address.lastIndex(of: "@").map { String(address[address.index(after: $0)...]) }
    }
  }

  /// Returns the mailboxes in a field such as `From` (RFC 5322, section 3.4).
  static func mailboxes(_ text: String) -> [Mailbox] {
    var mailboxes: [Mailbox] = []
    var rest = text[...]
    while !rest.isEmpty && mailboxes.count < 100 {
      if let mailbox = mailbox(&rest) { mailboxes.append(mailbox) }
    }
    return mailboxes
  }

  /// Reads one mailbox, up to the next comma.
  private static func mailbox(_ rest: inout Substring) -> Mailbox? {
    var phrase = ""
    var comment = ""
    var address: String?
    while let character = rest.popFirst(), character != "," && character != ";" {
      switch character {
      case "\"": phrase += quoted(&rest)
      case "(": comment += commented(&rest)
      case "<":
        address = String(rest.prefix { $0 != ">" })
        rest = rest.drop { $0 != ">" }.dropFirst()
      // The name of a group precedes its mailboxes, and is ignored.
      case ":" where address == nil: phrase = ""
      default: phrase.append(character)
      }
    }
    let name = normalizedLine(decoded(phrase)) ?? normalizedLine(decoded(comment))
    if let address = normalizedLine(address) { return Mailbox(name: name, address: address) }
    guard let bare = normalizedLine(phrase) else { return nil }
    let inside = normalizedLine(decoded(comment))
    // Archives of mailing lists write `at` for the sign in addresses.
    let isAddress = bare.contains("@") || inside != nil && bare.contains(" at ")
    return Mailbox(name: isAddress ? inside : name, address: bare)
  }

  private static func quoted(_ rest: inout Substring) -> String {
    var text = ""
    while let character = rest.popFirst(), character != "\"" {
      text.append(character == "\\" ? rest.popFirst() ?? character : character)
    }
    return text
  }

  private static func commented(_ rest: inout Substring) -> String {
    var text = ""
    var depth = 1
    while let character = rest.popFirst() {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth == 0 { break }
      text.append(character == "\\" ? rest.popFirst() ?? character : character)
    }
    return text
  }

  /// Removes comments in parentheses, as in `Mon, 18 Oct 2021 09:00:00 +0000 (UTC)`.
  static func withoutComments(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "(" { _ = commented(&rest) } else { result.append(character) }
    }
    return result
  }

  /// Returns the first web address in a field such as `Archived-At`.
  static func webAddress(_ text: String?) -> String? {
    guard let text else { return nil }
    return text.split { "<>, ".contains($0) }.map(String.init).first {
      $0.lowercased().hasPrefix("https://") || $0.lowercased().hasPrefix("http://")
    }
  }
}

/// An encoded word, `=?charset?B?...?=` or `=?charset?Q?...?=`, with its bytes decoded.
private struct EncodedWord {
  var charset: String
  var bytes: [UInt8]

  /// The maximum length.
  ///
  /// Longer words are left unchanged; RFC 2047 does not allow them.
  private static let maxLength = 2_000

  /// Reads an encoded word at the start of `rest`, if there is one.
  init?(takenFrom rest: inout ArraySlice<UInt8>) {
    let question = UInt8(ascii: "?")
    let word = rest.prefix(Self.maxLength)
    guard word.starts(with: [UInt8(ascii: "="), question]) else { return nil }
    let parts = word.dropFirst(2).split(
      separator: question, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].count == 1, let kind = parts[1].first, !parts[0].isEmpty else {
      return nil
    }
    let content = parts[2].prefix { $0 != question }
    guard content.endIndex + 1 < word.endIndex, word[content.endIndex + 1] == UInt8(ascii: "=")
    else { return nil }
    switch kind {
    case UInt8(ascii: "B"), UInt8(ascii: "b"): bytes = TransferEncoding.base64(content)
    case UInt8(ascii: "Q"), UInt8(ascii: "q"): bytes = TransferEncoding.q(content)
    default: return nil
    }
    // A language may follow the name of the character set (RFC 2231, section 5).
    charset = String(decoding: parts[0].prefix { $0 != UInt8(ascii: "*") }, as: UTF8.self)
      .lowercased()
    rest = rest[(content.endIndex + 2)...]
  }

  var text: String { MailEntity.text(of: bytes, charset: charset) }
}
