internal import JSON

/// The tables around the posts of an export of Ghost (https://ghost.org/docs/migration/custom): who
/// wrote which post.
struct GhostExport {
  /// The names of people by their ids.
  private var people: [String: String] = [:]
  /// The ids of the authors of each post, in their order, by the id of the post.
  private var authors: [String: [String]] = [:]

  /// Reads the object around the list of posts.
  init(_ object: JSONScanner.Value) {
    guard case .bytes(let bytes) = object, let tables = try? JSONValue(reading: bytes),
      case .array(let users)? = tables["users"]
    else { return }
    for user in users {
      if let id = user["id"]?.name { people[id] = user["name"]?.line }
    }
    guard case .array(let rows)? = tables["posts_authors"] else { return }
    let ordered = rows.map { ($0, Int($0["sort_order"]?.name ?? "") ?? 0) }.sorted { $0.1 < $1.1 }
    for (row, _) in ordered {
      guard let post = row["post_id"]?.name, let author = row["author_id"]?.name else { continue }
      authors[post, default: []].append(author)
    }
  }

  /// The tables that `init` reads; the others can be large.
  static let tables: Set<String> = ["users", "posts_authors"]

  /// True for a post that is not published yet.
  func isDraft(_ post: JSONScanner.Value) -> Bool {
    ["draft", "scheduled"].contains(Self.value(post)?["status"]?.name)
  }

  /// Returns the metadata that the tables have for a post.
  func metadata(of post: JSONScanner.Value) -> JSONFeed {
    let post = Self.value(post)
    // Until version 1, a post had one author.
    let ids = post?["id"]?.name.flatMap { authors[$0] } ?? [post?["author_id"]?.name ?? ""]
    let names = ids.compactMap { people[$0] }
    return JSONFeed(author: names.isEmpty ? nil : names.joined(separator: ", "))
  }

  private static func value(_ post: JSONScanner.Value) -> JSONValue? {
    if case .bytes(let bytes) = post { try? JSONValue(reading: bytes) } else { nil }
  }
}
