import Foundation
import TestSupport
import Testing

/// Text in an encoding, as iconv writes it.
func encoded(_ text: String, _ name: String) throws -> [UInt8] {
  let folder = try TemporaryFolder()
  try folder.write("in", text)
  let result = try run(
    "sh", ["-c", "iconv -f UTF-8 -t \(name) in > out"], in: folder.path)
  #expect(result.status == 0, "\(name): \(result.errors)")
  return try Array(Data(contentsOf: URL(fileURLWithPath: folder.path("out"))))
}
