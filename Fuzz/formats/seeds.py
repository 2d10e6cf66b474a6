"""Writes a folder of seeds for each kind of file that `fuzz-formats` knows: seeds.py FOLDER

The seeds are the articles of Tests/Fixtures/every_format.py in each format, those of seeds/, and small documents
of the kinds that have no file there.
"""

import bz2
import gzip
import io
import lzma
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
KINDS = {
    "mail": ["eml", "mbox"], "warc": ["warc"], "feed": ["rss", "atom", "xml"], "html": ["html"],
    "markdown": ["md"], "json": ["json", "jsonl", "ndjson"], "table": ["csv", "tsv"], "text": ["txt"],
    "container": ["zip", "tar", "gz", "bz2", "xz"], "sqlite": ["sqlite", "db"],
}
DATES = ["2021-10-18", "18 Oct 2021", "October 18, 2021", "Mon, 18 Oct 2021 09:00:00 GMT", "2021-10-18T09:00:00+02:00",
         "20211018", "1634547600", "18.10.2021", "18. Oktober 2021", "le 18 octobre 2021", "10/18/2021 9:00 PM"]


# The last byte of a seed chooses the name under which `fuzz-formats press` reads it.
ENDS = {"xml": b"\f", "srt": b"\r", "vtt": b" ", "mht": b"\t", "hocr": b"\n", "arc": b"\v"}
TEXT = "<p>The <b>tide</b> waits.</p>"
PRESS = [
    ("xml", "<nitf xml:lang='en'><head><docdata><doc-id id-string='1'/><date.issue norm='20211018'/></docdata></head>"
            "<body><body.head><hedline><hl1>Tide</hl1></hedline><byline>By <person>Ada</person></byline></body.head>"
            f"<body.content><block>{TEXT}</block></body.content></body></nitf>"),
    ("xml", "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='1'><itemMeta><versionCreated>2021-10-18"
            "</versionCreated></itemMeta><contentMeta><headline>Tide</headline></contentMeta><contentSet><inlineXML>"
            f"<html><body>{TEXT}</body></html></inlineXML></contentSet></newsItem>"),
    ("xml", "<article><front><article-meta><title-group><article-title>Tide</article-title></title-group>"
            "<contrib-group><contrib><name><surname>Quill</surname></name></contrib></contrib-group>"
            f"<pub-date><year>2021</year></pub-date><abstract>{TEXT}</abstract></article-meta></front>"
            f"<body><sec><title>A</title>{TEXT}<list><list-item>{TEXT}</list-item></list></sec></body></article>"),
    ("xml", "<book xmlns='http://docbook.org/ns/docbook'><info><title>Tide</title><author><personname>Ada"
            "</personname></author><pubdate>2021</pubdate></info><chapter><title>A</title><para>It waits.</para>"
            "</chapter></book>"),
    ("xml", "<TEI><teiHeader><fileDesc><titleStmt><title>Tide</title></titleStmt><sourceDesc><date when='2021'/>"
            f"</sourceDesc></fileDesc></teiHeader><text><body><lg><l>It waits</l></lg>{TEXT}</body></text></TEI>"),
    ("xml", "<alto><Layout><Page><TextBlock><TextLine><String CONTENT='har' SUBS_TYPE='HypPart1'"
            " SUBS_CONTENT='harbour'/><SP/></TextLine></TextBlock></Page></Layout></alto>"),
    ("xml", "<mets><dmdSec><mods><title>Tide</title><namePart>Ada</namePart></mods></dmdSec><fileSec>"
            "<fileGrp USE='ALTO'><FLocat href='1.xml'/></fileGrp></fileSec><structMap><div LABEL='Ebb'/>"
            "</structMap></mets>"),
    ("xml", "<mediawiki><siteinfo><sitename>W</sitename></siteinfo><page><title>Tide</title><ns>0</ns><revision>"
            "<text>A '''[[tide|b]]''' {{c|d}}\n== E ==\n* f\n{| class=g\n|-\n| h || i\n|}\n&lt;ref>j&lt;/ref></text>"
            "</revision></page></mediawiki>"),
    ("xml", "<en-export><note><title>Tide</title><content><![CDATA[<en-note><div>It waits</div></en-note>]]></content>"
            "<created>20211018T093000Z</created><resource><data>QUJD</data></resource></note></en-export>"),
    ("xml", "<CHANNEL BASE='http://t.example/'><ITEM HREF='1' LASTMOD='1998-10-18'><TITLE VALUE='Tide'/>"
            "<ABSTRACT>It waits</ABSTRACT></ITEM></CHANNEL>"),
    ("xml", "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Tide</title>"
            "<content mode='base64'>PHA+VGhlIHRpZGU8L3A+</content></entry></feed>"),
    ("srt", "1\n00:00:01,000 --> 00:00:02,500\n<i>The tide</i>\n\n2\n00:00:09,000 --> 00:00:10,000\n- waits\n"),
    ("vtt", "WEBVTT - Tide\n\nNOTE x\n\na\n00:01.000 --> 00:02.500 align:start\n<v Ada>The <00:01.500>tide\n"),
    ("mht", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
            "Content-Location: http://t.example/\nContent-Transfer-Encoding: quoted-printable\n\n"
            "<title>Tide</title><p>It=20waits\n--b--\n"),
    ("hocr", "<html><body><div class='ocr_page'><p class='ocr_par'><span class='ocr_line'>"
             "<span class='ocrx_word'>The</span> tide</span></p></div></body></html>"),
    ("arc", "filedesc://a.arc 0.0.0.0 20211018093000 text/plain 76\n1 0 x\n"
            "URL IP-address Archive-date Content-type Archive-length\n\n"
            "http://t.example/ 0.0.0.0 20211018093000 text/html 67\n"
            "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>The tide waits</p>\n"),
]


