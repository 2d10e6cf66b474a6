/// The program that reads files in processes of its own: this program itself.
enum ReadingProgram {
  /// The path, which Linux resolves to the running program even if its file was replaced.
  static let path = "/proc/self/exe"
}
