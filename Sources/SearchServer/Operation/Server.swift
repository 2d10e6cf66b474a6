internal import Glibc
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Threading

/// The running server: its threads, its socket, and its end.
struct Server {
  private let settings: Settings
  /// Called with the address once connections are accepted.
  private let onReady: @Sendable (SocketAddress?) -> Void
  /// Waits until the server is to stop.
  private let stopped: @Sendable () async -> Void

  init(
    _ settings: Settings, onReady: @escaping @Sendable (SocketAddress?) -> Void = { _ in },
    until stopped: @escaping @Sendable () async -> Void = { await Signals.shared.wait() }
  ) {
    self.settings = settings
    self.onReady = onReady
    self.stopped = stopped
  }

  /// Serves until the server is stopped.
  func serve() async throws {
    var logger = Logger(label: "search-server") { _ in LineLog() }
    logger.logLevel = .info
    // Reading and writing sockets takes a tenth of the time that searching takes.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount > 2 ? 2 : 1)
    let service = SearchService(settings, group: group, logger: logger)
    let listener = Listener(
      address: settings.address, limits: settings.limits, registry: service.registry,
      group: group, logger: logger,
      respond: { try await service.respond(to: $0, $1, $2) })
    let (onReady, log) = (onReady, logger)
    do {
      try await listener.run(
        isReady: { address in
          log.notice("listening", metadata: ["address": "\(address.map { "\($0)" } ?? "-")"])
          Systemd.notify("READY=1")
          Systemd.keepAlive(on: group)
          service.keepReleasingMemory(on: group.next())
          onReady(address)
        }, grace: .seconds(settings.graceSeconds),
        until: { [stopped] in
          await stopped()
          log.notice("stopping")
          Systemd.notify("STOPPING=1")
        })
    } catch {
      await service.pool.stop()
      try? await group.shutdownGracefully()
      throw error
    }
    await service.pool.stop()
    try await group.shutdownGracefully()
  }
}

/// The signals that end the server: SIGTERM and SIGINT.
final class Signals: Sendable {
  static let shared = Signals()
  private let pipe: (reading: CInt, writing: CInt)

  private init() {
    var ends: [CInt] = [0, 0]
    _ = Glibc.pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipe = (ends[0], ends[1])
    Self.writingEnd.store(ends[1], ordering: .relaxed)
    for number in [SIGTERM, SIGINT] {
      // A handler may only call functions such as write(2).
      signal(number) { _ in
        var byte: UInt8 = 1
        _ = write(Signals.writingEnd.load(ordering: .relaxed), &byte, 1)
      }
    }
  }

  private static let writingEnd = Atomic<CInt>(-1)

  /// Waits for a signal.
  func wait() async {
    let descriptor = pipe.reading
    await withCheckedContinuation { continuation in
      // The read blocks, so it needs a thread of its own.
      let thread = WorkerThread {
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) < 0 && errno == EINTR {}
        continuation.resume()
      }
      if thread == nil { continuation.resume() }
    }
  }
}

/// Messages to and from systemd, if it started the server; see sd_notify(3).
enum Systemd {
  /// Sends a state such as `READY=1`.
  static func notify(_ state: String) {
    guard let path = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }), !path.isEmpty else {
      return
    }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    // A name in the abstract namespace starts with a NUL, which systemd writes as '@'.
    if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let message = Array(state.utf8)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), $0, length)
      }
    }
  }

  /// Reports to systemd's watchdog, if it asks for that, as long as the threads of `group` run.
  static func keepAlive(on group: any EventLoopGroup) {
    guard let text = getenv("WATCHDOG_USEC"), let time = Int64(String(cString: text)), time > 0
    else { return }
    let half = TimeAmount.microseconds(time / 2)
    for loop in group.makeIterator() {
      loop.scheduleRepeatedTask(initialDelay: half, delay: half) { _ in notify("WATCHDOG=1") }
    }
  }

  /// The listening socket that systemd passed, or nil.
  ///
  /// See sd_listen_fds(3).
  static var inheritedSocket: CInt? {
    guard let id = getenv("LISTEN_PID").flatMap({ Int32(String(cString: $0)) }), id == getpid(),
      let count = getenv("LISTEN_FDS").flatMap({ Int(String(cString: $0)) }), count > 0
    else { return nil }
    return 3
  }
}
