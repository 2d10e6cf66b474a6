import CSandbox
import Foundation
import Testing
import TestSupport

/// A process that has given up its rights, on this kernel.
struct SandboxTests {
  /// True if the process ends well after `body`, in which a false check ends it.
  @Test func `a restricted process can open only the files that it may`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      let allowed = strdup("/etc/passwd")
      let code = [UnsafePointer(allowed), nil].withUnsafeBufferPointer {
        csandbox_close_files($0.baseAddress)
      }
      // A kernel without Landlock
      if code == ENOSYS || code == EOPNOTSUPP { exit(0) }
      guard code == 0, open("/etc/passwd", O_RDONLY) >= 0 else { exit(1) }
      guard open("/etc/passwd", O_RDWR) < 0, errno == EACCES else { exit(2) }
      guard open("/etc/group", O_RDONLY) < 0, errno == EACCES else { exit(3) }
      guard open("/proc/self/environ", O_RDONLY) < 0 else { exit(4) }
      guard open("/tmp/pressmark-new", O_WRONLY | O_CREAT, 0o600) < 0 else { exit(5) }
      exit(0)
    }
  }

  @Test func `a restricted process has no network, no programs and no other processes`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      guard csandbox_close_calls() == 0 else { exit(1) }
      guard socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) < 0, errno == EPERM else { exit(2) }
      guard socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) < 0 else { exit(3) }
      var pid = pid_t()
      var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
      guard posix_spawn(&pid, "/bin/true", nil, nil, &arguments, nil) != 0 else { exit(4) }
      guard kill(getppid(), 0) != 0 else { exit(5) }
      guard unlink("/tmp/pressmark-none") != 0, errno == EPERM else { exit(6) }
      guard open("/tmp/pressmark-new", O_WRONLY | O_CREAT, 0o600) < 0 else { exit(7) }
      // Threads still work.
      var thread = pthread_t()
      guard pthread_create(&thread, nil, { _ in nil }, nil) == 0 else { exit(8) }
      guard pthread_join(thread, nil) == 0 else { exit(9) }
      exit(0)
    }
  }

  @Test func `a process cannot take more memory than it may`() async {
    await #expect(processExitsWith: .exitCode(0)) {
      guard csandbox_limit_memory(64 << 20, 1 << 20) == 0 else { exit(1) }
      guard let small = malloc(16 << 20) else { exit(2) }
      memset(small, 1, 16 << 20)
      guard malloc(128 << 20) == nil else { exit(3) }
      guard
        mmap(nil, 128 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
          == MAP_FAILED
      else { exit(4) }
      exit(0)
    }
  }

  @Test func `a process that takes too much time is ended`() async {
    await #expect(processExitsWith: .signal(SIGXCPU)) {
      guard csandbox_limit_time(1) == 0 else { exit(1) }
      while true {}
    }
  }
}
