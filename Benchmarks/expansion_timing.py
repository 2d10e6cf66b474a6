"""Times searches with and without `--expand`, on an archive of many articles."""

import hashlib
import json
import os
import sqlite3

from collection import PROJECT
from figures import WAYS
from query_sample import make_queries

QUERIES = 400
ROUNDS = 3
MAX_RATIO = 6          # the time with --expand divided by the time without
MAX_MILLISECONDS = 60  # for 95 of 100 queries, in every way of ranking


def archive(search, corpus):
    """Makes an archive of the corpus, or reuses the one of an earlier run on the same file."""
    corpus = os.path.realpath(corpus)
    status = os.stat(corpus)
    with open(os.path.join(PROJECT, "schema.sql"), "rb") as file:
        made_of = file.read() + f"{corpus} {status.st_size} {status.st_mtime_ns}".encode()
    name = f"timing-{hashlib.sha256(made_of).hexdigest()[:16]}.db"
    for old in os.listdir(search.folder):
        if old.startswith("timing-") and not old.startswith(name):
            os.remove(os.path.join(search.folder, old))
    database = os.path.join(search.folder, name)
    search.ingest(corpus, database)
    return database


def times(search, database, queries, options):
    """Returns the milliseconds that each query takes in a new process."""
    lines = search.run("batch", queries, "--format", "jsonl", "--jobs", "1",
                       "--database", database, *options, statuses=(0, 1)).splitlines()
    return [json.loads(line)["elapsed_ms"] for line in lines]


def summary(values):
    """Returns the median, mean and 95th percentile."""
    values = sorted(values)
    return (values[len(values) // 2], sum(values) / len(values), values[int(len(values) * 0.95)])


def measure(search, corpus):
    """Prints a table, and returns a sentence for each figure above its limit."""
    database = archive(search, corpus)
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    path = os.path.join(search.folder, "queries.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(query + "\n" for _, query in make_queries(connection, QUERIES))
    passages = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    connection.close()
    best = {}
    for _ in range(ROUNDS):
        for way, options in WAYS.items():
            now = times(search, database, path, options)
            best[way] = [min(pair) for pair in zip(best.get(way, now), now)]
    found = {way: summary(values) for way, values in best.items()}
    print(f"\n{QUERIES} queries on {passages:,} passages, milliseconds, best of {ROUNDS} "
          "processes:\n\n| | median | mean | p95 |\n| --- | --- | --- | --- |")
    for way, figures in found.items():
        print(f"| {way} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |")
    problems = []
    for way in ("default", "--plain"):
        ratios = [a / b for a, b in zip(found["--expand"], found[way])]
        print(f"| --expand / {way} | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")
        problems += [f"{name} of --expand is {ratio:.2f} times that of {way}; the limit is {MAX_RATIO}"
                     for name, ratio in zip(("the median", "the mean"), ratios)
                     if ratio > MAX_RATIO]
    problems += [f"the 95th percentile of {way} is {figures[2]:.1f} ms; the limit is {MAX_MILLISECONDS}"
                 for way, figures in found.items() if figures[2] > MAX_MILLISECONDS]
    return problems
