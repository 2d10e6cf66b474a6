/// Returns the SHA-256 of the UTF-8 bytes of `text` in lower-case hexadecimal.
package func sha256(of text: String) -> String {
  var hash = ContentHash()
  var text = text
  text.withUTF8 { utf8 in hash.update(UnsafeRawBufferPointer(utf8)) }
  return hash.hexadecimal()
}
