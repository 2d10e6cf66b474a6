/// The limits of what one client can take from the others.
struct Limits: Sendable {
  /// The maximum length of the path and query of a URL, in bytes: the longest query fits even if
  /// each of its 8,192 bytes is escaped.
  var urlBytes = 32 << 10
  /// The maximum size of all header fields, and their maximum number.
  var headerBytes = 16 << 10
  var headerFields = 100
  /// The maximum size of a request body.
  var bodyBytes = 1 << 20
  /// The maximum number of connections.
  var connections = 2_048
  /// The time within which a request head must arrive: after the connection is made, or after the
  /// previous answer.
  var headSeconds = 20
  /// The time within which the body must arrive, after the head.
  var bodySeconds = 15
  /// The time within which the client must take a part of an answer.
  var writeSeconds = 15
  /// The time that a whole request may take, its body and its answer included.
  var requestSeconds = 300
}
