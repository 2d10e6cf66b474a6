"""Writes broken, harmful and very large files to the folder `in`: hostile_files.py containers|texts|honest"""
import gzip, io, os, struct, sys, zipfile, zlib


def write(name, data):
  with open(name, 'wb') as f:
    f.write(data if isinstance(data, bytes) else data.encode())


def zipped(members):
  out = io.BytesIO()
  with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
    for name, data in members:
      z.writestr(name, data)
  return out.getvalue()


class Deflated:
  """Ten gigabytes, compressed to ten megabytes: a compressed piece that is repeated."""

  def __init__(self, piece):
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    times = max(1, (1 << 20) // len(piece))
    self.piece = z.compress(piece.encode() * times) + z.flush(zlib.Z_FULL_FLUSH)
    self.bytes = self.piece * 10_000 + b'\x03\x00'

  def write_gzip(self, name):
    write(name, b'\x1f\x8b\x08' + bytes(7) + self.bytes + bytes(8))

  def write_zip(self, name, sizes, after=None):
    size = (len(self.bytes), 0xFFFFFFFE) if sizes else (0, 0)
    head = struct.pack('<4s5HI2I2H', b'PK\3\4', 20, 0 if sizes else 8, 8, 0, 0, 0, *size, 8, 0)
    rest = zipped([('after.txt', after)]) if after else b'PK\7\x08' + bytes(12)
    write(name, head + b'bomb.txt' + self.bytes + rest)


def containers():
  Deflated('x').write_zip('in/known.zip', sizes=True, after='After a bomb')
  Deflated('x').write_zip('in/stream.zip', sizes=False)
  Deflated('{"title": "One of many"}' + ' ' * 999_999 + '\n').write_gzip('in/lines.jsonl.gz')
  Deflated('x').write_gzip('in/text.txt.gz')
  data = b'Nested text'
  write('in/name.txt.gz', gzip.compress(b'\x1f\x8b\x08\x08' + bytes(6) + b'n' * (256 << 20), 1))
  for depth in range(10):
    data = zipped([('deeper.zip' if depth else 'deepest.txt', data)])
  write('in/nested.zip', data)
  names = ('../../../up.txt', '/etc/passwd.txt', 'C:\\boot.txt', 'a/../../../b.txt', '..', 'n\nl.txt')
  write('in/names.zip', zipped([(n, 'Member ' + n) for n in names]))
  lines = b''.join(
    b'{"title": "%d", "text": "%s"}\n' % (n, os.urandom(300).hex().encode()) for n in range(900))
  write('in/cut.jsonl.gz', gzip.compress(lines)[:200_000])
  many = zipped([(f'{n}.txt', 'Text ' + os.urandom(9_000).hex()) for n in range(9)])
  write('in/cut.zip', many[:len(many) // 2])
  write('in/garbage.txt.gz', gzip.compress(b'Before the garbage') + b'garbage' * 99)
  write('in/flipped.zip', many[:40] + bytes([many[40] ^ 255]) + many[41:])
  write('in/noise.zip', b'PK\3\4' + os.urandom(99_999))
  write('in/noise.tar', bytes(os.urandom(99_999)))
  write('in/noise.gz', b'\x1f\x8b\x08' + os.urandom(99_999))
  write('in/none.zip', b'')


def texts():
  laughs = ['lol' * 10] + ['&l%d;' % n * 10 for n in range(20)]
  entities = ''.join('<!ENTITY l%d "%s">' % (n, text) for n, text in enumerate(laughs))
  write('in/laughs.xml', '<?xml version="1.0"?><!DOCTYPE rss [%s]><rss><channel><item>'
    '<title>&l20;</title><description>&l20;</description></item></channel></rss>' % entities)
  write('in/outside.xml', '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>'
    '<item><title>Outside</title><description>Text &x; text</description></item></channel></rss>')
  yaml = 'a0: &a0 [lol, lol]\n' + ''.join(
    'a%d: &a%d [%s]\n' % (n, n, ', '.join(['*a%d' % (n - 1)] * 9)) for n in range(1, 20))
  write('in/laughs.md', '---\n' + yaml + 'title: *a19\n---\n\nText behind the laughs.\n')
  for name in ('in/line.txt', 'in/line.jsonl'):
    with open(name, 'wb') as f:
      for _ in range(1024):
        f.write(b'x' * (1 << 20))
  for name in ('in/sparse.txt', 'in/sparse.jsonl'):
    with open(name, 'wb') as f:
      f.truncate(1 << 30)
  n = 100_000
  write('in/deep.json', '{"title": "Deep", "text": "Text", "more": ' + '[' * n + ']' * n + '}')
  write('in/deep.html', '<p>Text</p>' + '<div>' * n + 'deep')
  write('in/deep.xml', '<rss>' * n)
  write('in/deep.eml', 'Subject: Deep\n' + ''.join(
    'Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n' % (k, k) for k in range(n)) + '\nText\n')
  write('in/brackets.md', '[' * (31 << 20))
  write('in/pictures.md', '![[]()' * 200_000)
  write('in/length.warc', 'WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n'
    'Content-Type: application/http; msgtype=response\r\nContent-Length: 99999999999\r\n\r\n'
    'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Cut short')


def honest():
  rows = ('| row %d | value %d | of the harbour |\n' % (n, n * 3) for n in range(330_000))
  write('in/table.md', '# A table\n\n| a | b | c |\n|---|---|---|\n' + ''.join(rows))
  items = ('<li>item %d of the list</li>\n' % n for n in range(500_000))
  write('in/list.html', '<title>A list</title><ul>' + ''.join(items) + '</ul>')


os.makedirs('in', exist_ok=True)
{'containers': containers, 'texts': texts, 'honest': honest}[sys.argv[1]]()
