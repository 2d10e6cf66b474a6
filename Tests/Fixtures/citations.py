"""Reads citations.ris, citations.bib and citations.json with the programs that others use, and
prints each difference from articles.json, which has the metadata as it was before."""
import html, json, logging, re, warnings
import bibtexparser, rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)
NEWLINES = re.compile('\r\n|[\t\n\v\f\r\x85\u2028\u2029]')
CONTROLS = re.compile('[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\U0010ffff]')
# Macros of the LaTeX kernel that pylatexenc does not know.
MACROS = {'textbraceleft': '{', 'textbraceright': '}', 'textless': '<', 'textgreater': '>',
          'textbar': '|', 'textasciicircum': '^'}


def clean(text):
  """The text without control characters, with one space for each run of white space."""
  return ' '.join(CONTROLS.sub('', NEWLINES.sub(' ', text or '')).split())


def report(seed, what, got, expected):
  if got != expected:
    print(f'seed {seed}, {what}: {got!r} is not {expected!r}')


def read(name):
  with open(name, newline='', encoding='utf-8') as file:
    return file.read()


def decoder():
  context = get_default_latex_context_db()
  specs = [MacroTextSpec(name, simplify_repl=text) for name, text in MACROS.items()]
  context.add_context_category('kernel', macros=specs, prepend=True)
  return LatexNodes2Text(latex_context=context, keep_braced_groups=False, math_mode='verbatim')


def check_ris(articles):
  records = rispy.loads(read('citations.ris'), newline='\r\n')
  report('-', 'number of records of RIS', len(records), len(articles))
  for article, record in zip(articles, records):
    report(article['seed'], 'title in RIS', record.get('title', ''), clean(article['title']))
    report(article['seed'], 'journal in RIS', record.get('secondary_title', ''),
           clean(article.get('publisher')))
    names = record.get('authors', [])
    report(article['seed'], 'authors in RIS', letters(' '.join(names)), letters(article.get('author')))


def letters(names):
  """The characters of names, whatever their order; the separators of a list do not count."""
  return sorted(re.sub(r'[\s,;&]|\band\b', '', clean(names)))


def check_bibtex(articles):
  library = bibtexparser.parse_string(
    read('citations.bib'), append_middleware=[LatexDecodingMiddleware(decoder=decoder())])
  report('-', 'failed blocks of BibTeX', [str(block.error) for block in library.failed_blocks], [])
  report('-', 'comments in BibTeX', len(library.comments), 0)
  report('-', 'number of entries of BibTeX', len(library.entries), len(articles))
  report('-', 'keys of BibTeX', len(set(entry.key for entry in library.entries)), len(articles))
  for article, entry in zip(articles, library.entries):
    for name, field in [('title', 'title'), ('journal', 'publisher')]:
      value = entry[name] if name in entry.fields_dict else ''
      report(article['seed'], f'{name} in BibTeX', value, clean(article.get(field)))
    value = entry['author'] if 'author' in entry.fields_dict else ''
    report(article['seed'], 'authors in BibTeX', letters(value), letters(article.get('author')))


MEMBERS = {'id', 'type', 'title', 'author', 'container-title', 'issued', 'language', 'URL', 'note'}
TYPES = {'article-newspaper', 'article-magazine', 'webpage', 'document'}


def check_csl(articles):
  items = json.loads(read('citations.json'))
  report('-', 'number of items of CSL', len(items), len(articles))
  for article, item in zip(articles, items):
    seed = article['seed']
    report(seed, 'title in CSL', item.get('title', ''), clean(article['title']))
    report(seed, 'container in CSL', item.get('container-title', ''), clean(article.get('publisher')))
    report(seed, 'members that CSL does not have', set(item) - MEMBERS, set())
    report(seed, 'type in CSL', item['type'] in TYPES and isinstance(item['id'], str), True)
    names = ' '.join(part for name in item.get('author', []) for part in name.values())
    report(seed, 'authors in CSL', letters(names), letters(article.get('author')))
    for name in item.get('author', []):
      allowed = [{'literal'}, {'given', 'family'}, {'given', 'family', 'suffix'}]
      report(seed, 'name in CSL', set(name) in allowed, True)
    parts = item.get('issued', {}).get('date-parts', [[1]])
    report(seed, 'date in CSL', len(parts) == 1 and 1 <= len(parts[0]) <= 3
           and all(isinstance(part, int) for part in parts[0]), True)
  render(articles, items)


def render(articles, items):
  """Makes a bibliography in a style that citeproc-py comes with."""
  source = CiteProcJSON(items)
  style = CitationStylesStyle('harvard-cite-them-right', validate=False)
  bibliography = CitationStylesBibliography(style, source, formatter.plain)
  for item in items:
    bibliography.register(Citation([CitationItem(item['id'].lower())]))
  entries = [str(entry) for entry in bibliography.bibliography()]
  report('-', 'number of rendered references', len(entries), len(articles))
  for article, item, entry in zip(articles, items, entries):
    # The style may add quotation marks and change spaces, so only letters and digits are compared.
    title = alphanumeric(item.get('title', ''))
    report(article['seed'], 'rendered title', title in alphanumeric(entry), True)


def alphanumeric(text):
  return ''.join(c for c in html.unescape(text) if c.isalnum()).casefold()


articles = json.loads(read('articles.json'))
check_ris(articles)
check_bibtex(articles)
check_csl(articles)
print(f'{len(articles)} articles were read')
