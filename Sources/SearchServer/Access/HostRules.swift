internal import Glibc
internal import HTTPTypes

/// The names under which the server answers, and the web pages that may use it.
///
/// A web page can make a browser send requests to a server on the same machine, under a name whose
/// address the page's owner changes ("DNS rebinding"). Such a request has a foreign `Host` or
/// `Origin`.
struct HostRules: Sendable {
  /// The host names of the server, in lower case, besides `localhost` and all numeric addresses.
  let names: Set<String>
  /// The origins of pages on other sites that may use the server; `*` for all.
  let allowedOrigins: Set<String>

  init(names: [String], allowedOrigins: [String]) {
    self.names = Set(names.map { $0.lowercased() } + ["localhost"])
    self.allowedOrigins = Set(allowedOrigins)
  }

  /// Returns the reason to refuse a request with these header fields, or nil.
  func problem(host: String?, origin: String?) -> Problem? {
    if let host, !isOwn(host) {
      return .forbidden(
        "foreign-host", "This server does not answer under the name in 'Host'.",
        hint: "Start it with --base-url, which gives its public name.")
    }
    guard let origin, allowedOrigin(origin) == nil, !isOwnOrigin(origin) else { return nil }
    return .forbidden(
      "foreign-origin", "Pages of other sites may not use this server.",
      hint: "Start it with --allow-origin.")
  }

  /// True if an origin is a page of this server, with either scheme and any port.
  private func isOwnOrigin(_ origin: String) -> Bool {
    ["http://", "https://"].contains { scheme in
      origin.hasPrefix(scheme) && isOwn(String(origin.dropFirst(scheme.count)))
    }
  }

  /// Returns the value of `Access-Control-Allow-Origin` for a request from `origin`.
  func allowedOrigin(_ origin: String?) -> String? {
    guard let origin, allowedOrigins.contains(origin) || allowedOrigins.contains("*") else {
      return nil
    }
    return origin
  }

  /// True if a host, which may have a port, is one of the server's names or a numeric address:
  /// rebinding needs a name.
  private func isOwn(_ host: String) -> Bool {
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]"), isPort(host[host.index(after: end)...]) else {
        return false
      }
      var address = in6_addr()
      return inet_pton(AF_INET6, String(host[..<end].dropFirst()), &address) == 1
    }
    let parts = host.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first?.lowercased(), parts.count == 1 || isPort(":" + parts[1]) else {
      return false
    }
    var address = in_addr()
    return names.contains(name) || inet_pton(AF_INET, name, &address) == 1
  }

  private func isPort(_ text: some StringProtocol) -> Bool {
    text.isEmpty
      || (text.hasPrefix(":") && text.count <= 6
        && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) })
  }
}
