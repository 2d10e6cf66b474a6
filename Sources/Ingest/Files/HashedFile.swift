internal import Archive
internal import Formats
internal import Glibc

/// A file that is hashed while it is read.
final class HashedFile {
  private let file: InputFile
  /// Nil for standard input, which is not hashed.
  private let hash: Hash?

  /// What the file's callback and this type share.
  private final class Hash {
    var value = ContentHash()
  }

  /// Opens the file at `path`; `-` is standard input, which `stopFlag` ends while it has nothing to
  /// read.
  init(path: String, stopFlag: StopFlag? = nil) throws(ReadError) {
    let hash = path == "-" ? nil : Hash()
    self.hash = hash
    file = try InputFile(path: path, isStopped: stopFlag.map { flag in { flag.isSet } }) {
      hash?.value.update($0)
    }
  }

  /// The bytes of the file.
  var stream: ByteStream { file.stream }

  /// The file's status now, which shows whether it changes while it is read.
  var status: FileStatus {
    var status = stat()
    fstat(file.descriptor, &status)
    return FileStatus(status)
  }

  /// Reads what is left and returns the SHA-256 of all bytes, in hexadecimal; nil for standard input.
  func contentHash() throws(ReadError) -> String? {
    try file.readRest()
    return hash?.value.hexadecimal()
  }
}
