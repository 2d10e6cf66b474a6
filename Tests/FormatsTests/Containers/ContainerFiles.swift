import Foundation
@testable import Formats
import Testing
import TestSupport

/// Containers made by python3, and the records read from them.
struct ContainerFiles {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The texts of the members of a file, by name, and the errors in order.
  struct Found: Equatable {
    var members: [String: String] = [:]
    var faults: [String] = []
    var skipped: [String] = []
  }

  /// Runs one function of Tests/Fixtures/containers.py in the folder.
  func make(_ name: String) throws { try folder.python("containers.py", name) }

  /// Reads a file with its members.
  func read(_ name: String) throws -> Found {
    var found = Found()
    let reader = FileReader(
      settings: ReaderSettings(),
      onRecord: { record in
        let place = record.member + (record.line.map { ":\($0)" } ?? "")
        do {
          let draft = try record.draft()
          found.members[place] = (draft.title.map { $0 + "|" } ?? "") + draft.text
        } catch let error as ReadError {
          found.faults.append("\(place) \(error.kind)")
        }
      }, onSkipped: { found.skipped.append($0) })
    do {
      try reader.read(
        location: name, path: folder.path(name), InputFile(path: folder.path(name)).stream)
    } catch let error as ReadError {
      found.faults.append("! \(error.kind)")
    }
    return found
  }
}

extension ReadError {
  /// The name of the case, without its data.
  fileprivate var kind: String { "\(self)".split(separator: "(").first.map(String.init) ?? "" }
}
