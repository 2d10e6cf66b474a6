"""Measures how good the corrections of misspelled words are.

    python3 Benchmarks/spelling.py [--search PROGRAM] [--corpus FILE] [--seed N] [--record]

Called by `make eval`. Makes an archive of the sample articles and ../shared/articles, and one of the corpus, if
there is one. Asks for corrections of four lists of words, restricted to what each archive holds:

- misspellings: codespell's dictionary, where the archive has the correct word but not the misspelling;
- names: words of the archive that are always capitalized, with one random error;
- correct words that the archive lacks, from wamerican-large and SCOWL. None of them should be corrected;
- those correct words that the program's own list lacks too.

The words are split into a half on which the program was tuned, and a half that was held out. Prints a table,
and with --record writes it to docs/spelling.md. Exits with 1 if a figure misses its limit; with 2 if nothing
can be measured. If the word lists are not installed, prints how to install them and exits with 0.
"""

import argparse
import json
import os
import random
import re
import sqlite3
import sys
import zlib
from collections import Counter
from dataclasses import dataclass, field

sys.dont_write_bytecode = True

from collection import FOLDER, PROGRAM, PROJECT, Search, Trouble  # noqa: E402

DICTIONARY = "/usr/lib/python3/dist-packages/codespell_lib/data/dictionary.txt"
WORDS = "/usr/share/dict/american-english-large"
SCOWL = "/usr/share/dict/scowl"
PACKAGES = "codespell wamerican-large scowl"
SAMPLES = ("seeds", "../shared/articles")
CORPUS = os.path.join(PROJECT, "../shared/corpora/ms-docs.jsonl.gz")
PAGE = os.path.join(PROJECT, "docs/spelling.md")
COUNT = 1000
# The limits, for all words of a list.
MIN_PRECISION = .95
MIN_RECALL = .8
MAX_FALSE = .02
# Words above this level of SCOWL are not in the program's own list; see Packaging/english_words.py.
KNOWN_LEVEL = 60
NAME_LEVEL = 80

KEYS = {letter: (start + column, row)
        for row, (letters, start) in enumerate((("qwertyuiop", 0), ("asdfghjkl", .25), ("zxcvbnm", .75)))
        for column, letter in enumerate(letters)}
# Letters that people take for each other by their sound.
SOUNDS = "ae ai ao ck cq cs dt ei fv gj gk iy jy kq mn ou sz uw vw bp".split()


@dataclass
class Measured:
    """A word, its correct form (empty if the word itself is correct), and the suggestion for it."""

    word: str
    right: str
    suggestion: str = ""

    def half(self):
        return zlib.crc32(self.word.encode()) % 2


@dataclass
class Lists:
    """The lists of words for one archive."""

    name: str
    size: str
    misspellings: list = field(default_factory=list)
    names: list = field(default_factory=list)
    correct: list = field(default_factory=list)
    unlisted: list = field(default_factory=list)


class Stemmer:
    """Stems words as the index does."""

    def __init__(self):
        self.database = sqlite3.connect(":memory:")
        self.database.executescript("""
            CREATE VIRTUAL TABLE words USING fts5(word, tokenize = 'porter unicode61 remove_diacritics 2');
            CREATE VIRTUAL TABLE terms USING fts5vocab(words, instance)""")

    def stems(self, words):
        """Returns the stem of each word; words of several tokens have those of all."""
        words = sorted(set(words))
        self.database.execute("DELETE FROM words")
        self.database.executemany("INSERT INTO words(rowid, word) VALUES (?, ?)", enumerate(words))
        found = {}
        for term, row in self.database.execute("SELECT term, doc FROM terms ORDER BY doc, offset"):
            found.setdefault(words[row], []).append(term)
        return {word: " ".join(terms) for word, terms in found.items()}


class Vocabulary:
    """The words of an archive, with their stems and the number of passages with each."""

    def __init__(self, path, stemmer):
        self.passages = Counter()
        # How often a word follows a lower-case word, so that its capital means something.
        capitals, smalls = Counter(), Counter()
        database = sqlite3.connect(path)
        for title, text in database.execute("SELECT title, text FROM indexed_passages"):
            self.passages.update(set(re.findall(r"[^\W\d_]+", f"{title} {text}".lower())))
            for word in re.findall(r"(?<=[a-z,] )[^\W\d_]+\b", text):
                (capitals if word[0].isupper() else smalls)[word.lower()] += 1
        database.close()
        stems = stemmer.stems(self.passages)
        self.stems = set(stems.values())
        self.names = sorted(
            word for word, count in capitals.items()
            if count > 1 and not smalls[word] and self.passages[word] > 1 and 5 <= len(word) <= 20
            and word.isascii())


