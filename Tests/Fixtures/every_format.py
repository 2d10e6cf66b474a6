"""Writes one article, whose paragraphs are the arguments, in every format into the folder `in`.

It needs only Python's standard library.
"""
import bz2, csv, email.message, gzip, io, json, lzma, os, sqlite3, sys, tarfile, zipfile
from xml.sax.saxutils import escape as x
title, author, publisher = 'The harbour reopens', 'Ada Quill', 'The Tidewater Post'
date, url = '2021-10-18', 'https://tidewater.example/harbour'
paragraphs = sys.argv[1:]
text = '\n\n'.join(paragraphs)
html = ''.join('<p>%s</p>\n' % x(p) for p in paragraphs)
os.mkdir('in'); os.mkdir('documents')
def write(name, content):
  with open(name, 'wb') as f: f.write(content.encode() if isinstance(content, str) else content)
yaml = ('---\ntitle: "%s"\nauthors:\n  - %s\npublisher: >-\n  The Tidewater\n  Post\ndate: %s\n'
  'language: en\nurl: %s\n---\n' % (title, author, date, url))
toml = ('+++\ntitle = "%s"\nauthor = "%s"\npublisher = "%s"\ndate = %s\nlanguage = "en"\n'
  'url = "%s"\n+++\n' % (title, author, publisher, date, url))
write('in/yaml.md', yaml + '\n' + text + '\n')
write('in/toml.md', toml + '\n' + text + '\n')
write('in/known.txt', yaml + '\n' + text + '\n')
write('in/utf16.txt', (yaml + '\n' + text).encode('utf-16'))
head = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="canonical" href="%s">' % url
ld = json.dumps({'@type': 'NewsArticle', 'headline': title, 'author': {'name': author},
  'publisher': {'name': publisher}, 'datePublished': date})
body = '<body><nav><a href="/">Home</a></nav><article><h1>%s</h1>%s</article></body></html>' % (title, html)
page = head + '<script type="application/ld+json">%s</script></head>' % ld + body
write('in/jsonld.html', page)
write('in/opengraph.html', head + ''.join('<meta property="%s" content="%s">' % p for p in [
  ('og:title', title), ('og:site_name', publisher), ('article:published_time', date)])
  + '<meta name="author" content="%s"></head>' % author + body)
write('in/dublincore.html', head + ''.join('<meta name="%s" content="%s">' % p for p in [
  ('DC.title', title), ('DC.creator', author), ('DC.publisher', publisher),
  ('DC.date.issued', date)]) + '</head>' + body)
write('in/microdata.html', head + '</head><body><div itemscope itemtype="https://schema.org/NewsArticle">'
  '<h1 itemprop="headline">%s</h1><span itemprop="author">%s</span><meta itemprop="datePublished" content="%s">'
  '<span itemprop="publisher" itemscope><meta itemprop="name" content="%s"></span>'
  '<div itemprop="articleBody">%s</div></div></body></html>' % (title, author, date, publisher, html))
record = {'id': 'h1', 'title': title, 'author': author, 'publisher': publisher, 'date': date,
  'language': 'en', 'url': url, 'text': text}
write('in/known.json', json.dumps(record, indent=2))
write('in/list.json', json.dumps([record]))
write('in/known.jsonl', json.dumps(record) + '\n')
write('in/feed.json', json.dumps({'version': 'https://jsonfeed.org/version/1.1', 'title': publisher,
  'items': [{'id': 'h1', 'url': url, 'title': title, 'authors': [{'name': author}], 'language': 'en',
    'date_published': date + 'T09:00:00Z', 'content_html': html}]}))
for name, comma in [('known.csv', ','), ('semicolons.csv', ';'), ('known.tsv', '\t')]:
  with open('in/' + name, 'w', newline='') as f:
    rows = csv.writer(f, delimiter=comma); rows.writerow(record); rows.writerow(record.values())
item = '<title>%s</title><link>%s</link><guid>h1</guid><dc:creator>%s</dc:creator>' % (title, url, author)
rss = '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" ' \
  'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/" ' \
  'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel>' \
  '<title>%s</title><language>en</language>' % publisher
