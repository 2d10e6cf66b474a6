internal import ArgumentParser
internal import Glibc
internal import Output

/// `--color`.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never
}

extension Console {
  /// Creates the console for standard output, following the environment variables in
  /// <https://no-color.org>, <https://bixense.com/clicolors> and
  /// <https://github.com/zkat/supports-hyperlinks>.
  init(_ choice: ColorChoice) {
    let isTerminal = isatty(1) == 1
    let isDumb = environment("TERM") == "dumb"
    let refusesColor = choice == .never || (choice == .auto && environment("NO_COLOR") != nil)
    let usesColor =
      switch choice {
      case .always: true
      case .never: false
      case .auto where refusesColor: false
      case .auto where environment("CLICOLOR_FORCE").map({ $0 != "0" }) ?? false: true
      case .auto: isTerminal && !isDumb
      }
    let wish = environment("FORCE_HYPERLINK").map { $0 != "0" }
    self.init(
      width: Self.requestedWidth ?? (isTerminal ? Self.width(of: 1) : nil), usesColor: usesColor,
      hasLinks: !refusesColor && (wish ?? (isTerminal && !isDumb && Self.terminalKnowsLinks)),
      isASCII: !Self.isUTF8)
  }

  /// Terminals ignore escape sequences that they do not know, except for a few old ones.
  private static var terminalKnowsLinks: Bool {
    guard let name = environment("TERM") else { return false }
    return name != "linux" && !name.hasPrefix("vt")
  }

  /// True if the locale can print more than ASCII, by the variables that setlocale(3) reads.
  static var isUTF8: Bool {
    let locale = environment("LC_ALL") ?? environment("LC_CTYPE") ?? environment("LANG") ?? "C"
    let name = locale.lowercased()
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8")
  }

  /// The width in the exported variable `COLUMNS`, which applies to files and pipes too.
  static var requestedWidth: Int? {
    environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// The current width of the terminal that is open at `descriptor`.
  static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// The value of an environment variable; nil if it is unset or empty.
func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}
