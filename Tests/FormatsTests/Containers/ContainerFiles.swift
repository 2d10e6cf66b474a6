import Foundation
@testable import Formats
import Testing
import TestSupport

/// Containers that python3 makes, and what is read from them.
struct ContainerFiles {
  /// Whether there is a python3.
  static let canBeMade = (try? run("python3", ["-V"]))?.status == 0

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What reading a file gave: the text of each member by its name, and faults in the order they came.
  struct Found: Equatable {
    var members: [String: String] = [:]
    var faults: [String] = []
    var skipped: [String] = []
  }

  /// Makes files in the folder by a few lines of Python.
  func python(_ source: String) throws {
    let head = """
      import bz2, gzip, io, lzma, os, tarfile, zipfile
      class Out(io.RawIOBase):
        'What cannot be sought in: a zip has the sizes behind the members then.'
        def __init__(self, file): self.file = file
        def writable(self): return True
        def write(self, data): return self.file.write(bytes(data))
      def tar(name, members, mode='w'):
        with tarfile.open(name, mode) as t:
          for n, data in members:
            i = tarfile.TarInfo(n); i.size = len(data); t.addfile(i, io.BytesIO(data))
      def write(name, data): open(name, 'wb').write(data)

      """
    let result = try run("python3", ["-c", head + source], in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// Reads a file with all that is inside of it.
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
  /// Its name, without what it holds.
  fileprivate var kind: String { "\(self)".split(separator: "(").first.map(String.init) ?? "" }
}
