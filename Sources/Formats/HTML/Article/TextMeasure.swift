/// The amounts of text of several kinds in the elements of a page.
struct TextMeasure {
  /// The bytes of text that are read, without white space between tags.
  let text: TextSums
  /// The bytes of text in links.
  let linked: TextSums
  /// The bytes of running text: the text of paragraphs, without links and short runs of text.
  ///
  /// If less than half of the text is in paragraphs, all long runs of text are running text; on a
  /// page without long runs, all text is.
  private(set) var running: TextSums
  /// The bytes of long runs of text outside links.
  private(set) var long: TextSums
  private var inParagraphs: TextSums

  init(of page: HTMLPage) {
    let none = TextSums(nodes: page.nodes.count)
    var (text, linked, long, inParagraphs) = (none, none, none, none)
    var (skippedEnd, linkEnd, paragraphEnd) = (0, 0, 0)
    for index in page.wholePage {
      var (bytes, inLink, inLongRun, inParagraph): (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
      let name = page.nodes.name(at: index)
      if name.isEmpty {
        let node = page.nodes[index]
        if index >= skippedEnd && !node.isBlank {
          bytes = UInt32(node.byteCount)
          inLink = index < linkEnd ? bytes : 0
          inLongRun = index >= linkEnd && bytes > Self.shortRun ? bytes : 0
          inParagraph = index < paragraphEnd ? inLongRun : 0
        }
      } else if Self.paragraphs.contains(name) {
        paragraphEnd = max(paragraphEnd, page.nodes.end(of: index))
      } else if name == "a" {
        linkEnd = max(linkEnd, page.nodes.end(of: index))
      } else if HTMLText.withoutText.contains(name) {
        skippedEnd = max(skippedEnd, page.nodes.end(of: index))
      }
      text.add(bytes)
      linked.add(inLink)
      long.add(inLongRun)
      inParagraphs.add(inParagraph)
    }
    (self.text, self.linked, self.long, self.inParagraphs) = (text, linked, long, inParagraphs)
    running =
      long.total == 0 ? text : inParagraphs.total * 2 >= long.total ? inParagraphs : long
  }

  /// Decides finally what running text is, without the text in some elements, and frees `long`.
  ///
  /// The comments below an article may be in paragraphs when the article itself is not.
  mutating func ignore(_ page: HTMLPage, _ isIgnored: (Int) -> Bool) {
    var (all, some, index) = (0, 0, 0)
    while index < page.nodes.count {
      if isIgnored(index) {
        index = page.nodes.end(of: index)
      } else {
        all += long.amount(in: index..<(index + 1))
        some += inParagraphs.amount(in: index..<(index + 1))
        index += 1
      }
    }
    if all > 0 { running = some * 2 >= all ? inParagraphs : long }
    (long, inParagraphs) = (TextSums(nodes: 0), TextSums(nodes: 0))
  }

  /// Runs of text up to this length are labels, captions and the like.
  private static let shortRun = 40

  private static let paragraphs: Set<String> = ["p", "blockquote", "pre"]
}
