/// Rules that exclude files by name, in folders and in containers alike.
package enum FileNames {
  /// True if the name of a file or folder starts with a dot.
  package static func isHidden(_ name: some Collection<UInt8>) -> Bool {
    name.first == UInt8(ascii: ".")
  }

  /// True if the file is a README, which describes the folder and is not an article.
  package static func isReadme(_ path: String) -> Bool {
    let utf8 = path.utf8
    let start = utf8.lastIndex(of: UInt8(ascii: "/")).map(utf8.index(after:)) ?? utf8.startIndex
    let name = utf8[start...]
    return name.prefix(6).elementsEqual("readme".utf8) { $0 | 0x20 == $1 }
      && (name.count == 6 || name.dropFirst(6).first == UInt8(ascii: "."))
  }
}
