"""Writes a folder of seeds for each kind of file that `fuzz-formats` knows: seeds.py FOLDER

The seeds are the articles of Tests/Fixtures/every_format.py in each format, and those of seeds/.
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
    dates = pathlib.Path(target, "date")
    dates.mkdir(exist_ok=True)
    for number, date in enumerate(DATES):
        (dates / str(number)).write_text(date)


if __name__ == "__main__":
    main(sys.argv[1])
