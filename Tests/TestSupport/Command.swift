import Foundation

/// What a process printed, and how it ended.
package struct CommandResult: Equatable {
  package var output: String
  package var errors: String
  package var status: Int32

  package init(output: String, errors: String, status: Int32) {
    self.output = output
    self.errors = errors
    self.status = status
  }

  /// Standard output as JSON, as Foundation reads it.
  package var json: Any? {
    try? JSONSerialization.jsonObject(with: Data(output.utf8))
  }
}

/// Runs a program to its end, and reads both of its pipes while it runs.
///
/// A bare name is looked for on the PATH. `environment` is set beside the test's own; nil unsets.
package func run(
  _ path: String, _ arguments: [String], input: String = "",
  environment: [String: String?] = [:], in folder: String = Project.path
) throws -> CommandResult {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path.contains("/") ? path : "/usr/bin/env")
  process.arguments = (path.contains("/") ? [] : [path]) + arguments
  process.currentDirectoryURL = URL(fileURLWithPath: folder)
  var variables = ProcessInfo.processInfo.environment
  for name in ["NO_COLOR", "CLICOLOR_FORCE", "SEARCH_DATABASE", "COLUMNS"] { variables[name] = nil }
  for (name, value) in environment { variables[name] = value }
  process.environment = variables
  let (inputPipe, outputPipe, errorPipe) = (Pipe(), Pipe(), Pipe())
  process.standardInput = inputPipe
  process.standardOutput = outputPipe
  process.standardError = errorPipe
  try process.run()
  let output = ReadToEnd(outputPipe)
  let errors = ReadToEnd(errorPipe)
  if !input.isEmpty { try? inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
  try? inputPipe.fileHandleForWriting.close()
  let result = (output.text(), errors.text())
  process.waitUntilExit()
  let status =
    process.terminationReason == .exit
    ? process.terminationStatus : 128 + process.terminationStatus
  return CommandResult(output: result.0, errors: result.1, status: status)
}

/// Reads a pipe on a thread of its own until it is closed.
private final class ReadToEnd: @unchecked Sendable {
  // Written by the thread before the semaphore is signalled, read after it was waited for.
  private var data = Data()
  private let done = DispatchSemaphore(value: 0)

  init(_ pipe: Pipe) {
    let handle = pipe.fileHandleForReading
    Thread.detachNewThread { [self] in
      data = (try? handle.readToEnd()) ?? Data()
      done.signal()
    }
  }

  func text() -> String {
    done.wait()
    return String(decoding: data, as: UTF8.self)
  }
}
