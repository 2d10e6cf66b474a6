internal import CLibMD

/// The SHA-256 of bytes that come piece by piece (FIPS 180-4).
public struct ContentHash: Sendable {
  private var context = SHA2_CTX()

  /// Creates the hash of no bytes.
  public init() { SHA256Init(&context) }

  /// Goes on with `bytes`.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256Update(&context, bytes.baseAddress, bytes.count)
  }

  /// The hash in lower-case hexadecimal, as `sha256sum` prints it.
  public func hexadecimal() -> String {
    var context = context
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    let digits = Array("0123456789abcdef".utf8)
    let hexadecimal = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: hexadecimal, as: UTF8.self)
  }
}
