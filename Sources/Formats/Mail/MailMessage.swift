internal import TextAnalysis

/// Converts a message to an article: a newsletter, a post to a mailing list, a letter.
enum MailMessage {
  /// Returns the article in a message.
  ///
  /// The mailing list, if there is one, is the publisher. Attachments are left out.
  static func draft(
    of bytes: [UInt8], _ settings: ReaderSettings
  ) throws(ReadError) -> ArticleDraft {
    let message = MailEntity(bytes[...])
    guard !message.hasNoHeader else {
      throw .malformed(format: "mail", detail: "it does not start with the fields of a header")
    }
    var text = MailText(encoding: settings.encoding)
    var draft = ArticleDraft()
    draft.text = try text.text(of: message)
    guard draft.text.contains(where: { !$0.isWhitespace }) else { throw .empty }
    draft.title = normalizedLine(message.field("subject").map(MailHeader.decoded)) ?? text.title
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
    return draft
  }
}
