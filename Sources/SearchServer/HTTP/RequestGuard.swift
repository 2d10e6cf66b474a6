internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// Guards one connection: refuses what is not a proper request before anything else sees it, and
/// closes the connection of a client that is too slow.
///
/// It stands between the parser of HTTP/1.1 and everything else, so it sees the fields as they were
/// sent.
final class RequestGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let limits: Limits
  private let registry: ConnectionRegistry
  private let state: ConnectionState
  private var timer: RepeatedTask?
  /// The number of requests whose answers have not been written completely.
  private var open = 0
  private var bodyBytes = 0
  /// The time since which the next head is awaited; nil while a request is open.
  private var waitingSince: NIODeadline? = .now()
  /// The time at which the head was read of a request whose body has not ended.
  private var bodySince: NIODeadline?
  /// The time at which the head of the oldest open request was read.
  private var requestSince: NIODeadline?
  private var pendingWrites = 0
  /// The time of the last progress, while a write is pending.
  private var writingSince: NIODeadline?
  /// True if the last answer of the connection has been written; what still comes is ignored.
  private var isRefusing = false
  /// The time at which the connection is closed, once its sending half has been.
  private var closesAt: NIODeadline?
  private var closesAfterAnswer = false

  init(limits: Limits, registry: ConnectionRegistry, state: ConnectionState) {
    self.limits = limits
    self.registry = registry
    self.state = state
  }

  // MARK: The connection

  func handlerAdded(context: ChannelHandlerContext) {
    let loop = context.eventLoop
    let bound = NIOLoopBound((self, context), eventLoop: loop)
    timer = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
      let (guardian, context) = bound.value
      guardian.checkTimes(context)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    state.close()
    registry.remove(context.channel)
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // A client that sends no more is taken to have gone, as Go's and Node's servers take it.
    if let event = event as? ChannelEvent, event == .inputClosed {
      state.close()
      if open == 0 { return context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  private func checkTimes(_ context: ChannelHandlerContext) {
    let now = NIODeadline.now()
    func isOver(_ since: NIODeadline?, _ seconds: Int) -> Bool {
      since.map { now - $0 >= .seconds(Int64(seconds)) } ?? false
    }
    if isOver(waitingSince, limits.headSeconds) || isOver(writingSince, limits.writeSeconds)
      || isOver(requestSince, limits.requestSeconds) || isOver(closesAt, 0)
    {
      context.close(promise: nil)
    } else if isOver(bodySince, limits.bodySeconds) {
      refuse(
        context,
        Problem(
          status: .requestTimeout, code: "slow-body", detail: "The request body came too slowly."))
    }
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefusing else { return }
    let part = unwrapInboundIn(data)
    switch part {
    case .head(let head):
      if let problem = RequestHeadRules.problem(with: head, limits) {
        return refuse(context, problem)
      }
      // The next handler converts the head too, but its errors never come back here.
      guard (try? HTTPRequest(head, secure: false, splitCookie: false)) != nil else {
        return refuse(context, .badRequest("malformed-request", "The method is not a token."))
      }
      state.noteHead()
      if open == 0 { requestSince = .now() }
      open += 1
      bodyBytes = 0
      bodySince = .now()
      waitingSince = nil
      registry.note(context.channel, isWaiting: false)
      if head.headers.first(name: "expect")?.lowercased() == "100-continue", open == 1 {
        context.writeAndFlush(
          wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))),
          promise: nil)
      }
    case .body(let buffer):
      bodyBytes += buffer.readableBytes
      guard bodyBytes <= limits.bodyBytes else { return refuse(context, Self.bodyTooLarge(limits)) }
    case .end: bodySince = nil
    }
    context.fireChannelRead(data)
  }

  static func bodyTooLarge(_ limits: Limits) -> Problem {
    Problem(
      status: .contentTooLarge, code: "body-too-large",
      detail: "The request body is larger than \(limits.bodyBytes) bytes.")
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case HTTPParserError.headerOverflow:
      refuse(
        context,
        Problem(
          status: .requestHeaderFieldsTooLarge, code: "header-too-large",
          detail: "The request line and header fields are larger than \(limits.headerBytes) bytes.")
      )
    case is HTTPParserError:
      refuse(context, .badRequest("malformed-request", "This is not a request of HTTP/1.1."))
    default: context.close(promise: nil)
    }
  }

  /// Answers with a problem and closes the connection, without passing the request on.
  private func refuse(_ context: ChannelHandlerContext, _ problem: Problem) {
    guard !isRefusing else { return }
    // While another answer is being written, there is no place for this one.
    guard open == 0 || (open == 1 && pendingWrites == 0 && bodySince != nil) else {
      return context.close(promise: nil)
    }
    var headers = HTTPHeaders([
      ("content-type", Problem.contentType), ("content-length", String(problem.body.count)),
      ("connection", "close"), ("cache-control", "no-store"),
    ])
    for field in problem.fields { headers.add(name: field.name.rawName, value: field.value) }
    let head = HTTPResponseHead(
      version: .http1_1, status: .init(statusCode: problem.status.code), headers: headers)
    writingSince = .now()
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(
      wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: problem.body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    closeSoon(context)
  }

  /// Closes the sending half of the connection now, and all of it soon.
  ///
  /// That lets the client read the answer before unread bytes of its own reset the connection.
  private func closeSoon(_ context: ChannelHandlerContext) {
    isRefusing = true
    closesAt = .now() + .seconds(2)
    context.close(mode: .output, promise: nil)
  }

  // MARK: Answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isRefusing else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    var data = data
    let part = unwrapOutboundIn(data)
    if case .head(var head) = part, head.status != .continue {
      if registry.isStopping { head.headers.replaceOrAdd(name: "connection", value: "close") }
      closesAfterAnswer = head.headers[canonicalForm: "connection"].contains("close")
      data = wrapOutboundOut(.head(head))
    }
    if pendingWrites == 0 { writingSince = .now() }
    pendingWrites += 1
    let written = promise ?? context.eventLoop.makePromise(of: Void.self)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    var isEnd = false
    if case .end = part { isEnd = true }
    let endsAnswer = isEnd
    written.futureResult.whenComplete { _ in
      let (guardian, context) = bound.value
      guardian.didWrite(context, endsAnswer: endsAnswer)
    }
    context.write(data, promise: written)
  }

  private func didWrite(_ context: ChannelHandlerContext, endsAnswer: Bool) {
    pendingWrites -= 1
    writingSince = pendingWrites == 0 ? nil : .now()
    guard endsAnswer else { return }
    open -= 1
    requestSince = open == 0 ? nil : .now()
    if closesAfterAnswer || (registry.isStopping && open == 0) {
      closeSoon(context)
    } else if open == 0 {
      waitingSince = .now()
      registry.note(context.channel, isWaiting: true)
    }
  }
}

