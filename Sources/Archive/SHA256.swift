internal import CLibMD

/// A SHA-256 of bytes that come piece by piece (FIPS 180-4).
package struct SHA256 {
  private var context = SHA2_CTX()

  /// Creates the digest of nothing.
  package init() { SHA256Init(&context) }

  /// Adds bytes behind those that were added before.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    SHA256Update(&context, start, bytes.count)
  }

  /// Adds bytes behind those that were added before.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The digest in lower-case hexadecimal, as `sha256sum` prints it.
  package var hexadecimal: String {
    var context = context
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    let digits = Array("0123456789abcdef".utf8)
    let hexadecimal = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: hexadecimal, as: UTF8.self)
  }
}

/// The SHA-256 of the UTF-8 bytes of `text`, in lower-case hexadecimal.
package func sha256(of text: String) -> String {
  var digest = SHA256()
  var text = text
  text.withUTF8 { utf8 in digest.update(UnsafeRawBufferPointer(utf8)) }
  return digest.hexadecimal
}
