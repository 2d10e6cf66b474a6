import Archive
import Foundation
import TestSupport
import Testing

@testable import Ingest

/// The watcher's reaction to events, tested without the command.
struct FolderWatcherTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a", "b"] { try folder.write("\(name)/sub/x.txt", "X") }
  }

  private func root(_ name: String) -> Root {
    Root(path: folder.path(name), absolutePath: folder.path(name), settings: "{}")
  }

  /// Returns the roots that the watcher reports as changed by `action`.
  private func concerned(
    _ watcher: FolderWatcher, seconds: Int = 10, _ action: () throws -> Void
  ) rethrows -> Set<Int> {
    let flag = StopFlag()
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { flag.set() }
    try action()
    return watcher.wait(flag)
  }

  @Test func `only the root in which something changes is reported`() throws {
    let watcher = FolderWatcher(roots: [root("a"), root("b")], ownFiles: [])
    #expect(watcher.unwatched.isEmpty)
    #expect(try concerned(watcher) { try folder.write("a/sub/x.txt", "Y") } == [0])
    #expect(try concerned(watcher) { try folder.write("b/new/deep/y.txt", "Y") } == [1])
    #expect(try concerned(watcher) { try folder.write("b/new/deep/y.txt", "Z") } == [1])
    #expect(
      try concerned(watcher) {
        try folder.write("a/z.txt", "Z")
        try folder.write("b/z.txt", "Z")
      } == [0, 1])
  }

  @Test func `changes to hidden files, own files and files outside the roots are ignored`() throws {
    let own = folder.path("a/archive.db")
    let watcher = FolderWatcher(roots: [root("a")], ownFiles: [own])
    let events = try concerned(watcher, seconds: 1) {
      try folder.write("a/.hidden", "x")
      for ending in ["", "-wal", "-shm"] { try folder.write("a/archive.db\(ending)", "x") }
      try folder.write("b/sub/x.txt", "Y")
      try folder.write("other.txt", "Y")
    }
    #expect(events.isEmpty)
  }

  @Test func `a folder that was moved away is no longer watched`() throws {
    let watcher = FolderWatcher(roots: [root("a")], ownFiles: [])
    #expect(
      try concerned(watcher) {
        try folder.move("a/sub", to: "gone")
      } == [0])
    #expect(try concerned(watcher, seconds: 1) { try folder.write("gone/x.txt", "Y") }.isEmpty)
  }

  @Test func `if the system allows no more watches, a root is reported as unwatched`() throws {
    for name in 0..<10 { try folder.write("a/\(name)/x.txt", "X") }
    let watcher = FolderWatcher(roots: [root("a"), root("b")], ownFiles: [], limit: 5)
    #expect(watcher.unwatched.contains(0))
    #expect(FolderWatcher(roots: [root("b")], ownFiles: [], limit: 5).unwatched.isEmpty)
  }
}
