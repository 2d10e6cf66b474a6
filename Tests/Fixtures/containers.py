"""Writes compressed files and archives to the current folder: containers.py NAME [ARGUMENT]

NAME is one of the functions below.
"""
import bz2, gzip, io, lzma, os, struct, sys, tarfile, zipfile, zlib


class Unseekable(io.RawIOBase):
  """A file that cannot seek: a zip written to it has the sizes after the members."""

  def __init__(self, name):
    self.file = open(name, 'wb')

  def writable(self):
    return True

  def write(self, data):
    return self.file.write(bytes(data))


def write(name, data):
  with open(name, 'wb') as f:
    f.write(data)


def read(name):
  with open(name, 'rb') as f:
    return f.read()


def tar(name, members, mode='w'):
  with tarfile.open(name, mode) as t:
    for member, data in members:
      info = tarfile.TarInfo(member)
      info.size = len(data)
      t.addfile(info, io.BytesIO(data))


def zipped(members, compression=zipfile.ZIP_STORED):
  out = io.BytesIO()
  with zipfile.ZipFile(out, 'w', compression) as z:
    for name, data in members:
      z.writestr(name, data)
  return out.getvalue()


def names():
  """A zip whose members have names of all kinds."""
  members = ['a.txt', 'folder/b.txt', '../a.txt', '/etc/x.txt', 'C:\\w\\c.txt', 'é.txt',
    'line\nend.txt', '../../..', 'image.png', '__MACOSX/._a.txt', '.hidden/a.txt', 'README.txt']
  with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('folder/', '')
    for name in members:
      z.writestr(name, 'Text of ' + repr(name))


def old_names():
  """A zip with a name in a code page, which ends like a character that is cut in UTF-8."""
  write('names.zip', zipped([('kinn~', 'A text.')]).replace(b'kinn~', b'kinn\xea'))


def compressed(expression):
  """Two lines of JSON, compressed by a Python expression over `data`, in files with various names."""
  data = b'{"id": 1, "title": "One"}\n{"id": 2, "title": "Two"}\n'
  packed = eval(expression, {'bz2': bz2, 'data': data, 'gzip': gzip, 'lzma': lzma})
  for name in ['a.jsonl.gz', 'a.jsonl.xz', 'a.jsonl', 'a.jsonl.bz2']:
    write(name, packed)


def tars():
  """Tar files with several compressions, with links, and concatenated."""
  members = [('x/a.txt', b'Text a'), ('../b.txt', b'Text b')]
  tar('a.tar', members)
  tar('y.tar', [('y/a.txt', b'Text y')])
  tar('a.tgz', members, 'w:gz')
  tar('a.tar.bz2', members, 'w:bz2')
  tar('a.txz', members, 'w:xz')
  with tarfile.open('links.tar', 'w') as t:
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
      info = tarfile.TarInfo('special.txt')
      info.type = kind
      info.linkname = '/etc/passwd'
      t.addfile(info)
  write('two.tar', read('a.tar') + read('links.tar') + read('y.tar'))


def nested():
  """Containers in containers."""
  data = b'Deep text'
  for depth in range(1, 7):
    data = zipped([('in.zip' if depth > 1 else 'in.txt', data), ('beside.txt', 'B')])
    write(f'{depth}.zip', data)
  tar('b.tgz', [('t.txt', b'Tar')], 'w:gz')
  write('mixed.zip', zipped([('a.txt.gz', gzip.compress(b'In gzip')), ('b.tgz', read('b.tgz'))]))
  write('four.zip.gz', gzip.compress(read('3.zip')))
  write('word.docx.gz', gzip.compress(b'PK\3\4' + bytes(99)))


