internal import CNettle

/// An incremental SHA-256 (FIPS 180-4).
public struct ContentHash: Sendable {
  /// The hash of an empty input.
  public static let ofNothing = ContentHash().hexadecimal()

  private var context = sha256_ctx()

  /// Creates the hash of an empty input.
  public init() { nettle_sha256_init(&context) }

  /// Adds `bytes` to the input.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    nettle_sha256_update(
      &context, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
  }

  /// Returns the hash in lower-case hexadecimal, as `sha256sum` prints it.
  public func hexadecimal() -> String {
    var context = context
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    nettle_sha256_digest(&context, digest.count, &digest)
    let digits = Array("0123456789abcdef".utf8)
    let hexadecimal = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: hexadecimal, as: UTF8.self)
  }
}