def scowl(max_level, kinds="words|upper|proper-names"):
    """Returns the words of SCOWL's English lists up to a level."""
    found = set()
    for name in os.listdir(SCOWL):
        match = re.fullmatch(rf"(?:english|american|british|british_z|canadian|australian|special)"
                             rf"-(?:{kinds})\.(\d+)", name)
        if match and int(match[1]) <= max_level:
            with open(os.path.join(SCOWL, name), encoding="latin-1") as file:
                found.update(plain(file))
    return found


def plain(lines):
    """Yields the words of at least four English letters."""
    for line in lines:
        word = line.strip().removesuffix("'s")
        if re.fullmatch("[A-Za-z]{4,}", word):
            yield word


def misspellings():
    """Yields the words of codespell that have one correction."""
    with open(DICTIONARY, encoding="utf-8") as file:
        for line in file:
            match = re.fullmatch(r"([A-Za-z]{4,})->([^\W\d_]+)", line.strip())
            if match:
                yield match[1].lower(), match[2].lower()


def neighbors(letter):
    """Returns the letters that are next to a letter on the keyboard or sound like it."""
    if letter not in KEYS:
        return []
    x, y = KEYS[letter]
    near = [other for other, (a, b) in KEYS.items() if other != letter and (a - x) ** 2 + (b - y) ** 2 <= 1.6]
    alike = [pair.replace(letter, "") for pair in SOUNDS if letter in pair]
    return near + alike


def misspelled(name, generator):
    """Returns a name with one error; nothing if the error cannot be made at the random place."""
    place = generator.randrange(len(name))
    before, letter, after = name[:place], name[place], name[place + 1:]
    kind = generator.choice(("substitution", "transposition", "omission", "doubling"))
    if kind == "substitution":
        others = neighbors(letter)
        return before + generator.choice(others) + after if others else None
    if kind == "transposition":
        return before + after[0] + letter + after[1:] if after and after[0] != letter else None
    return before + after if kind == "omission" else before + letter + letter + after


def make_lists(name, path, articles, stemmer, seed):
    """Returns the lists for an archive."""
    generator = random.Random(seed)
    archive = Vocabulary(path, stemmer)
    lists = Lists(name, f"{articles:,} articles, {len(archive.passages):,} words")

    def absent(words):
        stems = stemmer.stems(word.lower() for word in words)
        return sorted(word for word in words if stems[word.lower()] not in archive.stems)

    def sample(words):
        return generator.sample(words, min(COUNT, len(words)))

    pairs = {wrong: right for wrong, right in misspellings() if archive.passages[right]}
    lists.misspellings = [Measured(word, pairs[word]) for word in sample(absent(pairs))]

    with open(WORDS, encoding="utf-8") as file:
        dictionary = set(plain(file))
    correct = dictionary | scowl(NAME_LEVEL, "upper|proper-names")
    known = {word.lower() for word in correct}
    errors = {}
    for _ in range(20 * COUNT):
        right = generator.choice(archive.names)
        wrong = misspelled(right, generator)
        if wrong and wrong not in known:
            errors[wrong] = right
    lists.names = [Measured(word, errors[word]) for word in sample(absent(errors))]

    lists.correct = [Measured(word, "") for word in sample(absent(correct))]
    listed = {word.lower() for word in scowl(KNOWN_LEVEL)}
    lists.unlisted = [Measured(word, "")
                      for word in sample([word for word in absent(correct) if word.lower() not in listed])]
    return lists


def ask(search, database, words):
    """Asks for a correction of each word."""
    path = os.path.join(search.folder, "spelling.tsv")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{number}\t{word.word}\n" for number, word in enumerate(words))
    output = search.run("batch", path, "--words", "--format", "jsonl", "--limit", "1", "--jobs", "2",
                        "--database", database, statuses=(0, 1))
    for line in output.splitlines():
        answer = json.loads(line)
        for notice in answer["notices"]:
            if notice["code"] == "did-you-mean":
                words[int(answer["id"])].suggestion = notice["suggestion"]


