extension Format {
  static let mailbox = Format(
    "mbox", title: "mail (.mbox, .eml)", extensions: ["mbox", "mbx"],
    hasSignature: { MailboxReader.isCertainlyMailbox($0) },
    isLikely: { MailboxReader.isMailbox($0) }, isCertain: { MailboxReader.isMailbox($0) },
    read: { try MailboxReader.read($0) })

  static let mail = Format(
    "mail", title: nil, extensions: ["eml", "emlx"], isLikely: MailboxReader.isMessage,
    isCertain: MailboxReader.isMessage, read: { try MailboxReader.read($0) })
}

/// Reads one mail message (RFC 5322), or a mailbox with many messages (mbox, RFC 4155).
///
/// In a mailbox each message starts with a line such as `From ada@tidewater.example Mon Oct 18
/// 09:00:00 2021`. In the text, a line that starts with `From` is quoted with a `>`. This `>` is
/// removed.
enum MailboxReader {
  static func read(_ source: Source) throws {
    if isMailbox(try source.stream.peek(4_096)) { return try readMailbox(source) }
    let text = try wholeMessage(source.stream)
    guard text.bytes.contains(where: { $0 > 0x20 }) else { throw ReadError.empty }
    try put(text, line: nil, source)
  }

  private static func wholeMessage(_ stream: ByteStream) throws(ReadError) -> MailMessageBytes {
    if try stream.peek(ReaderLimits.articleBytes + 1).count <= ReaderLimits.articleBytes {
      return MailMessageBytes(withoutLength(try stream.readAll()))
    }
    var text = MailMessageBytes()
    var lines = LineReader(stream)
    while let line = try lines.next() {
      if case .bytes(let bytes) = line { text.append(bytes[...]) } else { text.skipLine() }
    }
    return text
  }

  /// Returns the message in a file of Apple Mail, which has the length of the message before it and
  /// notes of the program after it.
  private static func withoutLength(_ bytes: [UInt8]) -> [UInt8] {
    let line = bytes.prefix(20).prefix { $0 != 0x0A }
    let digits = line.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty, line.dropFirst(digits.count).allSatisfy({ $0 == 0x20 }),
      let length = Int(String(decoding: digits, as: UTF8.self)), line.endIndex < bytes.count
    else { return bytes }
    return Array(bytes[(line.endIndex + 1)...].prefix(length))
  }

  /// Passes on a message, and then the files that are attached to it.
  private static func put(_ text: MailMessageBytes, line: Int?, _ source: Source) throws {
    let settings = source.settings
    try source.onRecord(
      FileRecord(line: line, bytes: text.bytes.count) { () throws(ReadError) in
        guard !text.isTooLarge else { throw .tooLarge(limit: ReaderLimits.articleBytes) }
        return try MailMessage.draft(of: text.bytes, settings)
      })
    guard !text.isTooLarge else { return }
    try source.readAttachments(of: text.bytes, line: line)
  }

  /// True if a file starts with a separator line of a mailbox and a message.
  static func isMailbox(_ head: some Collection<UInt8>) -> Bool {
    let lines = head.drop { $0 == 0x0A || $0 == 0x0D }
    let first = Array(lines.prefix { $0 != 0x0A })
    guard let separator = MailSeparator(first) else { return false }
    return separator.isDated
      || MailSeparator.fieldName(of: Array(lines.dropFirst(first.count + 1).prefix(100))) != nil
  }

  /// True if a file can be nothing but a mailbox, whatever its name is: the archives of mailing lists
  /// are mailboxes with the extension `.txt`.
  static func isCertainlyMailbox(_ head: [UInt8]) -> Bool {
    guard head.starts(with: MailSeparator.mark) else { return false }
    let first = Array(head.prefix { $0 != 0x0A })
    let next = Array(head.dropFirst(first.count + 1).prefix(100))
    guard let separator = MailSeparator(first), separator.isDated,
      let name = MailSeparator.fieldName(of: next)
    else { return false }
    return MailSeparator.mailFields.contains(name) || name.hasPrefix("x-")
  }

  /// True if a file starts with the header of a message, judging by the names of its fields.
  static func isMessage(_ head: [UInt8]) -> Bool {
    let names = MailEntity.fieldNames(in: head[...])
    let travelled = ["return-path", "received", "message-id", "delivered-to", "mime-version"]
    guard let first = names.first else { return false }
    return travelled.contains(first)
      || names.contains("from") && (names.contains("subject") || names.contains("date"))
  }

  private static func readMailbox(_ source: Source) throws {
    var lines = LineReader(source.stream)
    var message = Message(line: 1)
    var isAfterEmptyLine = true
    // A line that may start a message, depending on the next line.
    var candidate: MailSeparator?
    while let line = try lines.next() {
      guard case .bytes(let bytes) = line else {
        if let held = candidate, held.isDated {
          try message.end(source)
          message = Message(line: lines.number - 1)
        } else if let held = candidate {
          message.append(held.bytes)
        }
        candidate = nil
        message.skipLine()
        continue
      }
      if let held = candidate {
        candidate = nil
        if held.beginsMessage(before: bytes, isAfterEmptyLine: isAfterEmptyLine) {
          try message.end(source)
          message = Message(line: lines.number - 1)
        } else {
          message.append(held.bytes)
          isAfterEmptyLine = false
        }
      }
      if let found = MailSeparator(bytes) {
        candidate = found
      } else {
        message.append(bytes)
        isAfterEmptyLine = bytes.isEmpty || bytes == [0x0D]
      }
    }
    if let held = candidate { message.append(held.bytes) }
    try message.end(source)
  }

  /// A message of a mailbox that is being read.
  private struct Message {
    /// The line on which it starts.
    var line: Int
    private var text = MailMessageBytes()

    init(line: Int) { self.line = line }

    mutating func append(_ line: [UInt8]) {
      let content = line.drop { $0 == UInt8(ascii: ">") }
      let isMarked = content.startIndex > 0 && content.starts(with: MailSeparator.mark)
      text.append(isMarked ? line.dropFirst() : line[...])
    }

    mutating func skipLine() { text.skipLine() }

    func end(_ source: Source) throws {
      guard !text.isDeleted, text.isTooLarge || text.bytes.contains(where: { $0 > 0x20 }) else {
        return
      }
      try put(text, line: line, source)
    }
  }
}
