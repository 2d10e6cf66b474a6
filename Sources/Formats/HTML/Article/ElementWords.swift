/// Splits the classes and ids of elements into words.
enum ElementWords {
  /// Returns the words of each name in a class or an id, in lower case: `[["share", "tools"]]` for
  /// `shareTools` and for `share-tools`.
  ///
  /// Digits belong to no word. Names of more than 80 bytes are encoded data, and are ignored.
  static func names(in value: String) -> [[String]] {
    value.utf8.split { $0 <= 0x20 }.filter { $0.count <= 80 }.map(words)
  }

  private static func words(of name: Substring.UTF8View) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var isAfterLower = false
    func end() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    for byte in name {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...:
        word.append(byte)
        isAfterLower = true
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        if isAfterLower { end() }
        word.append(byte | 0x20)
        isAfterLower = false
      default:
        end()
        isAfterLower = false
      }
    }
    end()
    return words
  }
}
