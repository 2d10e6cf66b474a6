import SQLite
import Testing

struct ConnectionTests {
  @Test func `values come back as they were bound`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let values: [Value] = [.integer(-7), .real(0.5), .text("Łódź"), .text(""), .null]
    let row = try connection.first("SELECT ?1, ?2, ?3, ?4, ?5", values) { row in
      (row.integer(at: 0), row.real(at: 1), row.text(at: 2), row.text(at: 3), row.text(at: 4))
    }
    let (integer, real, text, empty, null) = try #require(row)
    #expect(integer == -7 && real == 0.5 && text == "Łódź" && empty == "" && null == nil)
  }

  @Test func `blobs come back as they were bound, the empty one too`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    for bytes: [UInt8] in [[], [0], [1, 0, 255]] {
      let read = try connection.first("SELECT ?1, typeof(?1)", [.blob(bytes)]) { row in
        (
          row.withBytes(at: 0) { span in
            span.byteOffsets.map { span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
          }, row.text(at: 1)
        )
      }
      #expect(read?.0 == bytes && read?.1 == "blob")
    }
  }
}
