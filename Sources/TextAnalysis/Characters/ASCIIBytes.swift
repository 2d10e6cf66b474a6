// These are public so that loops over bytes in other modules can inline them.

extension UInt8 {
  /// True for a letter or digit in ASCII.
  @inlinable public var isASCIILetterOrDigit: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }

  /// The byte with ASCII letters in lower case.
  @inlinable public var asciiLowercased: UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
  }
}
