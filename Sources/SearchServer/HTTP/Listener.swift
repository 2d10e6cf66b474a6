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

  /// A connection with what its tasks share.
  private struct Accepted: Sendable {
    var connection: Connection
    var state: ConnectionState
  }

  /// Accepts connections until `stop` returns, then waits until all are closed.
  ///
  /// Calls `isReady` with the address once connections are accepted. Running requests have the time
  /// `grace` to end.
  func run(
    isReady: @Sendable (SocketAddress?) -> Void, grace: Duration,
    until stop: @escaping @Sendable () async -> Void
  ) async throws {
    let server = try await bind()
    isReady(server.channel.localAddress)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      let (registry, logger) = (registry, logger)
      tasks.addTask {
        await stop()
        // In this order: no connection that the kernel has accepted is left without an answer.
        try? await server.channel.close()
        registry.stop()
        let end = ContinuousClock.now + grace
        while registry.count > 0, .now < end { try? await Task.sleep(for: .milliseconds(20)) }
        registry.closeAll()
      }
      try await withThrowingDiscardingTaskGroup { connections in
        do {
          try await server.executeThenClose { inbound in
            for try await accepted in inbound {
              connections.addTask { await handle(accepted) }
            }
          }
        } catch let error as ChannelError where error == .ioOnClosedChannel {
          // The server was stopped.
        } catch {
          logger.error("accepting connections failed", metadata: ["error": "\(error)"])
          throw error
        }
      }
      tasks.cancelAll()
      try await tasks.waitForAll()
    }
  }

  private func bind() async throws -> NIOAsyncChannel<Accepted, Never> {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 512)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.maxMessagesPerRead, value: 4)
    let setUp: @Sendable (any Channel) -> EventLoopFuture<Accepted> = { self.setUp($0) }
    switch address {
    case .tcp(let host, let port):
      let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
      return try await bootstrap.bind(to: address, childChannelInitializer: setUp)
    case .unix(let path):
      return try await bootstrap.bind(
        unixDomainSocketPath: path, cleanupExistingSocketFile: true, childChannelInitializer: setUp)
    case .inherited(let descriptor):
      return try await bootstrap.bind(descriptor, childChannelInitializer: setUp)
    }
  }

  private func setUp(_ channel: any Channel) -> EventLoopFuture<Accepted> {
    channel.eventLoop.makeCompletedFuture {
      let state = ConnectionState()
      let pipeline = channel.pipeline.syncOperations
      var decoder = NIOHTTPDecoderLimitConfiguration()
      decoder.maxHeaderFieldSize = limits.headerBytes
      decoder.maxHeaderListSize = limits.headerBytes + limits.urlBytes
      decoder.maxHeaderFieldCount = limits.headerFields + 1
      try pipeline.configureHTTPServerPipeline(
        withPipeliningAssistance: false, withErrorHandling: false,
        withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
        withDecoderLimitConfiguration: decoder)
      try pipeline.addHandler(RequestGuard(limits: limits, registry: registry, state: state))
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      if !registry.add(channel) { channel.close(promise: nil) }
      return Accepted(
        connection: try Connection(
          wrappingChannelSynchronously: channel,
          configuration: .init(isOutboundHalfClosureEnabled: true)),
        state: state)
    }
  }

  private func handle(_ accepted: Accepted) async {
    let (respond, state) = (respond, accepted.state)
    let channel = HTTP1Channel { request, writer, _ in
      try await respond(request, writer, state)
    }
    await channel.handle(value: accepted.connection, logger: logger)
  }
}
