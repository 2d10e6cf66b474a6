internal import Glibc
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1
internal import NIOPosix

/// The socket on which the server accepts connections.
enum ListenAddress: Equatable, Sendable {
  case tcp(host: String, port: Int)
  case unix(path: String)
  /// A socket that is already listening, as systemd passes it.
  case inherited(descriptor: CInt)
}

/// Accepts connections, and answers the requests on each of them in turn.
///
/// Hummingbird's own server offers no sockets from systemd, and no place before the HTTP parser's
/// output is converted, so this does what `HummingbirdCore.Server` does with another pipeline.
struct Listener: Sendable {
  typealias Connection = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
  /// Answers a request.
  typealias Responder =
    @Sendable (Request, consuming ResponseWriter, ConnectionState) async throws
    -> Void

  let address: ListenAddress
  let limits: Limits
  let registry: ConnectionRegistry
  let group: any EventLoopGroup
  let logger: Logger
  let respond: Responder

  /// Accepts connections until `stop` returns, then waits until all are closed.
  ///
  /// Calls `isReady` with the address once connections are accepted. Running requests have the time
  /// `grace` to end.
  func run(
    isReady: @Sendable (SocketAddress?) -> Void, grace: Duration,
    until stop: @escaping @Sendable () async -> Void
  ) async throws {
    let server = try await bind()
    isReady(server.localAddress)
    await stop()
    // In this order: no connection that the kernel has accepted is left without an answer.
    try? await server.close()
    registry.stop()
    let start = ContinuousClock.now
    // At least once, because connections that were just accepted are not in the registry yet.
    repeat {
      try? await Task.sleep(for: .milliseconds(20))
      if .now - start > Self.firstRequestTime { registry.closeWaiting() }
    } while !registry.isQuiet && .now - start < grace
    registry.closeAll()
    while !registry.isQuiet { try? await Task.sleep(for: .milliseconds(20)) }
  }

  /// The time that new connections have for their first request while the server stops.
  private static let firstRequestTime = Duration.seconds(1)

  private func bind() async throws -> any Channel {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 512)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelInitializer { self.setUp($0) }
    switch address {
    case .tcp(let host, let port):
      return try await bootstrap.bind(host: host, port: port).get()
    case .unix(let path):
      return try await bootstrap.bind(
        unixDomainSocketPath: path, cleanupExistingSocketFile: true
      ).get()
    case .inherited(let descriptor): return try await bootstrap.withBoundSocket(descriptor).get()
    }
  }

  /// Prepares a new connection, and starts the task that answers its requests.
  ///
  /// The task is not a child of the one that waits for the end of the server: a connection that is
  /// accepted while the server stops would have no task then, and its client no answer.
  private func setUp(_ channel: any Channel) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let state = ConnectionState()
      let pipeline = channel.pipeline.syncOperations
      var decoder = NIOHTTPDecoderLimitConfiguration()
      // The URL counts as a field, and one that is a little too long has an answer of its own.
      decoder.maxHeaderFieldSize = limits.urlBytes + (1 << 10)
      decoder.maxHeaderListSize = limits.headerBytes + limits.urlBytes
      decoder.maxHeaderFieldCount = limits.headerFields + 1
      try pipeline.configureHTTPServerPipeline(
        withPipeliningAssistance: false, withErrorHandling: false,
        withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
        withDecoderLimitConfiguration: decoder)
      try pipeline.addHandler(RequestGuard(limits: limits, registry: registry, state: state))
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      if !registry.add(channel) { channel.close(promise: nil) }
      let connection = try Connection(
        wrappingChannelSynchronously: channel,
        configuration: .init(isOutboundHalfClosureEnabled: true))
      registry.beginTask()
      Task {
        await handle(connection, state)
        registry.endTask()
      }
    }
  }

  private func handle(_ connection: Connection, _ state: ConnectionState) async {
    let respond = respond
    let channel = HTTP1Channel { request, writer, _ in
      try await respond(request, writer, state)
    }
    await channel.handle(value: connection, logger: logger)
  }
}
