import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Assistants

/// The transport over standard input and output.
struct LineServerTests {
  /// A server in this process, with pipes in place of standard input and output.
  private final class PipedServer: Sendable {
    private let input = Pipe()
    private let output = Pipe()
    private let received = Mutex<[UInt8]>([])
    private let isDone = DispatchSemaphore(value: 0)

    init(_ path: String, onCheck: (@Sendable () -> Void)? = nil) {
      let (input, output) = (input, output)
      let server = LineServer(
        archive: path, input: input.fileHandleForReading.fileDescriptor,
        output: output.fileHandleForWriting.fileDescriptor, timeLimit: .seconds(600),
        onCheck: onCheck, onFailure: { Issue.record("\($0)") }
      ) { _ in Issue.record("cannot write") }
      Thread.detachNewThread {
        server.run()
        try? output.fileHandleForWriting.close()
      }
      Thread.detachNewThread { [self] in
        while true {
          let data = output.fileHandleForReading.availableData
          if data.isEmpty { break }
          received.withLock { $0 += data }
        }
        isDone.signal()
      }
    }

    func send(_ line: String) {
      try? input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// The messages so far.
    var messages: [JSONValue] {
      received.withLock { $0 }.split(separator: UInt8(ascii: "\n")).compactMap {
        try? JSONValue(parsing: Array($0))
      }
    }

    /// Closes the input, and returns all messages.
    func end() -> [JSONValue] {
      try? input.fileHandleForWriting.close()
      isDone.wait()
      return messages
    }
  }

  private static let meta =
    "\"_meta\":{\"\(Revision.versionKey)\":\"2026-07-28\",\"\(Revision.capabilitiesKey)\":{}}"

  private func call(_ id: Int, _ query: String) -> String {
    """
    {"jsonrpc":"2.0","id":\(id),"method":"tools/call","params":{"name":"search",\
    "arguments":{"query":"\(query)"},\(Self.meta)}}
    """
  }

  @Test func `a cancelled request is stopped and has no answer`() throws {
    let folder = try TemporaryFolder()
    let path = try AssistantArchive.write(to: folder, count: 5)
    let hasStarted = Atomic<Bool>(false)
    let mayGo = Atomic<Bool>(false)
    // The first check comes while the first search runs.
    nonisolated(unsafe) let (started, go) = (
      { hasStarted.store(true, ordering: .releasing) }, { mayGo.load(ordering: .acquiring) }
    )
    let server = PipedServer(path) {
      started()
      while !go() { usleep(1_000) }
    }
    server.send(call(1, "ship"))
    #expect(waitUntil { hasStarted.load(ordering: .acquiring) })
    server.send(
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}")
    server.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}")
    // Lines are read in order, so the request has been cancelled when the ping is answered.
    #expect(waitUntil { server.messages.count == 1 })
    mayGo.store(true, ordering: .releasing)
    server.send(call(3, "ship"))
    let messages = server.end()
    #expect(messages.map { $0["id"]?.int } == [2, 3])
    #expect(messages.last?["result"]?["isError"] == nil)
  }

