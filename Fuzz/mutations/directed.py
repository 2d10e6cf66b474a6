"""Files that are made to take much memory or time, by name. Each must be read or refused within the bounds."""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import tarfile
import tempfile
import warnings
import zipfile
import zlib

# Some members have the same name on purpose.
warnings.simplefilter("ignore", UserWarning)

MIB = 1 << 20


def zeros(count):
    """A deflate stream of zeros, made without holding them in memory."""
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(MIB)
    return b"".join(z.compress(block) for _ in range(count // MIB)) + z.flush()


def raw_gzip(deflated, flags=0, extra=b""):
    return b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + extra + deflated + bytes(8)


def long_gzip_name(size):
    """A gzip file in a gzip file, whose name never ends."""
    name = gzip.compress(b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * size, 9)
    return name


def gzip_layers(count):
    data = b"Text in many layers."
    for _ in range(count):
        data = gzip.compress(data)
    return data


def zstd(data, *options):
    return subprocess.run(["zstd", "-q", "-c", *options], input=data, capture_output=True, check=True).stdout


def zstd_layers(count):
    """Layers of zstd that each ask for a long window."""
    data = bytes(64 * MIB)
    for _ in range(count):
        data = zstd(data, "--long=27", "--ultra", "-20")
        data += bytes(1)
    return data


def second_zstd_frame():
    """A small frame, and then one with a window of 2 GiB."""
    return zstd(b"First frame. ") + zstd(bytes(300 * MIB), "--ultra", "--long=31", "-1")


def xz(data, dictionary):
    return lzma.compress(data, filters=[{"id": lzma.FILTER_LZMA2, "preset": 1, "dict_size": dictionary}])


def second_xz_stream():
    return xz(b"First stream. ", 1 << 20) + xz(bytes(300 * MIB), 1 << 30)


def nested_xz():
    data = random.Random(1).randbytes(MIB) * 60
    for _ in range(3):
        data = xz(data, 64 * MIB)
    return data


def tar(members, headers=None):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.pax_headers = headers or {}
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def many_acls(count):
    acl = ",".join(f"user:u{n}:rwx" for n in range(count))
    return tar([("a.txt", b"Text under many rules.")] * 3, {"SCHILY.acl.access": acl})


def sparse_map(count):
    table = f"{count}\n".encode() + b"0\n0\n" * count
    table += bytes(-len(table) % 512)
    headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "a.txt",
               "GNU.sparse.realsize": "4"}
    return gzip.compress(tar([("GNUSparseFile.0/a.txt", table + b"Text")], headers))


def sparse_hole():
    headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "a.txt",
               "GNU.sparse.realsize": str(1 << 50)}
    table = f"1\n{(1 << 50) - 4}\n4\n".encode()
    return tar([("GNUSparseFile.0/a.txt", table + bytes(512 - len(table)) + b"Text")], headers)


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in members:
            z.writestr(name, data)
    return out.getvalue()


def lzma_member(dictionary):
    """A zip member whose LZMA header asks for a large dictionary."""
    data = zipped([("a.txt", b"Text. " * 1000)], zipfile.ZIP_LZMA)
    at = data.index(b"a.txt") + 5
    return data[:at + 5] + struct.pack("<I", dictionary) + data[at + 9:]


def same_names():
    return zipped([("a.txt", b"x")] * 2 + [(f"{'../' * 300}a.txt", b"Text")] * 2000)


def database(columns, rows, wide=b"x"):
    folder = tempfile.mkdtemp()
    try:
        path = os.path.join(folder, "a.db")
        base = sqlite3.connect(path)
        names = ["title", "text"] + [f"c{n}" for n in range(columns - 2)]
        base.execute(f"CREATE TABLE articles ({', '.join(names)})")
        base.executemany(f"INSERT INTO articles (title, text) VALUES (?, ?)",
                         [(f"Title {n}", wide.decode() * 40) for n in range(rows)])
        base.commit()
        base.close()
        with open(path, "rb") as f:
            return f.read()
    finally:
        shutil.rmtree(folder)


