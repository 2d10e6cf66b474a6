extension Format {
  static let mailbox = Format(
    "mbox", title: "mail (.mbox, .eml)", extensions: ["mbox", "mbx"],
    isLikely: { MailboxReader.isMailbox($0) },
    read: { try MailboxReader.read($0.stream, $0.settings, $0.onRecord) })

  static let mail = Format(
    "mail", title: nil, extensions: ["eml"], isLikely: MailboxReader.isMessage,
    read: { try MailboxReader.read($0.stream, $0.settings, $0.onRecord) })
}

/// Reads one mail message (RFC 5322), or a mailbox with many messages (mbox, RFC 4155).
///
/// In a mailbox each message starts with a line such as `From ada@tidewater.example Mon Oct 18
/// 09:00:00 2021`. In the text, a line that starts with `From` is quoted with a `>`. This `>` is
/// removed.
enum MailboxReader {
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    if isMailbox(try stream.peek(4_096)) {
      return try readMailbox(stream, settings, handle)
    }
    let bytes = try stream.readAll()
    guard bytes.contains(where: { $0 > 0x20 }) else { throw ReadError.empty }
    try handle(
      FileRecord(bytes: bytes.count) { () throws(ReadError) in
        try MailMessage.draft(of: bytes, settings)
      })
  }

  /// True if a file starts with a separator line of a mailbox and a message.
  static func isMailbox(_ head: some Collection<UInt8>) -> Bool {
    let lines = head.drop { $0 == 0x0A || $0 == 0x0D }
    let first = Array(lines.prefix { $0 != 0x0A })
    guard let separator = MailSeparator(first) else { return false }
    return separator.isDated
      || MailSeparator.fieldName(of: Array(lines.dropFirst(first.count + 1).prefix(100))) != nil
  }

  /// True if a file starts with the header of a message, judging by the names of its fields.
  static func isMessage(_ head: [UInt8]) -> Bool {
    let names = MailEntity.fieldNames(in: head[...])
    let travelled = ["return-path", "received", "message-id", "delivered-to", "mime-version"]
    guard let first = names.first else { return false }
    return travelled.contains(first)
      || names.contains("from") && (names.contains("subject") || names.contains("date"))
  }

  private static func readMailbox(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    var lines = LineReader(stream)
    var message = Message(line: 1)
    var isAfterEmptyLine = true
    // A line that may start a message, depending on the next line.
    var candidate: MailSeparator?
    while let line = try lines.next() {
      guard case .bytes(let bytes) = line else {
        if let held = candidate, held.isDated {
          try message.end(settings, handle)
          message = Message(line: lines.number - 1)
        } else if let held = candidate {
          message.append(held.bytes)
        }
        candidate = nil
        message.isTooLarge = true
        continue
      }
      if let held = candidate {
        candidate = nil
        if held.beginsMessage(before: bytes, isAfterEmptyLine: isAfterEmptyLine) {
          try message.end(settings, handle)
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
    try message.end(settings, handle)
  }

  /// A message of a mailbox that is being read.
  private struct Message {
    /// The line on which it starts.
    var line: Int
    var isTooLarge = false
    private var bytes: [UInt8] = []

    init(line: Int) { self.line = line }

    mutating func append(_ line: [UInt8]) {
      guard !isTooLarge else { return }
      let text = line.drop { $0 == UInt8(ascii: ">") }
      let isMarked = text.startIndex > 0 && text.starts(with: MailSeparator.mark)
      bytes += isMarked ? line.dropFirst() : line[...]
      bytes.append(0x0A)
      if bytes.count > ReaderLimits.articleBytes { isTooLarge = true }
      if isTooLarge { bytes = [] }
    }

    func end(_ settings: ReaderSettings, _ handle: RecordHandler) throws {
      guard isTooLarge || bytes.contains(where: { $0 > 0x20 }) else { return }
      let (bytes, isTooLarge) = (bytes, isTooLarge)
      try handle(
        FileRecord(line: line, bytes: bytes.count) { () throws(ReadError) in
          guard !isTooLarge else { throw .tooLarge(limit: ReaderLimits.articleBytes) }
          return try MailMessage.draft(of: bytes, settings)
        })
    }
  }
}
