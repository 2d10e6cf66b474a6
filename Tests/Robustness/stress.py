"""Searches an archive with 8 readers while files are ingested, articles are removed and the index is
optimized, and fails if a read fails or an answer mixes two commits.

    stress.py SEARCH SECONDS [SEED]

Each run of the writer rewrites all files with the next generation number in title and text, and stores
them in one commit. Therefore all articles of one answer must have the same generation, all of them must
be there, and an article must have one generation in all of its passages."""
import collections, json, os, random, re, shutil, subprocess, sys, tempfile, threading, time

FILES, PARAGRAPHS, READERS = 120, 8, 8
WORDS = 'harbour ships moon station gas pipeline submarine rocket treaty budget vote river ice trade'.split()
BUSY = 'is being written by another program'

search = os.path.abspath(sys.argv[1])
seconds = float(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)
folder = tempfile.mkdtemp(prefix='stress-')
os.chdir(folder)
problems, counts, answers = [], collections.Counter(), collections.Counter()
seen = set()
lock, end = threading.Lock(), threading.Event()


def run(*arguments):
  return subprocess.run([search, *arguments, '--database', 'a.db'], capture_output=True, text=True)


def fail(what, detail):
  with lock:
    problems.append(f'{what}: {detail}'[:2000])
  end.set()


def count(name):
  with lock:
    counts[name] += 1


def write_files(generation, random):
  """Writes all files anew; some more files of this generation are there to be removed."""
  def article(mark):
    return '\n\n'.join(
      f'{mark} generation{generation} ' + ' '.join(random.choices(WORDS, k=60)) for _ in range(PARAGRAPHS))
  for number in range(FILES):
    with open(f'in/{number}.txt', 'w') as file:
      file.write(f'Title {number} generation{generation}\n\n{article("steady")}\n')
  for name in os.listdir('in'):
    if name.startswith('extra') and random.random() < 0.5:
      os.remove(f'in/{name}')
  for number in range(10):
    with open(f'in/extra-{generation}-{number}.txt', 'w') as file:
      file.write(f'Extra {number} generation{generation}\n\n{article("fleeting")}\n')


def generations(text):
  return set(re.findall(r'generation(\d+)', text))


def work(name, body, pause=0.0):
  """Calls body until the end; an archive that another program writes is tried again."""
  while not end.is_set():
    try:
      result = body()
    except Exception as error:
      return fail(name, repr(error))
    if result.returncode == 0 or (name == 'remove' and result.returncode == 1):
      count(name)
    elif BUSY in result.stderr:
      count(name + ' (had to wait)')
    else:
      return fail(name, (result.args, result.returncode, result.stdout[-300:], result.stderr))
    end.wait(pause)


def writer():
  state = {'generation': 1, 'dirty': False}
  rng = random.Random(seed)
  def body():
    if not state['dirty']:
      state['generation'] += 1
      write_files(state['generation'], rng)
    result = run('ingest', 'in', '--quiet', '--prune', '--force')
    state['dirty'] = result.returncode != 0
    return result
  work('ingest', body)


def remover():
  rng = random.Random(seed + 1)
  def body():
    if rng.random() < 0.5:
      return run('remove', '--query', 'fleeting ' + rng.choice(WORDS), '--yes')
    names = [name for name in os.listdir('in') if name.startswith('extra')]
    return run('remove', '--from', 'in/' + rng.choice(names or ['extra']), '--yes')
  work('remove', body, 0.2)


def reader(number):
  rng = random.Random(seed + 100 + number)
  kinds = [check_query, check_query, check_count, check_show, check_batch, check_words]
  while not end.is_set():
    kind = rng.choice(kinds)
    try:
      kind(rng)
    except Exception as error:
      return fail(kind.__name__, repr(error))
    count('read')


def ask(statuses, *arguments):
  result = run(*arguments)
  if result.returncode not in statuses:
    raise RuntimeError((arguments, result.returncode, result.stderr))
  return result.stdout


def check_hits(what, hits, expected=FILES):
  found = set().union(*(generations(hit['article']['title']) | generations(hit['passage']['text']) for hit in hits))
  with lock:
    answers[len(found)] += 1
    seen.update(found)
  if len(found) != 1 or len(hits) != expected:
    raise RuntimeError((what, len(hits), sorted(found)))


def check_query(rng):
  """All articles are found, all of one generation."""
  options = rng.choice([[], ['--plain'], ['--sort', 'newest'], ['--expand']])
  output = ask([0], 'steady', '--all', '-n', '1000', '--format', 'json', *options)
  hits = [hit for hit in json.loads(output)['hits'] if 'Extra' not in hit['article']['title']]
  check_hits(('query', options), hits)


def check_count(rng):
  number = int(ask([0], 'steady title:title', '--count'))
  if number != FILES:
    raise RuntimeError(('count', number))


def check_show(rng):
  """The title and all passages of an article have one generation."""
  hits = json.loads(ask([0], 'steady', '-n', '1', '--offset', str(rng.randrange(FILES)), '--format', 'json'))['hits']
  text = ask([0], 'show', str(hits[0]['article']['id']))
  if len(generations(text)) != 1:
    raise RuntimeError(('show', sorted(generations(text))))


def check_batch(rng):
  with tempfile.NamedTemporaryFile('w', suffix='.txt', dir='.') as topics:
    topics.write('steady\n+steady moon\n"steady generation*"\n')
    topics.flush()
    lines = ask([0], 'batch', topics.name, '-n', '1000', '--format', 'jsonl').splitlines()
  # Each query of a batch has its own snapshot.
  check_hits('batch', json.loads(lines[0])['hits'])


def check_words(rng):
  """Random words, whatever they find."""
  words = ' '.join(rng.sample(WORDS, 3))
  kind = rng.choice(['query', 'timeline', 'similar', 'status', 'fields'])
  if kind == 'similar':
    ask([0, 1], 'similar', 'in/%d.txt' % rng.randrange(FILES), '--format', 'json')
  elif kind in ('status', 'fields'):
    ask([0], kind, '--format', 'json')
  else:
    ask([0, 1], kind, words, '--format', 'json')


print(f'seed {seed}, {READERS} readers for {seconds:.0f} s in {folder}')
os.mkdir('in')
write_files(1, random.Random(seed))
run('ingest', 'in', '--quiet').check_returncode()
bodies = [writer, remover, lambda: work('optimize', lambda: run('optimize'), 1.0)]
bodies += [lambda number=number: reader(number) for number in range(READERS)]
threads = [threading.Thread(target=body) for body in bodies]
for thread in threads:
  thread.start()
end.wait(seconds)
end.set()
for thread in threads:
  thread.join()
check = run('check')
if check.returncode != 0:
  fail('check', check.stderr)
shell = subprocess.run(
  ['sqlite3', 'a.db', "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1); PRAGMA integrity_check;"],
  capture_output=True, text=True)
if shell.stdout.strip() != 'ok' or shell.stderr:
  fail("sqlite3's check", shell.stdout + shell.stderr)
print(', '.join(f'{number:,} {name}' for name, number in sorted(counts.items())))
print(f'{sum(answers.values()):,} answers compared, of {len(seen):,} generations; '
      f'{sum(number for found, number in answers.items() if found > 1)} mixed two commits')
for problem in problems:
  print('failed:', problem)
if not problems:
  shutil.rmtree(folder)
sys.exit(1 if problems else 0)
