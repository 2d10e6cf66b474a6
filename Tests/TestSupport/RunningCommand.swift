import Foundation
import Synchronization

/// A program that runs while a test looks at it, and sends it signals.
package final class RunningCommand {
  private let process = Process()
  private let inputPipe = Pipe()
  private let output = Collected()
  private let errors = Collected()

  /// Starts a program; signals end it as if a person had started it, whatever the test ignores.
  package init(_ path: String, _ arguments: [String], in folder: String) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--default-signal=INT,TERM", path] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var variables = ProcessInfo.processInfo.environment
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "SEARCH_DATABASE", "COLUMNS"] {
      variables[name] = nil
    }
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

  /// What it has written to standard error so far.
  package var errorText: String { errors.text }

  /// What it has written to standard output so far.
  package var outputText: String { output.text }

  /// Waits until `condition` holds; says whether it did within so many seconds.
  package func waits(seconds: Double = 60, for condition: () throws -> Bool) rethrows -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if try condition() { return true }
      usleep(5_000)
    }
    return try condition()
  }

  /// Sends it a signal.
  package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end, and kills it after so many seconds.
  package func end(seconds: Double = 60) -> CommandResult {
    if !waits(seconds: seconds, for: { !process.isRunning }) { send(SIGKILL) }
    process.waitUntilExit()
    let status =
      process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
    return CommandResult(output: output.whole(), errors: errors.whole(), status: status)
  }
}

/// What comes out of a pipe, read on a thread of its own.
private final class Collected: Sendable {
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

  var text: String { data.withLock { String(decoding: $0, as: UTF8.self) } }

  func whole() -> String {
    done.wait()
    done.signal()
    return text
  }
}