encoded = '<content:encoded><![CDATA[%s]]></content:encoded>' % html
write('in/known.rss', rss + '<item>%s<pubDate>Mon, 18 Oct 2021 09:00:00 GMT</pubDate>%s</item></channel></rss>' % (item, encoded))
write('in/wordpress.xml', rss + '<wp:wxr_version>1.2</wp:wxr_version><item>%s%s<wp:post_id>7</wp:post_id>'
  '<wp:post_date_gmt>2021-10-18 09:00:00</wp:post_date_gmt><wp:status>publish</wp:status>'
  '<wp:post_type>post</wp:post_type></item></channel></rss>' % (item, encoded))
write('in/known.atom', '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>%s</title>'
  '<entry><id>h1</id><title>%s</title><link href="%s"/><author><name>%s</name></author>'
  '<published>2021-10-18T09:00:00Z</published><content type="html">%s</content></entry></feed>'
  % (publisher, title, url, author, x(html)))
mail = email.message.EmailMessage()
for name, value in [('From', author + ' <ada@tidewater.example>'), ('To', 'list@tidewater.example'),
    ('Subject', title), ('Date', 'Mon, 18 Oct 2021 09:00:00 +0000'), ('Message-ID', '<h1@tidewater.example>'),
    ('List-Id', '"%s" <post.tidewater.example>' % publisher), ('Content-Language', 'en'), ('Archived-At', '<%s>' % url)]:
  mail[name] = value
mail.set_content(text); mail.add_alternative('<html><body>%s</body></html>' % html, subtype='html')
message = mail.as_bytes()
write('in/known.eml', message)
write('in/known.mbox', b'From ada@tidewater.example Mon Oct 18 09:00:00 2021\n' + message + b'\n')
http = b'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n' \
  b'Content-Encoding: gzip\r\n\r\n'
packed = gzip.compress(page.encode())
http += b'%x\r\n%s\r\n0\r\n\r\n' % (len(packed), packed)
warc = ('WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: 2022-01-01T00:00:00Z\r\n'
  'WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n'
  'Content-Length: %d\r\n\r\n' % (url, len(http))).encode() + http + b'\r\n\r\n'
write('in/known.warc', warc); write('in/packed.warc.gz', gzip.compress(warc))
base = sqlite3.connect('in/known.sqlite')
base.execute('CREATE TABLE stories (id, title, author, publisher, date, language, url, text)')
base.execute('INSERT INTO stories VALUES (?,?,?,?,?,?,?,?)', list(record.values())); base.commit(); base.close()
line = (json.dumps(record) + '\n').encode()
write('in/packed.jsonl.gz', gzip.compress(line)); write('in/packed.jsonl.bz2', bz2.compress(line))
write('in/packed.jsonl.xz', lzma.compress(line))
with zipfile.ZipFile('in/packed.zip', 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('1999/known.md', yaml + '\n' + text)
with tarfile.open('in/packed.tar.gz', 'w:gz') as t:
  info = tarfile.TarInfo('1999/known.html'); info.size = len(page.encode()); t.addfile(info, io.BytesIO(page.encode()))
write('converted.html', '<html><head><title>%s</title></head><body>%s</body></html>' % (title, html))
def shown(words, y): return 'BT /F1 10 Tf 50 %d Td (%s) Tj ET\n' % (y, words)
lines, y = [shown(title, 760)], 720
for paragraph in paragraphs:
  row = ''
  for word in paragraph.split() + [None]:
    if word is None or len(row) + len(word) > 80: lines.append(shown(row.strip(), y)); y -= 12; row = ''
    if word: row += word + ' '
  y -= 24
content = ''.join(lines).encode()
objects = [b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
  b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
  b'<</Length %d>>stream\n%s\nendstream' % (len(content), content),
  b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>']
pdf, offsets = b'%PDF-1.4\n', []
for n, o in enumerate(objects, 1): offsets.append(len(pdf)); pdf += b'%d 0 obj\n%s\nendobj\n' % (n, o)
start = len(pdf)
pdf += b'xref\n0 6\n0000000000 65535 f \n' + b''.join(b'%010d 00000 n \n' % o for o in offsets)
pdf += b'trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % start
write('documents/known.pdf', pdf)
