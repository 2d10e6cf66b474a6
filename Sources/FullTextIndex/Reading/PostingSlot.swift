/// Where the poslist of a posting stands, in eight bytes of which the highest bit is 0.
public struct PostingSlot {
  public let bits: UInt64

  /// A place on the leaf that is `leaf` leaves after the first; nothing where that is too far.
  init?(leaf: Int, start: Int, count: Int) {
    guard leaf >= 0, leaf < 1 << 15, start < 1 << 16, count < 1 << 31 else { return nil }
    bits = UInt64(leaf) << 48 | UInt64(start) << 32 | UInt64(count)
  }

  @inlinable @inline(__always)
  public init(bits: UInt64) { self.bits = bits }

  /// The leaf, counted from the first.
  @inlinable @inline(__always)
  public var leaf: Int { Int(bits &>> 48) }

  /// The offset of the first byte on its leaf.
  @inlinable @inline(__always)
  public var start: Int { Int(bits &>> 32 & 0xffff) }

  /// How many bytes there are; they may run on over later leaves.
  @inlinable @inline(__always)
  public var count: Int { Int(bits & 0xffff_ffff) }

  /// A factor, so marked that it can stand among places.
  ///
  /// Factors are not negative, and leaves of places have 15 bits: the highest bit tells them apart.
  @inlinable @inline(__always)
  public static func scored(_ factor: Double) -> UInt64 { factor.bitPattern | 1 &<< 63 }

  /// Whether `scored(_:)` has made this.
  @inlinable @inline(__always)
  public static func isScored(_ bits: UInt64) -> Bool { bits &>> 63 == 1 }

  /// The factor of which `scored(_:)` has made this.
  @inlinable @inline(__always)
  public static func factor(_ bits: UInt64) -> Double { Double(bitPattern: bits & ~(1 &<< 63)) }

  /// A place on the same leaf.
  @inlinable @inline(__always)
  public func moved(to start: Int, count: Int) -> PostingSlot {
    PostingSlot(
      bits: bits & 0xffff_0000_0000_0000 | UInt64(truncatingIfNeeded: start & 0xffff) &<< 32
        | UInt64(truncatingIfNeeded: count & 0xffff_ffff))
  }
}
