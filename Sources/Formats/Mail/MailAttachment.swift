internal import TextAnalysis

/// A file in a message, which may hold articles of its own.
struct MailAttachment {
  /// The name of the file, or one that shows what it is.
  var name: String
  /// The part of the message; its body is still encoded.
  var entity: MailEntity

  /// Returns the files that are attached to a message.
  ///
  /// The pictures that a page shows are no attachments, and neither is the text itself.
  ///
  /// - Complexity: O(n d), where n is the size of the message and d the depth of its parts.
  static func all(in message: MailEntity) -> [MailAttachment] {
    var found: [MailAttachment] = []
    var count = 0
    collect(in: message, depth: 0, &count, &found)
    return found
  }

  private static func collect(
    in entity: MailEntity, depth: Int, _ count: inout Int, _ found: inout [MailAttachment]
  ) {
    count += 1
    guard depth <= MailText.maxDepth, count <= MailText.maxParts else { return }
    let type = entity.mediaType
    if depth > 0, let name = name(of: entity, type) {
      found.append(MailAttachment(name: name, entity: entity))
    } else if type.name.hasPrefix("multipart/"), type.name != "multipart/alternative",
      let boundary = type["boundary"], (1...MailText.maxBoundary).contains(boundary.utf8.count)
    {
      let parts = (try? entity.parts(boundary: boundary, limit: MailText.maxParts)) ?? []
      for part in parts { collect(in: MailEntity(part), depth: depth + 1, &count, &found) }
    }
  }

  /// Returns the name of a part that is an attachment; nil for the other parts.
  private static func name(of entity: MailEntity, _ type: MediaType) -> String? {
    let name = entity.fileName.map { name in
      // Some programs give the whole path on the sender's disk.
      String(name.split { $0 == "/" || $0 == "\\" }.last ?? "attachment")
    }
    if entity.isAttachment {
      return name ?? "attachment" + (usualEndings[type.name].map { "." + $0 } ?? "")
    }
    return type.name.hasPrefix("application/") && type.name != "application/xhtml+xml" ? name : nil
  }

  /// The extensions of files without a name.
  private static let usualEndings = [
    "application/pdf": "pdf", "message/rfc822": "eml", "text/plain": "txt", "text/html": "html",
    "application/zip": "zip",
  ]
}

extension Source {
  /// Reads the files that are attached to a message, as members of it.
  ///
  /// - Parameters:
  ///   - bytes: The message.
  ///   - line: The line on which it starts; nil if the file is one message.
  /// - Throws: Any error that a handler throws; errors in the files are passed on as records.
  func readAttachments(of bytes: [UInt8], line: Int?) throws {
    let message = MailEntity(bytes[...])
    // Most messages have no parts.
    let type = message.mediaType.name
    guard type.hasPrefix("multipart/"), type != "multipart/alternative" else { return }
    // The id of the message stays the same if other messages are removed before it.
    let folder = line.map { line in
      message.field("message-id").map { $0.filter { !"<>/ ".contains($0) } } ?? String(line)
    }
    let inner = nesting.inside(nil, Expansion(outermost: nesting.outermost))
    guard !inner.isTooDeep else { return }
    var names = MemberNames()
    var used: Set<String> = []
    for attachment in MailAttachment.all(in: message) {
      var name = attachment.name
      var number = 1
      while !used.insert(name).inserted {
        number += 1
        name = "\(number)-" + attachment.name
      }
      let body = attachment.entity.decodedBody
      let path = names.next(Array(((folder.map { $0 + "/" } ?? "") + name).utf8))
      guard !body.isEmpty, Format.isKnown(name: path, head: Array(body.prefix(Format.headBytes)))
      else { continue }
      let place = member + "/" + path
      guard try handlers.onMember(place) else {
        try handlers.onMemberEnd()
        continue
      }
      let source = Source(
        stream: ByteStream(body), name: path, path: nil, settings: settings, services: services,
        handlers: handlers, member: place, nesting: inner)
      do {
        try source.readRecords()
      } catch let error as ReadError {
        try source.report(error, member: place)
      }
      try handlers.onMemberEnd()
    }
  }
}
