@testable import Formats
import Testing

struct ByteStreamTests {
  @Test func `bytes that were peeked at are still read`() throws {
    let stream = ByteStream(Array("some bytes".utf8))
    #expect(try stream.peek(4).elementsEqual("some".utf8))
    #expect(try stream.peek(99).elementsEqual("some bytes".utf8))
    #expect(try stream.readAll() == Array("some bytes".utf8))
    #expect(try stream.peek(1).isEmpty && stream.readAll().isEmpty)
  }

  @Test func `an error while peeking is thrown only after the bytes before it were read`() throws {
    var pieces: [[UInt8]] = [[1, 2], [3]]
    let stream = ByteStream { bytes, _ throws(ReadError) in
      guard !pieces.isEmpty else { throw .changedWhileRead }
      bytes += pieces.removeFirst()
      return true
    }
    #expect(try Array(stream.peek(100)) == [1, 2, 3])
    var bytes: [UInt8] = []
    #expect(try stream.read(into: &bytes) && bytes == [1, 2, 3])
    #expect(throws: ReadError.changedWhileRead) { try stream.read(into: &bytes) }
    #expect(throws: ReadError.changedWhileRead) { try stream.peek(1) }
    #expect(throws: ReadError.tooLarge(limit: 3)) {
      try ByteStream([1, 2, 3, 4]).readAll(limit: 3)
    }
  }
}
