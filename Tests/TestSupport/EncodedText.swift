/// Returns `text` converted by iconv to an encoding.
package func encoded(_ text: String, _ encoding: String) throws -> [UInt8] {
  let folder = try TemporaryFolder()
  try folder.write("in", text)
  _ = try run("sh", ["-c", "iconv -f UTF-8 -t \(encoding) in > out"], in: folder.path).checked()
  return try folder.bytes("out")
}