def more():
    """Containers of other kinds."""
    text = b"Title\n\nA text in a container.\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            z.writestr(f"{method}.txt", text, method)
    yield "methods.zip", out.getvalue()
    for name, style in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=style) as t:
            for member in ("a.txt", "f/" * 60 + "b.txt"):
                info = tarfile.TarInfo(member)
                info.size = len(text)
                t.addfile(info, io.BytesIO(text))
        yield f"{name}.tar", out.getvalue()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, ROOT / "Tests/Fixtures/containers.py", "others"], cwd=folder, check=True)
        for file in sorted(pathlib.Path(folder).iterdir()):
            if file.stat().st_size < 60_000:
                yield file.name, file.read_bytes()
    yield "parts.gz", gzip.compress(text) + gzip.compress(text)
    yield "parts.bz2", bz2.compress(text) + bz2.compress(text)
    yield "parts.xz", lzma.compress(text) + bytes(4) + lzma.compress(text)
    if shutil.which("zstd"):
        yield "a.zst", subprocess.run(["zstd", "-c"], input=text, capture_output=True, check=True).stdout


def main(target):
    with tempfile.TemporaryDirectory() as folder:
        paragraphs = ["The harbour reopened on Monday.", "Ferries to the island sail again. " * 5]
        subprocess.run([sys.executable, ROOT / "Tests/Fixtures/every_format.py", *paragraphs], cwd=folder, check=True)
        files = sorted(pathlib.Path(folder, "in").iterdir()) + sorted((ROOT / "seeds").iterdir())
        for kind, extensions in KINDS.items():
            corpus = pathlib.Path(target, kind)
            corpus.mkdir(parents=True, exist_ok=True)
            for file in files:
                if file.suffix[1:] in extensions and file.stat().st_size < 100_000:
                    (corpus / f"{file.parent.name}-{file.name}").write_bytes(file.read_bytes())
    for name, content in more():
        pathlib.Path(target, "container", name).write_bytes(content)
    press = pathlib.Path(target, "press")
    press.mkdir(exist_ok=True)
    for number, (name, text) in enumerate(PRESS):
        (press / f"{number}.{name}").write_bytes(text.encode() + ENDS[name])
    dates = pathlib.Path(target, "date")
    dates.mkdir(exist_ok=True)
    for number, date in enumerate(DATES):
        (dates / str(number)).write_text(date)


if __name__ == "__main__":
    main(sys.argv[1])
