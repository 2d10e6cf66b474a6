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

  /// The bytes of the file.
  var stream: ByteStream { file.stream }

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
