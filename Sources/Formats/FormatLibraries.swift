internal import CDecompression
internal import CLibArchive
internal import CLibXML2
internal import CMD4C
internal import Glibc

/// The libraries that readers load when they need them.
package enum FormatLibraries {
  /// Loads the libraries now, for a process that will not be able to open their files.
  package static func load() {
    _ = clibxml2_is_installed()
    _ = clibarchive_is_installed()
    cmd4c_load()
    cdecompression_load()
    // Reads the list of the C library's encodings.
    let converter = iconv_open("UTF-8", "WINDOWS-1252")
    if let converter, Int(bitPattern: converter) != -1 { iconv_close(converter) }
  }

  /// The folders from which the C library loads the modules of encodings, on all systems.
  package static let foldersForEncodings = [
    "/usr/lib/x86_64-linux-gnu/gconv", "/usr/lib/aarch64-linux-gnu/gconv", "/usr/lib64/gconv",
    "/usr/lib/gconv",
  ]

  /// The maximum size of a temporary file, in bytes.
  package static let maxTemporaryBytes = max(
    ReaderLimits.convertedBytes, ReaderLimits.databaseBytes)
}