def damaged():
  """Files that are truncated, have wrong bytes, or are empty."""
  noise = os.urandom(300_000).hex().encode()
  lines = b''.join(
    b'{"title": "%d", "text": "%s"}\n' % (n, noise[n * 600:n * 600 + 600]) for n in range(900))
  write('cut.jsonl.gz', gzip.compress(lines)[:250_000])
  whole = zipped(
    [(f'{n}.txt', b'Text ' + noise[n * 60_000:(n + 1) * 60_000]) for n in range(5)],
    zipfile.ZIP_DEFLATED)
  write('cut.zip', whole[:len(whole) // 2])
  write('directory.zip', whole[:-60])
  write('garbage.gz', gzip.compress(b'Good text') + b'garbage')
  header = bytearray(whole)
  header[whole.index(b'PK\3\4', 100)] = 0
  write('header.zip', header)
  torn = bytearray(whole)
  torn[whole.index(b'1.txt') + 9] ^= 255
  write('torn.zip', torn)
  stored = zipped([(f'{n}.txt', 'Text %d' % n) for n in range(3)])
  write('sum.zip', stored.replace(b'Text 1', b'Text X'))
  write('empty.zip', b'')
  write('none.gz', gzip.compress(b''))
  write('no.zip', zipped([]))
  write('junk.zip', b'PK\3\4' + bytes(range(256)) * 9)
  write('junk.tar', bytes(range(256)) * 9)


def large_members():
  """A zip with the sizes before the members, one with the sizes after them, and a tar."""
  def members():
    return [(f'{n}.txt', b'Text %d' % n + os.urandom(500_000)) for n in range(4)]
  for target in ['a.zip', Unseekable('b.zip')]:
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as z:
      for name, data in members():
        z.writestr(name, data)
  tar('c.tar', members())


def kinds():
  """One small container of each kind, named by numbers."""
  members = [(f'{n}.txt', b'Text of a member %d ' % n * 50) for n in range(6)]
  write('0', zipped(members, zipfile.ZIP_DEFLATED))
  tar('1', members)
  tar('2', members, 'w:gz')
  tar('3', members, 'w:xz')
  write('4', gzip.compress(b'Text ' * 999) * 3)
  write('5', bz2.compress(b'Text ' * 999))


def dictionaries():
  """xz files with dictionaries of 1, 64, 192 and 1536 MiB, as far as this machine has the memory."""
  for name, size in [('small', 1 << 20), ('preset', 1 << 26), ('large', 3 << 26), ('huge', 3 << 29)]:
    filters = [{'id': lzma.FILTER_DELTA, 'dist': 4},
      {'id': lzma.FILTER_LZMA2, 'preset': 0, 'dict_size': size}]
    try:
      compressor = lzma.LZMACompressor(filters=filters)
      write(name + '.txt.xz', compressor.compress(b'Text') + compressor.flush())
    except (MemoryError, lzma.LZMAError):
      pass


  first = lzma.compress(b'{"title": "One"}\n')
  second = lzma.compress(b'{"title": "Two"}\n', filters=[{'id': lzma.FILTER_LZMA2, 'preset': 0, 'dict_size': 3 << 26}])
  write('second.jsonl.xz', first + second)


def layers():
  """Text and tar files in several layers of gzip."""
  data = b'Text'
  for depth in range(1, 6):
    data = gzip.compress(data)
    write('%d.txt.gz' % depth, data)
  name, data = 'a.txt', b'Text'
  for _ in range(4):
    tar('tars.tar', [(name, data)])
    name, data = 'a.tgz', gzip.compress(read('tars.tar'))
  write('tars.tgz', data)


def gzip_part(data, flags, header):
  deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
  return (b'\x1f\x8b\x08' + bytes([flags]) + bytes(6) + header + deflate.compress(data) + deflate.flush()
    + struct.pack('<II', zlib.crc32(data), len(data)))


def gzip_names():
  """Parts with long names and comments, and a name of 200 MiB in a small file."""
  name, extra = b'n' * 200_000 + b'\0', b'\xff\xff' + bytes(65535)
  write('named.txt.gz', gzip_part(b'One, ', 4 | 8 | 16, extra + name + name) + gzip_part(b'two', 8, name))
  write('endless.txt.gz', gzip.compress(b'\x1f\x8b\x08\x08' + bytes(6) + b'n' * (200 << 20)))


def headers():
  """Tar files with many access rules."""
  for name, count in [('some.tar', 20), ('rules.tar', 100_000)]:
    with tarfile.open(name, 'w', format=tarfile.PAX_FORMAT) as t:
      info = tarfile.TarInfo('a.txt')
      info.size = 4
      info.pax_headers = {'SCHILY.acl.access': ','.join('user:u%d:rwx' % n for n in range(count))}
      t.addfile(info, io.BytesIO(b'Text'))


def multiplied():
  """Two layers that each expand 250 times."""
  line = b'{"title": "T"}' + b' ' * 17_000 + b'\n'
  inner = gzip.compress(line * 5_000, 9)
  write('lines.jsonl.gz', gzip.compress(inner * 20, 9))


def bomb(kind):
  """A zip with 300 MiB of zeros between two small members."""
  target = 'bomb.zip' if kind == 'seekable' else Unseekable('bomb.zip')
  with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('before.txt', 'Before')
    with z.open('bomb.txt', 'w', force_zip64=True) as f:
      for _ in range(300):
        f.write(bytes(1 << 20))
    z.writestr('after.txt', 'After')


def lines():
  """200 MiB of lines of JSON that are mostly spaces."""
  line = b'{"title": "T"}' + b' ' * ((1 << 20) - 15) + b'\n'
  with gzip.open('bomb.jsonl.gz', 'wb', 9) as f:
    for _ in range(200):
      f.write(line)

def others():
  """The same two members in containers of all kinds that libarchive writes, and in a RAR."""
  members = [('a.txt', b'A title\n\nText'), ('b/c.txt', b'Another text')]
  for name, kind in [('a.7z', '7zip'), ('a.cpio', 'cpio'), ('a.iso', 'iso9660')]:
    write(name, packed(members, kind))
  write('a.txt.lz4', packed([('a.txt', members[0][1])], 'raw', 'lz4'))
  write('a.tar.lz4', packed(members, 'ustar', 'lz4'))
  write('a.rar', rar(members))
  write('outer.zip', zipped([('inner.7z', read('a.7z')), ('inner.rar', read('a.rar'))]))
  for name in ['a.7z', 'a.cpio', 'a.rar', 'a.txt.lz4']:
    data = read(name)
    # The cut is in the text of the last member, or in the directory after it.
    write('cut.' + name, data[:-15] if name == 'a.rar' else data[:len(data) * 2 // 3])


def packed(members, kind, compression='none'):
  """A container that libarchive writes."""
  import ctypes
  library = ctypes.CDLL('libarchive.so.13')
  for function in ['archive_write_new', 'archive_entry_new']:
    getattr(library, function).restype = ctypes.c_void_p
  archive = ctypes.c_void_p(library.archive_write_new())
  getattr(library, 'archive_write_set_format_' + kind)(archive)
  getattr(library, 'archive_write_add_filter_' + compression)(archive)
  buffer = ctypes.create_string_buffer(1 << 22)
  used = ctypes.c_size_t(0)
  library.archive_write_open_memory(archive, buffer, ctypes.c_size_t(len(buffer)), ctypes.byref(used))
  for name, data in members:
    entry = ctypes.c_void_p(library.archive_entry_new())
    library.archive_entry_set_pathname(entry, name.encode())
    library.archive_entry_set_size(entry, ctypes.c_int64(len(data)))
    library.archive_entry_set_filetype(entry, 0o100000)
    library.archive_entry_set_perm(entry, 0o644)
    assert library.archive_write_header(archive, entry) == 0
    library.archive_write_data(archive, data, ctypes.c_size_t(len(data)))
    library.archive_entry_free(entry)
  assert library.archive_write_close(archive) == 0
  return buffer.raw[:used.value]


def volumes():
  """A RAR in two volumes, whose second member is cut between them."""
  text = b'Cut between two volumes. ' * 8
  whole = ('a.txt', b'A title\n\nText')
  write('a.part1.rar', rar([whole, ('b.txt', text[:100], 16, text)], volume=1))
  write('a.part2.rar', rar([('b.txt', text[100:], 8, text), ('c.txt', b'Another text')], volume=1))


def rar(members, volume=0):
  """A RAR 5 whose members are not compressed; a member may be cut: flags say where, and its whole text follows."""
  def number(value):
    out = b''
    while True:
      byte, value = value & 0x7F, value >> 7
      out += bytes([byte | (0x80 if value else 0)])
      if not value:
        return out

  def block(body):
    sized = number(len(body)) + body
    return struct.pack('<I', zlib.crc32(sized)) + sized

  out = b'Rar!\x1a\x07\x01\x00' + block(number(1) + number(0) + number(volume))
  for name, data, *cut in members:
    flag, whole = cut or (0, data)
    header = number(2) + number(2 | flag) + number(len(data)) + number(4) + number(len(whole)) + number(0o100644)
    header += struct.pack('<I', zlib.crc32(whole if flag == 8 else data)) + number(0) + number(1) + number(len(name)) + name.encode()
    out += block(header) + data
  return out + block(number(5) + number(0) + number(volume))


def slides():
  """A presentation with three slides, the first of which has notes."""
  def slide(*shapes):
    body = ''.join(
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>'
        + ''.join(f'<a:p><a:r><a:t>{line}</a:t></a:r></a:p>' for line in lines) + '</p:txBody></p:sp>'
        for kind, lines in shapes)
    return f'<p:sld xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:sld>'.encode()

  write('a.pptx', zipped([
      ('[Content_Types].xml', b'<Types/>'),
      ('docProps/core.xml', b'<c xmlns:dc="d"><dc:title>Wrong</dc:title><dc:creator>Ada Quill</dc:creator>'
       b'<dcterms:created>2021-10-18T09:30:00Z</dcterms:created></c>'),
      ('ppt/slides/slide10.xml', slide(('title', ['Last']), ('body', ['Ten']))),
      ('ppt/slides/slide2.xml', slide(('title', ['Ebb']), ('body', ['It falls', 'twice &amp; again']), ('sldNum', ['2']))),
      ('ppt/slides/slide1.xml', slide(('ctrTitle', ['The tide', 'waits']), ('subTitle', ['for nobody']))),
      ('ppt/slides/_rels/slide1.xml.rels', b'<Relationships/>'),
      ('ppt/notesSlides/notesSlide1.xml', slide(('body', ['Speak slowly.']))),
  ]))


def pages():
  """A WACZ: a zip of a compressed WARC, with lists that describe its pages."""
  body = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>A title</title><p>Text'
  record = (b'WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://t.example/a\r\n'
    b'Content-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n' % (len(body), body))
  write('a.wacz', zipped([('archive/data.warc.gz', gzip.compress(record)),
    ('pages/pages.jsonl', b'{"format": "json-pages-1.0", "title": "All Pages"}\n'),
    ('datapackage.json', b'{"title": "No article"}'), ('indexes/index.cdx', b'x')]))



def properties():
  """Documents with properties: only what a reader of the properties needs."""
  core = ('<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="y">'
    '<dc:title>Tide &amp; time</dc:title><dc:creator>Ada Quill</dc:creator><cp:lastModifiedBy>No</cp:lastModifiedBy>'
    '<dcterms:created>2021-10-18T09:30:00Z</dcterms:created><dcterms:modified>2022</dcterms:modified>'
    '</cp:coreProperties>')
  write('a.docx', zipped([('[Content_Types].xml', b'x'), ('word/document.xml', b'y' * 100_000),
    ('docProps/core.xml', core)], zipfile.ZIP_DEFLATED))
  meta = ('<office:document-meta><office:meta><dc:creator>Ben Gull</dc:creator><dc:date>2022-01-01</dc:date>'
    '<meta:initial-creator>Ada Quill</meta:initial-creator><dc:title>Tide &amp; time</dc:title>'
    '<meta:creation-date>2021-10-18T09:30:00Z</meta:creation-date></office:meta></office:document-meta>')
  write('a.odt', zipped([('mimetype', b'x'), ('content.xml', b'y'), ('meta.xml', meta)]))


globals()[sys.argv[1]](*sys.argv[2:])
