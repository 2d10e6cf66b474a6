internal import JSON
internal import Output

extension Assistant {
  /// The name and version of the program.
  static let program: JSONValue = [
    "name": "pressmark", "title": "Pressmark", "version": .string(programVersion),
  ]

  /// The time that a client may keep a list that never changes, and one that depends on the archive,
  /// in milliseconds.
  private static let (longTime, shortTime) = (3_600_000, 60_000)

  /// Returns the answer to a request, or the work that computes it.
  func step(_ request: Request, _ revision: Revision) throws(RPCError) -> Reaction.Step {
    switch (request.method, revision.isModern) {
    case ("initialize", _): return initialize(request, revision)
    case ("ping", false): return answer(request, revision, [:])
    case ("server/discover", true): return discover(request, revision)
    case ("tools/list", _):
      try refuseCursor(request)
      return answer(
        request, revision,
        ["tools": .array(Tool.all.map { $0.definition(revision) })], keptFor: Self.longTime)
    case ("tools/call", _): return try call(request, revision)
    case ("resources/list", _):
      // An archive has too many articles for a list: they are found by searching.
      try refuseCursor(request)
      return answer(request, revision, ["resources": []], keptFor: Self.longTime)
    case ("resources/templates/list", _):
      try refuseCursor(request)
      return answer(
        request, revision, ["resourceTemplates": [ArticleResource.template]],
        keptFor: Self.longTime)
    case ("resources/read", _): return try read(request, revision)
    default: throw .unknownMethod(request.method)
    }
  }

  private static let capabilities: JSONValue = ["tools": [:], "resources": [:]]

  private func initialize(_ request: Request, _ revision: Revision) -> Reaction.Step {
    work(request, revision) { context in
      [
        "protocolVersion": .string(revision.rawValue), "capabilities": Self.capabilities,
        "serverInfo": Self.program, "instructions": .string(Instructions.text(context)),
      ]
    }
  }

  private func discover(_ request: Request, _ revision: Revision) -> Reaction.Step {
    work(request, revision, keptFor: Self.shortTime) { context in
      [
        "supportedVersions": .array(Revision.names.map { .string($0) }),
        "capabilities": Self.capabilities, "instructions": .string(Instructions.text(context)),
      ]
    }
  }

  private func call(_ request: Request, _ revision: Revision) throws(RPCError) -> Reaction.Step {
    guard let name = request.parameters["name"]?.stringValue else {
      throw .invalidParameters("'tools/call' needs params.name")
    }
    guard let tool = Tool.all.first(where: { $0.name == name }) else {
      throw .invalidParameters(
        "unknown tool '\(shownLine(name, max: 100))'; the tools are "
          + Tool.all.map(\.name).joined(separator: ", "))
    }
    let arguments: [String: JSONValue]
    switch request.parameters["arguments"] {
    case nil, .null?: arguments = [:]
    case .object(let members)?: arguments = members
    default: throw .invalidParameters("params.arguments must be an object")
    }
    return work(request, revision) { context in
      try tool.result(arguments, revision, context)
    }
  }

  private func read(_ request: Request, _ revision: Revision) throws(RPCError) -> Reaction.Step {
    guard let uri = request.parameters["uri"]?.stringValue else {
      throw .invalidParameters("'resources/read' needs params.uri")
    }
    guard let resource = ArticleResource(uri: uri) else {
      throw .unknownResource(uri, revision)
    }
    return work(request, revision, keptFor: Self.shortTime) { context in
      ["contents": [try resource.contents(revision, context)]]
    }
  }

  /// Refuses a cursor: all lists have one page.
  private func refuseCursor(_ request: Request) throws(RPCError) {
    if let cursor = request.parameters["cursor"], cursor != .null {
      throw .invalidParameters("this is not a cursor of this list, which has only one page")
    }
  }

  // MARK: Results

  private func answer(
    _ request: Request, _ revision: Revision, _ members: [String: JSONValue],
    keptFor time: Int? = nil
  ) -> Reaction.Step {
    let result = Self.result(members, revision, time, isPublic: true)
    return .answer(["jsonrpc": "2.0", "id": request.id.value, "result": result])
  }

  private func work(
    _ request: Request, _ revision: Revision, keptFor time: Int? = nil,
    _ members: @escaping @Sendable (WorkContext) throws -> [String: JSONValue]
  ) -> Reaction.Step {
    .work(
      Reaction.Work(request: request, revision: revision) { context in
        Self.result(try members(context), revision, time, isPublic: false)
      })
  }

  /// Adds to a result what modern revisions want in it.
  private static func result(
    _ members: [String: JSONValue], _ revision: Revision, _ time: Int?, isPublic: Bool
  ) -> JSONValue {
    guard revision.isModern else { return .object(members) }
    var members = members
    members["resultType"] = "complete"
    members["_meta"] = [Revision.serverKey: program]
    if let time {
      members["ttlMs"] = .number(String(time))
      members["cacheScope"] = isPublic ? "public" : "private"
    }
    return .object(members)
  }
}
