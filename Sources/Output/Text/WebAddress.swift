package import Archive
internal import Glibc

/// Returns the address of a web page, in ASCII and safe to print anywhere.
///
/// Returns nil for a URL with another scheme, such as `javascript:`, or without a host. Characters
/// that RFC 3986 does not allow in a URL are percent-encoded.
package func webAddress(_ url: String?) -> String? {
  guard let url else { return nil }
  for scheme in ["https://", "http://"] where url.lowercased().hasPrefix(scheme) {
    let rest = Array(url.utf8.dropFirst(scheme.utf8.count))
    guard let first = rest.first, first > 0x20, !"/\\?#:@".utf8.contains(first) else { return nil }
    return scheme + percentEncoded(rest, keeping: ":/?#[]@!$&'()*+,;=%")
  }
  return nil
}

/// Returns the `file:` URL of an article's file, with the name of this machine; nil if the file
/// does not exist.
///
/// The location of an article in a file of many ends in `#docno`, which is not part of the path.
func fileAddress(_ location: String) -> String? {
  var paths = [location]
  if let mark = location.lastIndex(of: "#") { paths.append(String(location[..<mark])) }
  for path in paths {
    guard let resolved = realpath(path, nil) else { continue }
    defer { free(resolved) }
    let path = percentEncoded(Array(String(cString: resolved).utf8), keeping: "/")
    return "file://" + hostName() + path
  }
  return nil
}

/// Returns the address that opens an article: on the web, or else on this machine.
func address(of article: ArticleMetadata) -> String? {
  webAddress(of: article) ?? fileAddress(article.location)
}

/// Returns the address of an article on the web; nil if it has none.
package func webAddress(of article: ArticleMetadata) -> String? {
  webAddress(article.url) ?? webAddress(article.location)
}

/// Returns a text percent-encoded for a text directive, in which `-`, `,` and `&` have a meaning.
func percentEncodedText(_ text: String) -> String {
  percentEncoded(Array(text.utf8), keeping: "").replacing("-", with: "%2D")
}

/// Returns `bytes` with everything but letters, digits, `-._~` and `kept` percent-encoded.
private func percentEncoded(_ bytes: [UInt8], keeping kept: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  let unreserved = Set("-._~".utf8).union(kept.utf8)
  var encoded: [UInt8] = []
  for byte in bytes {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      encoded.append(byte)
    case _ where unreserved.contains(byte): encoded.append(byte)
    default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: encoded, as: UTF8.self)
}

private func hostName() -> String {
  var name = [CChar](repeating: 0, count: 256)
  guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
  return percentEncoded(name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, keeping: "")
}
