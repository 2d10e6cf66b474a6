"""Changes files at random: bits, cuts, pieces of other files, repetitions, and special tokens."""

TOKENS = [
    b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1b$B", b"\r", b"\n\n", b"\x7f", b"\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>", b"</script>", b"<p", b"</", b"&", b"&#0;", b"&#x110000;", b"&nbsp;", b"<?xml encoding='utf-16'?>",
    b"<!DOCTYPE a [", b"<!ENTITY a 'b'>", b"<item>", b"</item>", b"<div>" * 50, b"</div>" * 50, b"=?utf-8?q?", b"?=", b"=?utf-8?b?", b"--", b"From a\n",
    b"\nFrom a@b Mon Oct 18 09:00:00 2021\n", b"Content-Type: multipart/mixed; boundary=\"a\"\n", b"Content-Transfer-Encoding: base64\n", b"charset=utf-7",
    b"WARC/1.0\r\n", b"Content-Length: 99999999999999999999\r\n", b"Content-Length: -1\r\n", b"\r\n\r\n", b"Transfer-Encoding: chunked\r\n", b"ffffffff\r\n",
    b"{", b"}", b"[", b"]", b"[" * 100, b"\"", b"\\", b"\\u0000", b"\\ud800", b"1e999", b"-", b"null", b"\"\"", b",", b";", b"\t", b"---\n", b"+++\n", b"...\n",
    b"&a ", b"*a ", b"<<: *a\n", b"? ", b"!!binary ", b"| ", b"[[a]]\n", b"a.b.c=1\n", b"```\n", b"| a |\n|---|\n", b"> " * 50, b"- " * 50, b"[a]: b\n", b"![a](",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"ustar\x0000", b"SQLite format 3\x00",
    b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff\xff\xff\xff\xff", b"\x80" * 9,
]


def flip(data, random, _):
    for _ in range(random.choice([1, 1, 2, 8, 64])):
        at = random.randrange(len(data))
        data[at] ^= 1 << random.randrange(8)


def set_bytes(data, random, _):
    at = random.randrange(len(data))
    for offset in range(random.choice([1, 2, 4, 16])):
        if at + offset < len(data):
            data[at + offset] = random.randrange(256)


def cut_end(data, random, _):
    del data[random.randrange(1, len(data) + 1):]


def cut_piece(data, random, _):
    at = random.randrange(len(data))
    del data[at:at + random.choice([1, 8, 100, len(data) // 2])]


def insert_token(data, random, _):
    for _ in range(random.choice([1, 1, 3, 10])):
        at = random.randrange(len(data) + 1)
        data[at:at] = random.choice(TOKENS)


def repeat_token(data, random, _):
    at = random.randrange(len(data) + 1)
    data[at:at] = random.choice(TOKENS) * random.choice([10, 1000, 20_000])


def repeat_piece(data, random, _):
    at = random.randrange(len(data))
    piece = bytes(data[at:at + random.choice([1, 4, 16, 64, 512])])
    data[at:at] = piece * random.choice([2, 10, 1000])


def splice(data, random, other):
    at = random.randrange(len(data) + 1)
    start = random.randrange(len(other))
    data[at:at + random.choice([0, 0, 100])] = other[start:start + random.choice([10, 100, 1000, 10_000])]


def swap(data, random, _):
    size = random.choice([1, 16, 200])
    a, b = random.randrange(len(data)), random.randrange(len(data))
    data[a:a + size], data[b:b + size] = data[b:b + size], data[a:a + size]


CHANGES = [flip, flip, set_bytes, cut_end, cut_piece, insert_token, insert_token, repeat_token, repeat_piece, splice, splice, swap]


def mutated(sources, random):
    """Returns the name and the content of a changed file."""
    name, content = random.choice(sources)
    data = bytearray(content)
    for _ in range(random.choice([1, 1, 2, 3, 5])):
        if data:
            random.choice(CHANGES)(data, random, random.choice(sources)[1] or b"x")
    # Now and then, a file has the name of another format.
    if random.random() < 0.03:
        name = random.choice(sources)[0]
    return name, bytes(data[:4 << 20])
