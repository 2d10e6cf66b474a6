"""Reads the answer to a search in each text format with Python's own parsers, and prints each
difference from hits.json, which has the hits as they were before."""
import csv, io, json, re
from html.parser import HTMLParser

CONTROLS = re.compile('[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')
FIELDS = {'title': 'title', 'publisher': 'publisher', 'location': 'location', 'docno': 'docno',
          'snippet': 'snippet'}


def read(name):
  with open(name, newline='', encoding='utf-8') as file:
    return file.read()


def letters(text):
  """The text without white space and controls."""
  return ''.join(CONTROLS.sub('', text or '').split())


def report(what, got, expected):
  if got != expected:
    print(f'{what}: {got!r} is not {expected!r}')


def check_rows(name, hits, rows):
  report(name + ', number of rows', len(rows), len(hits) + 1)
  for number, (hit, row) in enumerate(zip(hits, rows[1:]), 1):
    report(f'{name}, number of fields of row {number}', len(row), len(rows[0]))
    for column, field in FIELDS.items():
      got = row[rows[0].index(column)] if len(row) == len(rows[0]) else None
      report(f'{name}, {column} of row {number}', letters(got), letters(hit[field]))


class Page(HTMLParser):
  """The texts of the elements of a page, and the tags with their attributes."""
  def __init__(self, text):
    super().__init__(convert_charrefs=True)
    self.texts, self.tags, self.open = {}, [], []
    self.feed(text)
    self.close()

  def handle_starttag(self, tag, attributes):
    self.tags.append((tag, tuple(name for name, _ in attributes)))
    if tag in ('h2', 'blockquote', 'small'):
      self.open.append(tag)
      self.texts.setdefault(tag, []).append('')

  def handle_endtag(self, tag):
    if self.open and self.open[-1] == tag:
      self.open.pop()

  def handle_data(self, data):
    for tag in self.open:
      self.texts[tag][-1] += data


def check_html(hits):
  page = Page(read('hits.html'))
  expected = {('a', ('href', 'rel')), ('bdi', ()), ('blockquote', ('dir',)), ('body', ()), ('h1', ()),
              ('h2', ('dir',)), ('head', ()), ('html', ('lang',)), ('li', ()), ('main', ()),
              ('mark', ()), ('meta', ('charset',)), ('meta', ('http-equiv', 'content')),
              ('meta', ('name', 'content')), ('ol', ('start',)), ('p', ()), ('small', ()),
              ('style', ()), ('title', ())}
  report('html, tags', set(page.tags) - expected, set())
  for tag, field in (('h2', 'heading'), ('blockquote', 'snippet')):
    report(f'html, number of {tag}', len(page.texts.get(tag, [])), len(hits))
    for number, (hit, got) in enumerate(zip(hits, page.texts.get(tag, [])), 1):
      want = re.sub('[\ufffe\uffff]', '\ufffd', hit[field])
      report(f'html, {field} of hit {number}', letters(got), letters(want))


def check_json(name, hits, found):
  report(name + ', number of hits', len(found), len(hits))
  for number, (hit, got) in enumerate(zip(hits, found), 1):
    for field in ('title', 'publisher', 'location', 'docno'):
      report(f'{name}, {field} of hit {number}', letters(got['article'].get(field)),
             letters(hit[field]))
    report(f'{name}, snippet of hit {number}', letters(got['snippet']), letters(hit['snippet']))


def check_trec(hits):
  lines = read('hits.trec').split('\n')
  report('trec, last line', lines.pop(), '')
  for line in lines:
    report('trec, fields of ' + line, len(re.split(r'\s+', line)), 6)
  report('trec, ranks', [line.split(' ')[3] for line in lines],
         [str(rank) for rank in range(1, len(lines) + 1)])


hits = json.loads(read('hits.json'))
check_rows('csv', hits, list(csv.reader(io.StringIO(read('hits.csv'), newline=''), strict=True)))
check_rows('tsv', hits, [line.split('\t') for line in read('hits.tsv').removesuffix('\n').split('\n')])
check_html(hits)
check_json('json', hits, json.loads(read('hits.found.json'))['hits'])
check_json('jsonl', hits, [json.loads(line) for line in read('hits.jsonl').removesuffix('\n').split('\n')])
check_trec(hits)
report('paths', read('hits.paths').removesuffix('\n').count('\n') + 1,
       len({hit['location'].encode() for hit in hits}))
print(f'{len(hits)} hits were read')
