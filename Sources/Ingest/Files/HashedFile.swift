internal import Archive
internal import Formats
internal import Glibc

/// A file that is hashed as it is read.
final class HashedFile {
  private let file: InputFile
  /// The hash so far; nil for standard input, which is not hashed.
  private let hash: Hash?

  /// The hash state, shared with the file's callback.
  private final class Hash {
    var value = ContentHash()
  }

  /// Opens the file at `path`; `-` is standard input.
  ///
  /// Setting `stopFlag` while standard input has nothing to read ends the input.
  init(path: String, stopFlag: StopFlag? = nil) throws(ReadError) {
    let hash = path == "-" ? nil : Hash()
    self.hash = hash
    file = try InputFile(path: path, isStopped: stopFlag.map { flag in { flag.isSet } }) {
      hash?.value.update($0)
    }
  }

  /// Takes over a descriptor that is open for reading.
  init(descriptor: Int32, isHashed: Bool) {
    let hash = isHashed ? Hash() : nil
    self.hash = hash
    file = InputFile(descriptor: descriptor) { hash?.value.update($0) }
  }

  /// The file's descriptor.
  var descriptor: Int32 { file.descriptor }

  /// The bytes of the file that have not been read.
  private(set) lazy var stream: ByteStream = file.stream

  /// The number of bytes that have been read, by this process or by one that shares the descriptor;
  /// 0 for a pipe.
  var position: Int64 { max(0, Int64(lseek(file.descriptor, 0, SEEK_CUR))) }

  /// Moves the descriptor back to the start, for another process that shares it.
  ///
  /// The file must not be read here afterwards.
  func rewind() { lseek(file.descriptor, 0, SEEK_SET) }

  /// The file's current status.
  ///
  /// If the status before and after reading differs, the file has changed.
  var status: FileStatus {
    var status = stat()
    fstat(file.descriptor, &status)
    return FileStatus(status)
  }

  /// Reads the rest of the file and returns the SHA-256 of all bytes, in hexadecimal.
  ///
  /// Returns nil for standard input.
  func contentHash() throws(ReadError) -> String? {
    try file.readRest()
    return hash?.value.hexadecimal()
  }
}
