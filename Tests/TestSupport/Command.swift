import Foundation
import Synchronization

/// The output of a process, and how it ended.
package struct CommandResult: Equatable {
  package var output: String
  package var errors: String
  /// The exit status; 128 and the signal's number if a signal ended the process.
  package var status: Int32

  package init(output: String = "", errors: String = "", status: Int32 = 0) {
    self.output = output
    self.errors = errors
    self.status = status
  }

  /// The lines of standard output.
  package var lines: [Substring] { output.split(separator: "\n") }

  /// Standard output as JSON; nil if it is not JSON.
  package var json: Any? {
    try? JSONSerialization.jsonObject(with: Data(output.utf8))
  }

  /// Standard output as a JSON object.
  package var object: [String: Any] {
    get throws {
      guard let object = json as? [String: Any] else { throw CommandFailure(self) }
      return object
    }
  }

  /// The hits of the answer to a search, as `--format json` prints it.
  package var hits: [[String: Any]] {
    get throws {
      guard let hits = try object["hits"] as? [[String: Any]] else { throw CommandFailure(self) }
      return hits
    }
  }

  /// Returns this result if the process succeeded and printed no error, otherwise throws it.
  package func checked() throws -> CommandResult {
    guard status == 0, errors == "" else { throw CommandFailure(self) }
    return self
  }
}

/// The error that a process failed, or did not print what a test needs.
package struct CommandFailure: Error {
  package var result: CommandResult

  package init(_ result: CommandResult) { self.result = result }
}

/// Runs a program and waits for it to end.
///
/// A name without a folder is looked up in the PATH. `environment` is added to the environment of
/// the tests; nil unsets a variable.
package func run(
  _ path: String, _ arguments: [String], input: String = "",
  environment: [String: String?] = [:], in folder: String = Project.path
) throws -> CommandResult {
  let command = try RunningCommand(path, arguments, environment: environment, in: folder)
  command.finishInput(input)
  return command.wait()
}

/// A program that runs while a test watches it and sends it signals.
package final class RunningCommand {
  private let process = Process()
  private let inputPipe = Pipe()
  private let output = CollectedOutput()
  private let errors = CollectedOutput()

  /// Starts a program; SIGINT and SIGTERM end it even if the tests themselves ignore them.
  package init(
    _ path: String, _ arguments: [String], environment: [String: String?] = [:], in folder: String
  ) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--default-signal=INT,TERM", path] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var variables = ProcessInfo.processInfo.environment
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "SEARCH_DATABASE", "COLUMNS"] {
      variables[name] = nil
    }
    // What somebody has configured must not change what the tests see.
    variables["XDG_CONFIG_HOME"] = "/nonexistent"
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    let (outputPipe, errorPipe) = (Pipe(), Pipe())
    process.standardInput = inputPipe
    process.standardOutput = outputPipe
    process.standardError = errorPipe
    try process.run()
    output.collect(outputPipe)
    errors.collect(errorPipe)
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  package var isRunning: Bool { process.isRunning }

  /// The process identifier.
  package var identifier: Int32 { process.processIdentifier }

  /// The text written to standard error so far.
  package var errorText: String { errors.text }

  /// The text written to standard output so far.
  package var outputText: String { output.text }

  /// Writes to the program's standard input and closes it.
  package func finishInput(_ text: String) {
    if !text.isEmpty { try? inputPipe.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }
    try? inputPipe.fileHandleForWriting.close()
  }

  /// Sends a signal to the program.
  package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the program to end.
  package func wait() -> CommandResult {
    let result = (output.wait(), errors.wait())
    process.waitUntilExit()
    let status =
      process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
    return CommandResult(output: result.0, errors: result.1, status: status)
  }

  /// Waits for the program to end, and kills it after `seconds`.
  package func end(seconds: Double = 60) -> CommandResult {
    if !waitUntil(seconds: seconds, { !process.isRunning }) { send(SIGKILL) }
    return wait()
  }
}

/// Collects the bytes from a pipe, on a thread of its own.
private final class CollectedOutput: Sendable {
  private let data = Mutex(Data())
  private let done = DispatchSemaphore(value: 0)

  func collect(_ pipe: Pipe) {
    let handle = pipe.fileHandleForReading
    Thread.detachNewThread { [self] in
      while true {
        let more = handle.availableData
        if more.isEmpty { break }
        data.withLock { $0.append(more) }
      }
      done.signal()
    }
  }

  /// The text so far.
  var text: String { data.withLock { String(decoding: $0, as: UTF8.self) } }

  /// Waits until the pipe is closed, and returns the whole text.
  func wait() -> String {
    done.wait()
    done.signal()
    return text
  }
}

/// Waits until `condition` is true; returns false if it is still false after `seconds`.
package func waitUntil(
  seconds: Double = 60, _ condition: () throws -> Bool
) rethrows -> Bool {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < deadline {
    if try condition() { return true }
    usleep(5_000)
  }
  return try condition()
}
