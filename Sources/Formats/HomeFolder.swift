internal import Glibc

/// The home folder of the user.
package enum HomeFolder {
  /// The path in `HOME` or, if that is not set, the one in the user's entry of the user database
  /// (passwd(5)); nil if there is neither.
  package static var path: String? { variable("HOME") ?? registered(getuid()) }

  private static func registered(_ user: uid_t) -> String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    // The texts of one entry; longer ones count as missing.
    var texts = [CChar](repeating: 0, count: 1 << 16)
    return texts.withUnsafeMutableBufferPointer { texts in
      guard let start = texts.baseAddress,
        getpwuid_r(user, &entry, start, texts.count, &found) == 0, found != nil,
        let folder = entry.pw_dir
      else { return nil }
      let path = String(cString: folder)
      return path.hasPrefix("/") ? path : nil
    }
  }
}
