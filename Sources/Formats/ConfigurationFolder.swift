internal import Glibc

/// The folder of the files that people write to configure the program.
package enum ConfigurationFolder {
  /// Returns the path of a file in the folder, as the XDG Base Directory Specification defines it;
  /// nil if the user has no home folder.
  package static func path(of name: String) -> String? {
    let folder =
      variable("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? HomeFolder.path.map { $0 + "/.config" }
    return folder.map { "\($0)/pressmark/\(name)" }
  }
}
