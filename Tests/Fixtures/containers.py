"""Writes compressed files and archives to the current folder: containers.py NAME [ARGUMENT]

NAME is one of the functions below.
"""
import bz2, gzip, io, lzma, os, sys, tarfile, zipfile


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


globals()[sys.argv[1]](*sys.argv[2:])
