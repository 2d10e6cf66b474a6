internal import TextAnalysis

/// Converts a message to an article: a newsletter, a post to a mailing list, a letter.
enum MailMessage {
  /// Returns the article in a message.
  ///
  /// The mailing list, if there is one, is the publisher. Attachments are named after the text.
  static func draft(
    of bytes: [UInt8], _ settings: ReaderSettings
  ) throws(ReadError) -> ArticleDraft {
    var bytes = bytes
    // An attachment may be binary.
    let repair = ZeroBytes.areBinary(bytes) ? nil : ZeroBytes.remove(from: &bytes, line: nil)
    let fields = MailFields(settings.fieldNames)
    let message = MailEntity(bytes[...], others: fields.names)
    guard !message.hasNoHeader else {
      throw .malformed(format: "mail", detail: "it does not start with the fields of a header")
    }
    var text = MailText(encoding: settings.encoding)
    var draft = ArticleDraft()
    draft.text = try text.text(of: message)
    let files = MailAttachment.all(in: message).map { "Attachment: " + $0.name }
    if !files.isEmpty {
      draft.text += (draft.text.isEmpty ? "" : "\n\n") + files.joined(separator: "\n")
    }
    draft.title = normalizedLine(message.field("subject").map(MailHeader.decoded)) ?? text.title
    guard draft.hasText || draft.title != nil else { throw .empty }
    draft.notes.repair = repair
    draft.docno = message.field("message-id").map { $0.filter { !"<> ".contains($0) } }
    draft.published = message.field("date").map(MailHeader.withoutComments)
    draft.url =
      MailHeader.webAddress(message.field("archived-at"))
      ?? MailHeader.webAddress(message.field("list-post"))
    let language = message.field("content-language") ?? text.language
    draft.language = normalizedLine(language.map { String($0.prefix { $0 != "," }) })
    let senders = MailHeader.mailboxes(message.field("from") ?? message.field("sender") ?? "")
    let names = senders.map { $0.name ?? $0.address }
    draft.author = names.isEmpty ? nil : names.joined(separator: ", ")
    if let list = message.field("list-id") {
      let name = MailHeader.mailboxes(list).first?.name
      draft.publisher = name ?? senders.first?.name ?? senders.first?.domain
    }
    fields.add(to: &draft, from: message)
    return draft
  }
}

/// The header fields that the user asked for, such as `--map text=To,Cc`.
private struct MailFields {
  /// The names of the header fields, by the fields of the article.
  private let wanted: [(field: String, headers: [String])]

  init(_ names: [String: String]) {
    wanted = names.sorted { $0.key < $1.key }.map { field, headers in
      (field, headers.split(separator: ",").compactMap { normalizedLine(String($0)) })
    }
  }

  /// The names in lower case.
  var names: Set<String> { Set(wanted.flatMap(\.headers).map { $0.lowercased() }) }

  /// Adds the fields; those that belong to the text stand before it, with their names.
  func add(to draft: inout ArticleDraft, from message: MailEntity) {
    for (field, headers) in wanted {
      let values = headers.compactMap { header in
        message.field(header.lowercased()).map { (header, MailHeader.decoded($0)) }
      }
      guard !values.isEmpty else { continue }
      if field == "text" {
        draft.text =
          values.map { "\($0): \($1)" }.joined(separator: "\n")
          + (draft.text.isEmpty ? "" : "\n\n" + draft.text)
      } else if let field = ArticleDraft.Field(rawValue: field) {
        draft[field] = values.map(\.1).joined(separator: ", ")
      }
    }
  }
}
