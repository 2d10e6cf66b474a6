/// The bytes of a message as its lines are read.
///
/// A large attachment must not cost the message. If the message is too large for memory, the longest
/// runs of base64 in it are left out.
struct MailMessageBytes: Sendable {
  private(set) var bytes: [UInt8] = []
  /// True if the message is too large even without its attachments.
  private(set) var isTooLarge = false
  /// True if Thunderbird has deleted the message, and only still has to remove it from its file.
  private(set) var isDeleted = false

  /// The range of base64 at the end of the bytes.
  private var run: Range<Int>?
  /// The longest ranges of base64 before it.
  private var longRuns: [Range<Int>] = []
  /// True if the rest of the current run is left out.
  private var isLeavingOut = false
  /// True after the empty line that ends the header.
  private var hasBody = false
  private var removals = 0

  /// The length above which a run can be left out.
  private static let longRun = 256 << 10
  private static let maxHeader = 64 << 10
  /// The number of times that bytes may be left out, because each time takes a moment.
  private static let maxRemovals = 64

  /// Creates a message, or the start of one that is read line by line.
  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  /// Appends a line without its line end.
  mutating func append(_ line: ArraySlice<UInt8>) {
    guard !isTooLarge else { return }
    let isEncoded = Self.isBase64(line)
    if isLeavingOut {
      if isEncoded { return }
      isLeavingOut = false
    }
    let start = bytes.count
    bytes += line
    bytes.append(0x0A)
    if isEncoded {
      run = (run?.lowerBound ?? start)..<bytes.count
    } else {
      endRun()
      if line.isEmpty || line.first == 0x0D { hasBody = true }
      noteStatus(line, at: start)
    }
    if bytes.count > ReaderLimits.articleBytes { makeRoom() }
  }

  /// Leaves out a line that is too large for memory, which can be an attachment without line ends.
  ///
  /// Without its header, a message cannot be read.
  mutating func skipLine() {
    endRun()
    guard !hasBody else { return }
    isTooLarge = true
    bytes = []
  }

  private mutating func endRun() {
    if let run, run.count >= Self.longRun { longRuns.append(run) }
    run = nil
  }

  /// Leaves out the encoded files of the message, or gives it up.
  private mutating func makeRoom() {
    isLeavingOut = run.map { $0.count >= Self.longRun } ?? false
    endRun()
    removals += 1
    guard !longRuns.isEmpty, removals <= Self.maxRemovals else {
      isTooLarge = true
      bytes = []
      return
    }
    for run in longRuns.reversed() { bytes.removeSubrange(run) }
    longRuns = []
  }

  /// True if a line holds only base64, and has its usual length.
  private static func isBase64(_ line: ArraySlice<UInt8>) -> Bool {
    let content = line.last == 0x0D ? line.dropLast() : line
    guard (60...1_000).contains(content.count) else { return false }
    return content.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }
  }

  /// Reads the flags in `X-Mozilla-Status: 0009`, of which 8 marks a deleted message.
  private mutating func noteStatus(_ line: ArraySlice<UInt8>, at start: Int) {
    let name = "X-Mozilla-Status: "
    guard start < Self.maxHeader, line.starts(with: name.utf8) else { return }
    let digits = line.dropFirst(name.utf8.count).prefix(4)
    let flags = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
    isDeleted = flags & 8 != 0
  }
}
