@testable import Formats
import Testing

struct SubtitleReaderTests {
  @Test func `SubRip gives the words without their times`() {
    let text = """
      1
      00:00:01,000 --> 00:00:03,500
      <i>The tide</i> comes in
      twice a day.

      2
      00:00:04,000 --> 00:00:06,000 X1:40
      {\\an8}It waits for 1,000 ships.

      3
      00:01:00,000 --> 00:01:02,000
      1984

      """
    let read = ReadRecords(text.replacing("\n", with: "\r\n"), named: "a.srt")
    #expect(
      read.drafts.map(\.text) == [
        "The tide comes in\ntwice a day.\nIt waits for 1,000 ships.\n\n1984"
      ])
  }

  @Test func `WebVTT gives its title, its speakers and its words`() {
    let read = ReadRecords(
      """
      WEBVTT - Harbour talk
      Kind: captions

      STYLE
      ::cue { color: red }

      NOTE not this

      intro
      00:01.000 --> 00:02.000 align:start
      <v Ada Quill>Good <c.yellow>morning</c> &amp; welcome

      00:02.000 --> 00:03.000
      Good morning & welcome
      to the <00:02.500>harbour
      """, named: "a.vtt")
    #expect(read.titles == ["Harbour talk"])
    #expect(
      read.drafts.map(\.text) == [
        "Ada Quill: Good morning & welcome\nGood morning & welcome\nto the harbour"
      ])
  }

  @Test(arguments: [
    "", "WEBVTT", "no cues\nat all", "-->", "00:00:01,0 --> x\ny",
    "99999999999999999999:00 --> 1:1\nx",
  ])
  func `a file without cues has no text`(text: String) {
    #expect(SubtitleReader.read(text).text.isEmpty)
  }
}