/// The rules for the head of a request.
///
/// They are stricter than the parser where servers have disagreed about the length of a request,
/// which lets a client smuggle a second one past a proxy: RFC 9112, 6.3 and 11.2.
enum RequestHeadRules {
  /// Returns the reason to refuse a request, or nil.
  static func problem(with head: HTTPRequestHead, _ limits: Limits) -> Problem? {
    let headers = head.headers
    func malformed(_ detail: String) -> Problem { .badRequest("malformed-request", detail) }
    guard head.version.major == 1, head.version.minor <= 1 else {
      return Problem(
        status: .httpVersionNotSupported, code: "http-version",
        detail: "This server speaks HTTP/1.1 and HTTP/1.0.")
    }
    guard head.uri.utf8.count <= limits.urlBytes else {
      return Problem(
        status: .uriTooLong, code: "url-too-long",
        detail: "The URL is longer than \(limits.urlBytes) bytes.")
    }
    guard headers.count <= limits.headerFields,
      headers.reduce(0, { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 })
        <= limits.headerBytes
    else {
      return Problem(
        status: .requestHeaderFieldsTooLarge, code: "header-too-large",
        detail: "The header fields are larger than \(limits.headerBytes) bytes, or more than "
          + "\(limits.headerFields).")
    }
    let lengths = headers["content-length"]
    let encodings = headers["transfer-encoding"]
    guard lengths.count <= 1, encodings.count <= 1, lengths.isEmpty || encodings.isEmpty else {
      return malformed("The request states its length in two ways.")
    }
    if let length = lengths.first {
      guard !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return malformed("Content-Length is not a number.")
      }
      guard length.count < 19, let bytes = Int(length), bytes <= limits.bodyBytes else {
        return RequestGuard.bodyTooLarge(limits)
      }
    }
    if let encoding = encodings.first {
      guard encoding.lowercased() == "chunked", head.version.minor == 1 else {
        return malformed("The only transfer encoding is 'chunked', in HTTP/1.1.")
      }
    }
    let hosts = headers["host"]
    guard hosts.count == 1 || (hosts.isEmpty && head.version.minor == 0) else {
      return malformed("A request has exactly one field 'Host'.")
    }
    for field in headers {
      // Controls in a value are line breaks that another server may see.
      guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
        return malformed("The field '\(field.name)' contains a control character.")
      }
    }
    guard head.uri.hasPrefix("/") else {
      return head.method == .CONNECT || head.method == .OPTIONS
        ? Problem(
          status: .methodNotAllowed, code: "method-not-allowed",
          detail: "This server answers requests for its own paths.",
          fields: [.allow: "GET, HEAD, POST"])
        : malformed("The target of a request starts with '/'.")
    }
    return nil
  }
}
