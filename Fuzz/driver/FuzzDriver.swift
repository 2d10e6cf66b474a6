internal import Glibc

/// A function that libFuzzer calls with each input: a pointer to its bytes and their number.
public typealias FuzzTest = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

/// libFuzzer's entry point, <https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library>.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: FuzzTest
) -> CInt

/// Runs `test` on inputs that libFuzzer generates, as the command line asks, and ends the process.
///
/// The first `ownArguments` arguments after the program's name are not passed to libFuzzer.
public func runFuzzer(withoutArguments ownArguments: Int = 0, _ test: FuzzTest) -> Never {
  let all = CommandLine.unsafeArgv
  // libFuzzer expects the program's name first.
  all[ownArguments] = all[0]
  var count = CommandLine.argc - CInt(ownArguments)
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = all + ownArguments
  exit(runDriver(&count, &arguments, test))
}
