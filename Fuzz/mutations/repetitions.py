"""Text that repeats a piece, for readers that take more than linear time or memory.

`cases()` yields names, and functions from a number of bytes to the content of a file.
"""

MARKDOWN = [
    "[", "![", "![[]()", "[a](", "[a](<b", "[a]: b\n", "[a]\n", "[a][b]", "*", "_", "*a **b ", "**a", "a*", "a**b_c* ",
    "`", "``a`", "~~a", "~", "\\", "<", "<a ", "<!--", "<?", "<![CDATA[", "<!A", "</", "&", "&#1;", "&amp", "> ", ">",
    "- ", "- > ", "1. ", "  - a\n", "- a\n", "    a\n", "\t", "# a\n", "#\n", "a\n", "a\n\n", "\n", "```\n", "```\na\n", "~~~ ",
    "| a ", "|-", "|a|b|\n|-|-|\n", "a|b\n", "<div>\n", "<div>\n\n", "<b>", "</b>", "---\n", "***\n", "a\n=\n", "\"", "(", "]",
    "[a](b \"", "<http:", "<a@b", "a\u00a0", "\u3000*", "![a](b)\n", "[^a]: ", "$",
]
HTML = [
    "<", "<a", "<a ", "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<b><i></b>", "<!--", "<!-- -->", "<!", "<?", "<![CDATA[", "]]>",
    "<script>", "</script>", "<script><!--", "<style>", "<title>", "<textarea>", "<table>", "<table><tr><td>", "<tr>", "<td>a", "<li>a",
    "<ul><li>a", "<a href='x'>a</a>", "<p class='a b c'>a", "<p id='a", "<p a=", "<p a=\"b\" ", "&", "&amp;", "&a", "&#", "&#x110000;", "<h1>a",
    "<h1>a</h1>", "<article>a", "<article><p>Text of an article, long enough to count.</p></article>", "<main>", "<form>", "<svg>", "<br>",
    "<p>Text of a paragraph that is long enough to be counted.</p>\n", "<p hidden>a</p>", "<time>a</time>", "<time datetime='x'>a</time>",
    "<meta name='author' content='a'>", "<meta property='og:title' content='a'>", "<link rel='canonical' href='http://a.b/'>",
    "<div itemscope itemtype='http://schema.org/Article'>", "<span itemprop='author' itemscope>", "<span itemprop='author'>a</span>",
    "<script type='application/ld+json'>{\"@type\":\"Article\"}</script>", "<script type='application/ld+json'>[", "\x00", "\r", "<a1><a2>",
    "<section><p>Some text of a section.", "<header>", "<footer>", "<nav>", "<b x>", "<p style='display:none'>", "<font>", "<select><option>",
]
XML = [
    "<item>", "<item></item>", "<item><title>a</title></item>", "<item><title>", "<a>", "</a>", "<a/>", "<!--", "<!-- -->", "<?a?>", "<![CDATA[",
    "<![CDATA[a]]>", "]]>", "&amp;", "&#65;", "&", "<a b='c'/>", "<a b='", "<item><category>a</category>", "<dc:creator>a</dc:creator>",
    "<wp:author><wp:author_login>a</wp:author_login></wp:author>", "a ", "<title>a</title>",
]
ITEM = ["a ", "&lt;p&gt;", "&lt;", "&amp;amp;", "<p>", "<b>a</b>", "<![CDATA[<p>]]>", "[caption]", "[caption", "[/caption]", "[gallery ids='1'] ", "\n\n", "&lt;!--"]
MAIL = [
    "A: b\n", " b\n", "Subject: a\n", "From: a\n", "To: a@b, ", "Subject: =?utf-8?q?a?=\n", "=?utf-8?q?a?= ", "=?utf-8?b?", "=?", "Content-Type: ",
    "Content-Type: multipart/mixed; boundary=a\n\n--a\n", "--a\n", "--a\n\n", "--a--\n", "; a=b", "; a*0=b", "; a*1*=utf-8''b", "\"", "(", "<", "=\n", "=3D", "=",
    "> ", "> a\n", ">From a\n", "From a@b Mon Oct 18 09:00:00 2021\n", "From a@b Mon Oct 18 09:00:00 2021\nSubject: a\n\nText\n\n", "From \n", "-- \n",
    "begin 644 a\n", "a\n\n",
]
WARC = [
    "WARC/1.0\n", "WARC/1.0\r\n\r\n", "WARC/1.0\nA: b\n", "WARC/1.0\nContent-Length: 0\n\n", "WARC/1.0\nContent-Length: 30000000\n\n",
    "WARC/1.0\nWARC-Type: response\nContent-Length: 9\n\n", "A: b\n", " a\n", "\r\n", "Content-Length: 1\n",
    "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nText\r\n\r\n", "WARC/1.0\nWARC-Type: response\nContent-Length: 1000000\n\nHTTP/1.1 200 OK\n",
]
HTTP = ["A: b\r\n", "1\r\na\r\n", "0\r\n", "1;a=b\r\na\r\n", "1", "a\n", " "]
JSON = [
    "[", "{", "{\"a\":", "[[],", "\"", "\"a\",", "\"a\":1,", "\\", "\\u0041", "\\ud800", "1", "1,", "-", "e", ".", "{\"a\":1},", "{},", "{}\n", "\n", " ", "/*", "//\n",
    "{\"title\":\"a\",\"text\":\"b\"},", "{\"title\":\"a\"}\n", "{\"title\":\"a\"}", "{\"title\":\"a\"\n", "{\"text\":{\"text\":", "{\"a\":\"\n", "}{", "]", "\"a", "nul", "[\"a\"],",
]
CSV = [
    ",", "\"", "\"\"", "\"a\"", "\"a\",", "\"a\n", "\"\n", ",\"", ",\"\n", "a\n", "a,b\n", "a,\"b\"\n", "\n", "\r", "\r\n", ";", "\t", "\"\t", "\t\"a\n", "a\t\"b\n", "\"a\"b", "\" ", "sep=;\n", "a,b,c\n",
]
FRONT = [
    "a: b\n", "a:\n  ", "- ", "- a\n", "[", "{", "{a: ", "[a, ", "\"", "'", "&a ", "*a ", "&a [*a, ", "? ", "!a ", "!!str ", "| ", "|\n", "# a\n", "a: &a b\n", "a: *a\n", "<<: *a\n", "...\n", "---\n", "%A\n", ": ",
    "a.b.c = 1\n", "a = 1\n", "[a.b]\n", "[[a]]\n", "a = [", "a = {", "a.", "a = \"\"\"", "title: a\n", "tags: [a, b]\n", "a: \"", "\t",
]
TEXT = ["a", "a ", "a\n", "\n", "a\n\n", "\r", " ", "\t", "-\n", "By A\n\n", "\u00e9", "\u0301", "\u200d", "\U0001f468\u200d", "\u6d77", "\u0645", "\ufeff", "\u2028", "\x0c", ". ", "A. ", "\x1b$B", "1.", "\"", "http://a.b/ "]
ENCODED = [b"\xff", b"\xc3", b"\xe4", b"\x80", b"\xa4\xcf", b"\x82\xa0", b"a\x00", b"\x00a", b"\x1b$B$\"\x1b(B", b"\x81\x30\x81\x30", b"\xe4 ", b"\xf0\x9f"]


