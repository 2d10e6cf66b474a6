import Foundation
import TestSupport
import Testing

/// `search serve`, with a script in the place of the server.
struct ServeTests {
  @Test func `the server beside the program or on the PATH gets the options`() throws {
    let folder = try TemporaryFolder()
    // The program looks beside itself, and the built program may have a real server there.
    try FileManager.default.copyItem(atPath: Project.search, toPath: folder.path("search"))
    let search = folder.path("search")
    let none = try run(search, ["serve", "--port", "1"], environment: ["PATH": "/none"])
    #expect(none.status == 2 && none.errors.contains("search-server is neither beside"))
    let script = "#!/bin/sh\nprintf '%s\\n' \"$@\"\n"
    try folder.write("bin/search-server", script)
    let permissions = [FileAttributeKey.posixPermissions: 0o755]
    try FileManager.default.setAttributes(
      permissions, ofItemAtPath: folder.path("bin/search-server"))
    let environment: [String: String?] = ["PATH": folder.path("bin"), "SEARCH_DATABASE": "/a.db"]
    let served = try run(search, ["serve", "--port", "1"], environment: environment)
    #expect(served.lines == ["--port", "1", "--database", "/a.db"] && served.status == 0)
    let named = try run(search, ["serve", "-d", "b.db"], environment: environment)
    #expect(named.lines == ["-d", "b.db"])
  }
}
