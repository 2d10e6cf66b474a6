internal import Archive
internal import Glibc
internal import HTTPTypes
internal import Output
internal import SearchEngine

/// What the people who run the server ask for.
extension Endpoint {
  static let status = Endpoint("/status") { call in
    let (text, version) = try await call.read { open in
      let version = try open.version()
      let status = try open.archive.status()
      return (try call.timings.measure(.render) { try status.json() }, version)
    }
    return Reply(Reply.json, text, tag: call.tag(version))
  }

  /// True as long as the process answers.
  static let health = Endpoint("/health", isOpen: true, readsArchive: false) { _ in
    Reply(Reply.json, "{\"status\":\"ok\"}\n")
  }

  /// True if searches can be answered: the archive opens, and the queue has room.
  static let ready = Endpoint("/ready", isOpen: true) { call in
    guard !call.service.registry.isStopping else { throw Problem.stopping }
    let version = try await call.read { try $0.version() }
    return Reply(Reply.json, "{\"status\":\"ok\",\"version\":\"\(version)\"}\n")
  }

  static let metrics = Endpoint("/metrics", readsArchive: false) { call in
    let service = call.service
    let load = service.pool.load
    var file = stat()
    let isThere = stat(service.settings.database, &file) == 0
    return Reply(
      "text/plain; version=0.0.4; charset=utf-8",
      service.metrics.text(gauges: [
        ("queue_waiting", "Requests that wait for a thread.", load.waiting),
        ("queue_running", "Requests being answered by a thread.", load.running),
        ("queue_capacity", "Requests that may wait.", load.capacity),
        ("threads", "Threads that search.", service.pool.threads),
        ("connections", "Open connections.", service.registry.count),
        ("archive_bytes", "Size of the archive.", isThere ? Int(file.st_size) : 0),
      ]))
  }

  static let openAPI = Endpoint("/openapi.json", isOpen: true, readsArchive: false) { _ in
    Reply(
      "application/json", PackageResources.openapi_json,
      tag: hashPrefix(of: String(decoding: PackageResources.openapi_json, as: UTF8.self), 12))
  }

  static let outputSchema = Endpoint("/output.schema.json", isOpen: true, readsArchive: false) {
    _ in
    Reply(
      "application/schema+json", PackageResources.output_schema_json,
      tag: hashPrefix(of: String(decoding: PackageResources.output_schema_json, as: UTF8.self), 12))
  }
}