def repeated(piece, count, start="", end=""):
    piece, start, end = (part if isinstance(part, bytes) else part.encode() for part in (piece, start, end))
    return start + piece * max(1, count // len(piece)) + end


def cases():
    """Yields a name with an extension, and a function from a size to bytes."""
    def make(extension, pieces, start="", end=""):
        for number, piece in enumerate(pieces):
            yield (f"{number}.{extension}", repr(piece),
                   lambda size, piece=piece: repeated(piece, size, start, end))

    yield from make("md", MARKDOWN, "# Title\n\nText\n\n")
    yield from make("table.md", ["| a ", "a|\n", "|[a]", "`|", "\\|", "|a|b|\n"], "| a | b |\n|---|---|\n")
    yield from make("reference.md", ["[a]", "[a] ", "[a][a]", "![a]", "[a]\n", "[A]\n\n"], f"[a]: <{'u' * 1000}> '{'t' * 1000}'\n\n")
    yield from make("html", HTML, "<!DOCTYPE html><html><head><title>Title</title></head><body><p>Text\n")
    yield from make("head.html", HTML, "<!DOCTYPE html><html><head><title>Title</title>", "</head><body><p>Text")
    yield from make("deep.html", ["</b>", "</p>", "<p>", "<li>", "</div>", "<td>", "</table>"], "<p>Text" + "<div><i>" * 400)
    yield from make("ld.html", JSON, "<p>Text<script type='application/ld+json'>{\"@type\":\"Article\",\"a\":")
    yield from make("rss", XML, "<rss><channel>", "</channel></rss>")
    yield from make("item.rss", ITEM, "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item><wp:post_type>post</wp:post_type>"
                    "<wp:status>publish</wp:status><title>Title</title><description>", "</description></item></channel></rss>")
    yield from make("attributes.rss", ["a='b' ", "xmlns:a='b' "], "<rss ", "></rss>")
    yield from make("atom", ITEM, "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><content type='html'>", "</content></entry></feed>")
    yield from make("eml", MAIL, "Subject: Title\n")
    yield from make("body.eml", MAIL, "Subject: Title\nContent-Type: multipart/mixed; boundary=a\n\nText\n")
    yield from make("plain.eml", MAIL, "Subject: Title\nContent-Transfer-Encoding: quoted-printable\n\nText\n")
    yield from make("base64.eml", ["Q", "=", "QUJD\n", " "], "Subject: Title\nContent-Transfer-Encoding: base64\n\nText\n")
    yield from make("mbox", MAIL, "From a@b Mon Oct 18 09:00:00 2021\nSubject: Title\n\nText\n")
    yield from make("warc", WARC)
    yield from make("http.warc", HTTP, "WARC/1.0\nWARC-Type: response\nWARC-Target-URI: http://a.b/\nContent-Length: 100\n\nHTTP/1.1 200 OK\nTransfer-Encoding: chunked\n")
    yield from make("json", JSON, "{\"title\": \"Title\", \"text\": ")
    yield from make("list.json", JSON, "[")
    yield from make("jsonl", JSON, "{\"title\": \"Title\", \"text\": \"Text\"}\n")
    yield from make("text.json", ["<p>", "<", "&amp;", "\\n", "<b>a</b>", "a "], "{\"title\": \"Title\", \"content_html\": \"", "\"}")
    yield from make("csv", CSV, "title,text\nTitle,Text\n")
    yield from make("header.csv", CSV, "title,text,")
    yield from make("tsv", CSV, "title\ttext\nTitle\tText\n")
    yield from make("yaml.md", FRONT, "---\ntitle: Title\n", "\n---\n\nText\n")
    yield from make("toml.md", FRONT, "+++\ntitle = \"Title\"\n", "\n+++\n\nText\n")
    yield from make("yaml.txt", FRONT, "---\n")
    yield from make("txt", TEXT, "Title\n\nText\n\n")
    yield from make("start.txt", TEXT)
    yield from make("encoded.txt", ENCODED, "Title\n\nText\n\n")
    yield from make("encoded.html", ENCODED, "<title>Title</title><p>Text")
    yield from make("encoded.csv", ENCODED, "title,text\nTitle,Text\n")
