internal import CMalloc
internal import CSandbox
internal import Formats
internal import Glibc
internal import Threading

/// The process that reads files for the program.
///
/// Files are not trusted, and neither are the libraries that read them. So the program starts itself
/// again for reading, and this process gives up what reading does not need: it cannot open files,
/// reach the network, or start programs, and its memory and time are limited. It receives open
/// files, and sends back the articles in them.
public enum ReadingWorker {
  /// The argument with which the program starts itself as a worker.
  public static let argument = "--read-files-for-ingest"

  /// The memory that reading may take, in bytes, in addition to the memory of an idle process.
  static let maxMemory = 160 << 20
  /// The maximum size of the stack of a thread.
  private static let stackBytes = 8 << 20

  /// Works until the program closes its end of the connection, which is standard input here.
  public static func run() -> Never {
    // The same settings as in the program: see `IngestCommand`.
    mallopt(M_MMAP_THRESHOLD, 2 << 20)
    mallopt(M_TRIM_THRESHOLD, 32 << 20)
    FormatLibraries.load()
    let socket = WorkerSocket(0)
    guard let (fields, _) = try? socket.receiveWithDescriptor(),
      case .start(let settings)? = try? WorkerRequest(fields), restrict(settings),
      (try? socket.send(WorkerEvent.ready.frame.encoded)) != nil
    else { exit(1) }
    Worker(socket, settings).run()
    exit(0)
  }

  /// The processor time that a file of this many bytes may take without any progress, in seconds.
  static func seconds(forBytes bytes: Int) -> Int { 8 + bytes / (1_250 << 10) }

  /// Gives up everything that reading does not need; returns false if that fails.
  private static func restrict(_ settings: WorkerSettings) -> Bool {
    let stacks = (settings.jobs + 3) * stackBytes
    let limited = csandbox_limit_memory(
      UInt64(maxMemory + stacks), UInt64(FormatLibraries.maxTemporaryBytes))
    guard limited == 0 else { return false }
    let paths = FormatLibraries.foldersForEncodings + settings.readablePaths
    var pointers = paths.map { UnsafePointer(strdup($0)) }
    pointers.append(nil)
    let files = pointers.withUnsafeBufferPointer { csandbox_close_files($0.baseAddress) }
    // Old kernels do not have Landlock. The other bounds remain.
    guard files == 0 || files == ENOSYS || files == EOPNOTSUPP else { return false }
    let calls = csandbox_close_calls()
    return calls == 0 || calls == ENOSYS || calls == EINVAL
  }
}
