"""Ingests mutated and harmful files beside good ones, and checks that nothing else suffers.

    python3 Fuzz/mutations/bar.py SEARCH [--count 20000] [--seed N] [--batch 200]
        [--address-space KB] [--keep FOLDER] [--directed-only]

The sources are the test fixtures in every format, and the articles in seeds/. Each batch must end
without a signal, with status 0 or 2, and with every good file stored; all its processes together
must use less than 400 MB, and each file at most 20 s and 2 s for each MiB. If a batch fails, its
files are ingested one by one. Those that fail are kept, and their seeds are printed.
"""

import argparse
import os
import pathlib
import random
import shutil
import sqlite3
import sys
import tempfile

import directed
import measure
import mutate

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "Fuzz" / "formats"))
import seeds

MAX_KILOBYTES = 400_000
GOOD = {
    "0.txt": ("The first good file\n\nIts text names the lighthouse.\n", "the lighthouse"),
    "m.html": ("<title>Good</title><p>A page that names the breakwater.</p>", "the breakwater"),
    "z.jsonl": ('{"title": "Good", "text": "A line that names the boatyard."}\n', "the boatyard"),
}


def sources():
    """The names and contents of the files that are changed."""
    with tempfile.TemporaryDirectory() as folder:
        seeds.main(folder)
        files = sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file() and path.parent.name != "date")
        return [(path.name, path.read_bytes()) for path in files]


class Bar:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.kept = pathlib.Path(options.keep)
        self.failures = 0
        self.peak = 0
        self.slowest = 0.0

    def problem(self, files):
        """Ingests files, given by their names, with the good ones. Returns what went wrong."""
        place = self.folder / "in"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for name, content in files.items():
            (place / name).write_bytes(content)
        for name, (content, _) in GOOD.items():
            (place / name).write_text(content)
        mebibytes = sum(map(len, files.values())) / (1 << 20)
        # A batch of small files has the time of one file.
        limit = 20 + 2 * mebibytes
        database = str(self.folder / "a.db")
        result = measure.ingest(self.options.search, str(place), database, self.options.address_space, 2 * limit + 60)
        self.peak = max(self.peak, result.kilobytes)
        self.slowest = max(self.slowest, result.seconds)
        if result.status not in (0, 2):
            return f"status {result.status}: {result.errors[-400:]}"
        try:
            texts = measure.stored(database)
        except sqlite3.Error as error:
            return f"unreadable archive: {error}"
        for name, (_, words) in GOOD.items():
            if not any(name in location and words in text for location, text in texts.items()):
                return f"{name} is not stored"
        if result.kilobytes > MAX_KILOBYTES:
            return f"{result.kilobytes} KB"
        if result.seconds > limit:
            return f"{result.seconds:.1f} s"
        return None

    def fail(self, name, content, problem):
        self.failures += 1
        self.kept.mkdir(parents=True, exist_ok=True)
        (self.kept / name).write_bytes(content)
        print(f"FAILED {self.kept / name}: {problem}", flush=True)

    def directed(self):
        for name, make in (directed.HARMFUL | directed.HONEST).items():
            content = make()
            problem = self.problem({name: content})
            if problem is None and name in directed.HONEST:
                texts = measure.stored(str(self.folder / "a.db"))
                if not any(location.endswith(name) and len(text) > len(content) // 5 for location, text in texts.items()):
                    problem = "an honest file is not read completely"
            if problem:
                self.fail(name, content, problem)

    def mutations(self):
        files = sources()
        for start in range(0, self.options.count, self.options.batch):
            numbers = range(start, min(start + self.options.batch, self.options.count))
            batch = {}
            for number in numbers:
                seed = self.options.seed + number
                name, content = mutate.mutated(files, random.Random(seed))
                batch[f"{seed}-{name}"] = content
            problem = self.problem(batch)
            if problem:
                print(f"batch of seeds {self.options.seed + start}...: {problem}", flush=True)
                before = self.failures
                for name, content in batch.items():
                    alone = self.problem({name: content})
                    if alone:
                        self.fail(name, content, alone)
                if self.failures == before:
                    self.failures += 1
                    shutil.copytree(self.folder / "in", self.kept / f"batch-{self.options.seed + start}", dirs_exist_ok=True)
            if start // self.options.batch % 10 == 9:
                print(f"{numbers[-1] + 1} files, {self.failures} failures, peak {self.peak >> 10} MB, "
                      f"slowest batch {self.slowest:.1f} s", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("search")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    parser.add_argument("--batch", type=int, default=200)
    parser.add_argument("--address-space", type=int)
    parser.add_argument("--keep", default=str(ROOT / ".build" / "mutations"))
    parser.add_argument("--directed-only", action="store_true")
    options = parser.parse_args()
    options.search = os.path.abspath(options.search)
    print(f"seed {options.seed}", flush=True)
    bar = Bar(options)
    try:
        bar.directed()
        if not options.directed_only:
            bar.mutations()
    finally:
        shutil.rmtree(bar.folder)
    print(f"{bar.failures} failures, peak {bar.peak >> 10} MB, slowest batch {bar.slowest:.1f} s")
    return 1 if bar.failures else 0


sys.exit(main())