def csv(columns, rows):
    head = ["title", "text"] + [f"column {n}" for n in range(columns - 2)]
    return "".join(",".join(row) + "\n" for row in [head] + [
        [f"Title {n}", "Some text"] + ["v"] * (columns - 2) for n in range(rows)]).encode()


def json_lines(members, rows):
    return b"".join(json.dumps(
        {"title": f"Title {n}", "text": "Some text"} | {f"member {k}": "v" for k in range(members)}
    ).encode() + b"\n" for n in range(rows))


def markdown_table(rows):
    return ("# A table\n\n| a | b | c | d |\n|---|---|---|---|\n" + "".join(
        f"| row {n} | value {n * 3} | of the harbour | {n % 97} |\n" for n in range(rows))).encode()


def html_table(rows):
    return ("<!DOCTYPE html><title>A table</title><body><h1>A table</h1>\n<table>\n" + "".join(
        f"<tr><td>row {n}</td><td>value {n * 3}</td><td>of the harbour</td><td>{n % 97}</td></tr>\n"
        for n in range(rows)) + "</table>").encode()


def references(count):
    """Links to one long address."""
    return b"[a]: <" + b"u" * MIB + b">\n\n" + b"[a] " * count


# Honest files that are large. They must be read, not refused.
HONEST = {
    "table.md": lambda: markdown_table(330_000),
    "table.html": lambda: html_table(330_000),
    "list.md": lambda: b"# A list\n\n" + b"".join(b"- item %d of the list\n" % n for n in range(500_000)),
    "list.html": lambda: b"<title>A list</title><ul>" + b"".join(
        b"<li>item %d of the list</li>\n" % n for n in range(500_000)) + b"</ul>",
    "long.txt": lambda: b"A long text\n\n" + b"One of the many sentences of this text is here. " * (24 * MIB // 48),
    "lines.txt": lambda: b"Many lines\n\n" + b"".join(b"Line %d.\n\n" % (n % 10_000) for n in range(1_000_000)),
}

HARMFUL = {
    "name.txt.gz": lambda: long_gzip_name(512 * MIB),
    "comment.txt.gz": lambda: raw_gzip(zlib.compress(b"Text")[2:-4], 0x10, b"c" * (64 * MIB)),
    "extra.txt.gz": lambda: raw_gzip(zlib.compress(b"Text")[2:-4], 4, b"\xff\xff" + bytes(65535)),
    "second.txt.gz": lambda: gzip.compress(b"Text") + raw_gzip(b"", 8, b"n" * (64 * MIB)),
    "layers.txt.gz": lambda: gzip_layers(20),
    "zeros.txt.gz": lambda: raw_gzip(zeros(1024 * MIB)),
    "zeros.jsonl.gz": lambda: raw_gzip(zeros(1024 * MIB)),
    "zeros.tar.gz": lambda: raw_gzip(zeros(1024 * MIB)),
    "zeros.warc.gz": lambda: raw_gzip(zeros(1024 * MIB)),
    "layers.txt.zst": lambda: zstd_layers(10),
    "second.txt.zst": second_zstd_frame,
    "second.txt.xz": second_xz_stream,
    "nested.txt.xz": nested_xz,
    "zeros.txt.bz2": lambda: bz2.compress(bytes(64 * MIB)) * 8,
    "acls.tar": lambda: many_acls(60_000),
    "sparse.tar.gz": lambda: sparse_map(10_000_000),
    "hole.tar": sparse_hole,
    "dictionary.zip": lambda: lzma_member(0xFFFF_FFFF),
    "lzma.zip": lambda: zipped([("a.txt", bytes(200 * MIB)), ("b.txt", b"After")], zipfile.ZIP_LZMA),
    "names.zip": same_names,
    "columns.csv": lambda: csv(40_000, 10),
    "columns4000.csv": lambda: csv(4_000, 500),
    "members.jsonl": lambda: json_lines(40_000, 10),
    "columns.db": lambda: database(2_000, 2_000),
    "references.md": lambda: references(4_000_000),
}
