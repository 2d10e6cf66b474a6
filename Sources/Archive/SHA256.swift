internal import CLibMD

/// The SHA-256 of the UTF-8 bytes of `text`, in lower-case hexadecimal, as `sha256sum` prints it.
package func sha256(of text: String) -> String {
  var context = SHA2_CTX()
  SHA256Init(&context)
  var text = text
  text.withUTF8 { utf8 in SHA256Update(&context, utf8.baseAddress, utf8.count) }
  var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
  SHA256Final(&digest, &context)
  let digits = Array("0123456789abcdef".utf8)
  let hexadecimal = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  return String(decoding: hexadecimal, as: UTF8.self)
}