  @Test func `lines that are no messages are refused, and the next are answered`() throws {
    let folder = try TemporaryFolder()
    let path = try AssistantArchive.write(to: folder, count: 3)
    var input: [UInt8] = []
    let deep = String(repeating: "[", count: 100_000)
    let long = "{\"x\":\"" + String(repeating: "y", count: LineServer.maxLineLength) + "\"}"
    let bad: [[UInt8]] = [
      Array("no JSON".utf8), [0xFF, 0xFE], Array("{\"a\":\"\0\"}".utf8), Array(deep.utf8),
      Array((deep + String(repeating: "]", count: 100_000)).utf8), Array(long.utf8),
      Array("{\"a\":\"\\ud800".utf8), Array("{} {}".utf8),
      Array("{\"x\":1e999}".utf8),
    ]
    for line in bad { input += line + [0x0A] }
    input += Array(
      """
      \r
      \t
      {"jsonrpc":"2.0","id":1,"id":2,"method":"ping","method":"ping"}
      {"jsonrpc":"2.0","id":-99999999999999999999999999,"method":"ping"}
      {"jsonrpc":"2.0","id":3,"method":"ping","params":{"x":\(String(repeating: "9", count: 200))e99}}
      {"jsonrpc":"2.0","id":"\\u0000","method":"ping"}
      """.utf8)
    try folder.write("input", input)
    let result = try run(
      "sh", ["-c", "\"$0\" mcp --database ships.db < input", Project.search], in: folder.path)
    #expect(result.status == 0 && result.errors == "")
    let messages = try result.lines.map { try JSONValue(parsing: Array($0.utf8)) }
    #expect(messages.prefix(bad.count).allSatisfy { $0["error"]?["code"]?.int == -32700 })
    #expect(
      messages.dropFirst(bad.count).map { $0["id"]?.encodedText } == [
        "1", "-99999999999999999999999999", "3", "\"\\u0000\"",
      ])
    _ = path
  }

  @Test func `10,000 random lines have exactly one answer for each request`() throws {
    let folder = try TemporaryFolder()
    _ = try AssistantArchive.write(to: folder, count: 12)
    var random = SeededGenerator(seed: firstSeed)
    print("seed \(firstSeed)")
    var fuzz = FuzzedLines()
    let lines = (0..<10_000).map { _ in fuzz.next(&random) }
    try folder.write("input", lines.flatMap { $0 + [0x0A] })
    let result = try run(
      "sh", ["-c", "\"$0\" mcp --database ships.db < input", Project.search], in: folder.path)
    #expect(result.status == 0 && result.errors == "", "seed \(firstSeed)")
    var found: [String: Int] = [:]
    for line in result.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      let message = try JSONValue(parsing: Array(line.utf8))
      #expect(message["jsonrpc"] == "2.0" && line.utf16.count <= MessageLength.max)
      #expect((message["result"] == nil) != (message["error"] == nil))
      found[message["id"]?.encodedText ?? "none", default: 0] += 1
    }
    #expect(result.output.hasSuffix("\n"))
    var expected: [String: Int] = [:]
    for line in lines {
      guard let id = FuzzedLines.expectedID(line) else { continue }
      expected[id, default: 0] += 1
    }
    #expect(found == expected, "seed \(firstSeed)")
    #expect(expected.count > 4_000, "seed \(firstSeed)")
  }

  @Test func `a client that has gone ends the program quietly`() throws {
    let folder = try TemporaryFolder()
    _ = try AssistantArchive.write(to: folder, count: 3)
    try folder.write("input", (1...2_000).map { call($0, "ship") + "\n" }.joined())
    let result = try run(
      "bash",
      [
        "-c",
        "\"$0\" mcp --database ships.db < input | head -c 10 >/dev/null; "
          + "echo ${PIPESTATUS[0]}", Project.search,
      ], in: folder.path)
    #expect(result.output == "0\n" && result.errors == "")
  }

  @Test func `an archive that is made or replaced while the program runs is found`() throws {
    let folder = try TemporaryFolder()
    let server = PipedServer(folder.path("ships.db"))
    func total(_ id: Int) throws -> JSONValue? {
      server.send(call(id, "ship"))
      #expect(waitUntil { server.messages.contains { $0["id"]?.int == id } })
      let answer = server.messages.first { $0["id"]?.int == id }
      return answer?["result"]?["structuredContent"]?["total"]
    }
    #expect(try total(1) == nil)
    _ = try AssistantArchive.write(to: folder, count: 3)
    #expect(try total(2) == 7)
    let other = try TemporaryFolder()
    _ = try AssistantArchive.write(to: other, count: 9)
    _ = try run("mv", ["-f", other.path("ships.db"), folder.path("ships.db")]).checked()
    for name in ["ships.db-wal", "ships.db-shm"] { try? folder.remove(name) }
    #expect(try total(3) == 13)
    #expect(server.end().count == 3)
  }
}
