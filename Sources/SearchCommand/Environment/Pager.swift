internal import Archive
internal import Glibc
internal import Output

/// The program that shows long text screen by screen, chosen as git chooses it.
enum Pager {
  /// Shows a text in the pager.
  ///
  /// Returns false, and shows nothing, if the text fits on the screen, standard output is not a
  /// terminal, or there is no pager. The text must then be printed.
  static func shows(_ text: String) -> Bool {
    guard isatty(1) == 1, environment("TERM") ?? "dumb" != "dumb", isLongerThanScreen(text),
      let command, isThere(command)
    else { return false }
    fflush(nil)
    // Like git: quit at the end of a short text, keep colors, and leave the text on the screen.
    setenv("LESS", "FRX", 0)
    setenv("LV", "-c", 0)
    // A program inherits ignored signals, and a pager should end when its input does.
    signal(SIGPIPE, SIG_DFL)
    let stream = popen(command, "w")
    signal(SIGPIPE, SIG_IGN)
    guard let stream else { return false }
    // Ctrl-C is for the pager. Without this it would end only this program, and leave the pager and
    // the shell both reading the keyboard.
    let handlers = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
    defer { for (number, handler) in handlers { signal(number, handler) } }
    // An error means that the reader has seen enough.
    _ = writeAll(Array(text.utf8), to: fileno(stream))
    let status = pclose(stream)
    // The shell's status if a command is not found or cannot be run.
    return ![126, 127].contains((status >> 8) & 0xFF)
  }

  /// The command of the pager; nil if none is wanted.
  private static var command: String? {
    for name in ["PRESSMARK_PAGER", "PAGER"] {
      guard let value = getenv(name) else { continue }
      let command = String(cString: value)
      return command.allSatisfy(\.isWhitespace) || command == "cat" ? nil : command
    }
    return "less -FRX"
  }

  /// True if the program of a command is in the PATH, or if only a shell can tell.
  private static func isThere(_ command: String) -> Bool {
    let name = command.drop { $0 == " " }.prefix { $0 != " " }
    guard !name.contains(where: { "=$`'\"\\();|&<>{}*?[]~".contains($0) }) else { return true }
    let folders = name.contains("/") ? [""] : (environment("PATH") ?? "").split(separator: ":")
    return folders.contains { access($0.isEmpty ? String(name) : "\($0)/\(name)", X_OK) == 0 }
  }

  /// True if the text has more lines than the screen has above the shell's next prompt.
  private static func isLongerThanScreen(_ text: String) -> Bool {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return false }
    return text.utf8.count(where: { $0 == 0x0A }) >= Int(size.ws_row)
  }
}
