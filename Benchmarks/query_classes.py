"""Times the classes of query that the index does not answer with one list per word.

    python3 query_classes.py SEARCH DATABASE [OLDER_SEARCH OLDER_DATABASE]

Called by `make bench`. Each class is compared with a simpler one on the same words: articles that have all
words with passages that do, a prefix or an exact word with a plain word. Both sides alternate, each query
counts with its fastest run, and the ratio is that of the sums. Prints a table in Markdown, and fails if a
ratio is above its limit. With an older program and its archive, prints how each class compares with that.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile

from query_sample import make_queries

QUERIES = 400
ROUNDS = 3


def several(make):
    """Returns a class of query for samples of at least two words."""
    return lambda words: make(words) if len(words) > 1 else None


def long(make):
    """Returns a class of query for samples that start with a word of six letters or more."""
    return lambda words: make(words[0]) if len(words[0]) >= 6 else None


# Each class has a name, the query that it makes of words (or None), and the options of the command.
WORDS = ("words", " ".join, ())
ONE_WORD = ("a", lambda words: words[0], ())
ALL = ("--all", " ".join, ("--all",))
AND = ("a AND b", several(" AND ".join), ())
NOT = ("a b -c", several(lambda words: " ".join(words[:-1]) + " -" + words[-1]), ())
PLUS = ("+a b", several(lambda words: "+" + " ".join(words)), ())
ANY = ("--any", " ".join, ("--any",))
LONG_WORD = ("long word", long(lambda word: word), ())
PREFIX = ("long wo*", long(lambda word: word[:-2] + "*"), ())
EXACT = ("=a", lambda words: "=" + words[0], ())


def by_passage(way):
    """Returns a class whose hits are passages."""
    name, make, options = way
    return (name + ", passages", make, (*options, "--passages"))


# The class, what it is compared with, and the highest ratio of the two.
COMPARISONS = [
    (WORDS, by_passage(WORDS), 1.5), (ALL, by_passage(ALL), 1.5), (AND, by_passage(AND), 1.5),
    (NOT, by_passage(NOT), 1.5), (PLUS, by_passage(PLUS), 1.5), (ANY, by_passage(ANY), 1.5),
    (PREFIX, LONG_WORD, 3), (EXACT, ONE_WORD, 3),
]


def times(search, database, way, samples):
    """Returns the milliseconds of each query of a class, answered by a new process."""
    _, make, options = way
    queries = [query for query in map(make, samples) if query]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": str(index), "query": query}) + "\n"
                        for index, query in enumerate(queries))
        file.flush()
        output = subprocess.run(
            [search, "batch", file.name, "--format", "jsonl", "--jobs", "1", "--database", database,
             *options], check=False, capture_output=True, text=True)
    if output.returncode > 1:
        sys.exit(f"query_classes: {output.stderr.strip()}")
    return [json.loads(line)["elapsed_ms"] for line in output.stdout.splitlines()]


def compare(sides, samples):
    """Returns the mean of the fastest times of each side; the sides alternate."""
    best = [None, None]
    for _ in range(ROUNDS):
        for index, side in enumerate(sides):
            now = times(*side, samples)
            best[index] = [min(pair) for pair in zip(best[index] or now, now)]
    return [sum(side) / len(side) for side in best]


def main():
    search, database = (os.path.abspath(path) for path in sys.argv[1:3])
    older = tuple(os.path.abspath(path) for path in sys.argv[3:5])
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    samples = [query.split() for _, query in make_queries(connection, QUERIES)]
    connection.close()
    problems = []
    print(f"\nClasses of query, {QUERIES} samples, means of the best of {ROUNDS}, in milliseconds\n\n"
          "| class | mean | compared with | mean | ratio | limit |\n| --- | --- | --- | --- | --- | --- |")
    for way, simpler, most in COMPARISONS:
        if older:
            way, simpler = (way, (f"{way[0]}, the older program", *way[1:]))
            sides = [(search, database, way), (*older, way)]
        else:
            sides = [(search, database, way), (search, database, simpler)]
        ours, theirs = compare(sides, samples)
        ratio = ours / theirs
        print(f"| {way[0]} | {ours:.3f} | {simpler[0]} | {theirs:.3f} | {ratio:.2f} | "
              f"{'' if older else most} |", flush=True)
        if not older and ratio > most:
            problems.append(f"{way[0]} takes {ratio:.2f} times as long as {simpler[0]}; "
                            f"the limit is {most}")
    for problem in problems:
        print(f"query_classes: {problem}")
    sys.exit(1 if problems else 0)


main()