class Figures:
    """The figures of a list of words, or of one half of it."""

    def __init__(self, words, stemmer):
        stems = stemmer.stems([word.suggestion.lower() for word in words] + [word.right for word in words])
        self.count = len(words)
        self.shown = sum(word.suggestion != "" for word in words)
        self.right = sum(word.suggestion != "" and
                         stems.get(word.suggestion.lower()) == stems.get(word.right) for word in words)

    @property
    def precision(self):
        return self.right / self.shown if self.shown else 1

    @property
    def recall(self):
        return self.right / self.count if self.count else 1

    @property
    def false(self):
        return self.shown / self.count if self.count else 0


def report(lists, stemmer):
    """Returns the rows of the table, and a sentence for each figure that misses its limit."""
    rows, problems = [], []
    kinds = (("misspellings (codespell)", lists.misspellings, True),
             ("names with one error", lists.names, True),
             ("correct words that the archive lacks", lists.correct, False),
             ("… and that its own list lacks too", lists.unlisted, False))
    for name, words, are_errors in kinds:
        figures = [Figures(part, stemmer) for part in
                   (words, [word for word in words if word.half() == 0], [word for word in words if word.half()])]

        def cell(value):
            return " / ".join(f"{value(part):.3f}".lstrip("0") if value(part) < 1 else "1"
                              for part in figures)

        columns = [cell(lambda part: part.precision), cell(lambda part: part.recall), ""]
        if not are_errors:
            columns = ["", "", cell(lambda part: part.false)]
        rows.append(f"| {name} | {len(words):,} | " + " | ".join(columns) + " |")
        every = figures[0]
        misses = [are_errors and every.precision < MIN_PRECISION and "precision",
                  words is lists.names and every.recall < MIN_RECALL and "recall",
                  words is lists.correct and every.false > MAX_FALSE and "false corrections"]
        problems += [f"{lists.name}, {name}: {miss} out of limits" for miss in misses if miss]
    return rows, problems


def record(tables):
    """Writes the tables to the page, between its two marks."""
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    start, end = (page.index(f"<!-- {mark} -->") for mark in ("figures", "end of figures"))
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(f"{page[:start]}<!-- figures -->\n\n{tables}\n{page[end:]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--search", default=PROGRAM, help="the program")
    parser.add_argument("--corpus", help="a file of articles to make another archive of; empty for none")
    parser.add_argument("--folder", default=FOLDER, help="where to store the archives")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED") or 1), help="for the random words")
    parser.add_argument("--wrong", action="store_true", help="also print the corrections that are wrong")
    parser.add_argument("--record", action="store_true", help="write the tables to docs/spelling.md")
    given = parser.parse_args()
    if not all(map(os.path.exists, (DICTIONARY, WORDS, SCOWL))):
        print(f"Spelling is not measured; to measure it: apt-get install {PACKAGES}")
        return 0
    if given.corpus is None and os.path.isfile(CORPUS):
        given.corpus = CORPUS
    search, stemmer = Search(given.search, given.folder), Stemmer()
    archives = [("sample articles", [path for path in SAMPLES if os.path.isdir(os.path.join(PROJECT, path))])]
    if given.corpus:
        archives.append((os.path.basename(given.corpus).split(".")[0], [os.path.abspath(given.corpus)]))
    tables, problems = [], []
    print(f"Spelling, with the seed {given.seed}:")
    for name, corpora in archives:
        database = search.empty_path("spelling")
        articles = search.ingest(corpora[0], database, *corpora[1:])
        search.run("optimize", "--database", database)
        lists = make_lists(name, database, articles, stemmer, given.seed)
        for words in (lists.misspellings, lists.names, lists.correct, lists.unlisted):
            ask(search, database, words)
            if given.wrong:
                for word in words:
                    if word.suggestion and word.suggestion.lower() != word.right:
                        print(f"{name}: {word.word} -> {word.suggestion}, not {word.right or 'corrected'}")
        rows, missed = report(lists, stemmer)
        problems += missed
        tables.append("\n".join([
            f"| {name}: {lists.size} | words | precision | recall | falsely corrected |",
            "| --- | --- | --- | --- | --- |", *rows]) + "\n")
    print("\n".join(tables))
    if given.record:
        record("\n".join(tables))
    for problem in problems:
        print(f"spelling: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Trouble, OSError, ValueError) as error:
        print(f"spelling: {error}", file=sys.stderr)
        sys.exit(2)
