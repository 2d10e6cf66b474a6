internal import FullTextIndex
internal import JSON
internal import SQLite

/// The passages of an archive for OpenSearch and Elasticsearch.
extension Archive {
  /// Calls `body` with two lines of JSON for each passage, in the order of ids: an action of the bulk
  /// API with the id of the passage, and a document.
  ///
  /// The export reads a snapshot, one passage at a time.
  ///
  /// See <https://docs.opensearch.org/latest/api-reference/document-apis/bulk/>.
  public func exportForOpenSearch(_ body: ([UInt8]) throws -> Void) throws {
    let fields = ArticleField.allCases
    let columns = fields.map { "articles." + $0.rawValue }.joined(separator: ", ")
    try snapshot {
      let passages = try connection.statement(
        """
        SELECT passages.id, article_id, ordinal, passages.text, \(columns)
          FROM passages JOIN articles ON articles.id = article_id ORDER BY passages.id
        """)
      defer { passages.reset() }
      while try passages.step() {
        let id = try passages.integer(at: 0, in: PassageIDs.range)
        let place = "\"article\":\(passages.integer(at: 1)),\"ordinal\":\(passages.integer(at: 2))"
        var document = ExportLine(opening: "{\"index\":{\"_id\":\"\(id)\"}}\n{\(place)")
        for (index, field) in fields.enumerated() {
          document.append(field.rawValue, passages, 4 + index)
        }
        document.beginText()
        passages.withUTF8(at: 3) { document.append($0) }
        document.end()
        try body(document.bytes)
      }
    }
  }

  /// The regular expression for what separates words: the categories and separators of `schema.sql`.
  ///
  /// FTS5 takes unassigned characters (Cn) for letters.
  private static let separators =
    #"[\uFE0E\uFE0F[^\p{L}\p{N}\p{Co}\p{Mn}\p{Mc}\p{Cn}]]+"#

  /// Returns the settings and mappings of an index for these documents, as JSON on one line.
  ///
  /// Its analyzer cuts and folds texts into the terms that the tokenizer of `schema.sql` finds.
  public func openSearchIndex() throws -> [UInt8] {
    let folding = try connection.tokenizer(Self.foldingTokenizer)
    let mappings = try Self.foldings(of: folding).map { JSONValue.string("\($0.from)=>\($0.to)") }
    let analysis = JSONValue.object([
      "char_filter": .object([
        "fold": .object(["type": .string("mapping"), "mappings": .array(mappings)])
      ]),
      "tokenizer": .object([
        "words": .object([
          "type": .string("pattern"), "pattern": .string(Self.separators),
        ])
      ]),
      "analyzer": .object([
        "archive": .object([
          "type": .string("custom"), "char_filter": .array([.string("fold")]),
          "tokenizer": .string("words"), "filter": .array([.string("porter_stem")]),
        ])
      ]),
    ])
    let text = JSONValue.object(["type": .string("text"), "analyzer": .string("archive")])
    var properties: [String: JSONValue] = [
      "article": .object(["type": .string("long")]),
      "ordinal": .object(["type": .string("integer")]), "title": text, "text": text,
      "published": .object([
        "type": .string("date"), "format": .string("strict_date_optional_time"),
      ]),
    ]
    for field in ArticleField.allCases where properties[field.rawValue] == nil {
      // The longest term of Lucene has 32,766 bytes, and a character up to four.
      properties[field.rawValue] = .object([
        "type": .string("keyword"), "ignore_above": .number("8191"),
      ])
    }
    // The parameters of FTS5's bm25().
    let similarity = JSONValue.object([
      "default": .object(["type": .string("BM25"), "k1": .number("1.2"), "b": .number("0.75")])
    ])
    let index = JSONValue.object([
      "settings": .object(["analysis": analysis, "similarity": similarity]),
      "mappings": .object(["properties": .object(properties)]),
    ])
    return index.encoded() + [UInt8(ascii: "\n")]
  }

  /// Returns the characters that a tokenizer changes inside words, with what they become; that is
  /// nothing for the marks that it drops.
  private static func foldings(
    of tokenizer: Tokenizer
  ) throws(SQLiteError) -> [(from: String, to: String)] {
    var foldings: [(from: String, to: String)] = []
    for value in UInt32(0x41)...0x1_FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let from = String(scalar)
      // A mark is part of a word only after a letter.
      let tokens = try tokenizer.tokens(of: "x" + from + "x")
      guard tokens.count == 1, tokens[0].term.hasPrefix("x") else { continue }
      let to = String(tokens[0].term.unicodeScalars.dropFirst().dropLast())
      if !to.utf8.elementsEqual(from.utf8) { foldings.append((from, to)) }
    }
    return foldings
  }
}
