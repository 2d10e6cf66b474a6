"""Times ranking on an archive: stock FTS5, the engine and, if installed, Tantivy.

    python3 ranking.py SEARCH RANKING_BENCH DATABASE FOLDER [PEER_PYTHON]

Called by `make bench CORPUS=...`. Draws the queries from the archive's text (query_sample.py). All times
are in milliseconds, on one thread and with a warm cache: the first run of each query, and the best of
three. Prints tables in Markdown.
"""

import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import time

from query_sample import make_queries

search, ranking_bench, database, folder = sys.argv[1:5]
peer = sys.argv[5] if len(sys.argv) > 5 else None
connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
passages = connection.execute("SELECT count(*) FROM passages").fetchone()[0]


def stock(words, mode):
    """Returns the first time, the best time and the hits of FTS5's own ranking."""
    expression = (" OR " if mode == "any" else " AND ").join(f'"{word}"' for word in words.split())
    times, hits = [], []
    # Slow queries are timed once, since their times vary by only a few per cent.
    while len(times) < 3 and (not times or times[0] < 0.1):
        start = time.perf_counter()
        hits = connection.execute(
            "SELECT rowid, -rank FROM passages_fts WHERE passages_fts MATCH ? "
            "ORDER BY rank LIMIT 10", (expression,)).fetchall()
        times.append(time.perf_counter() - start)
    return {"first": times[0] * 1000, "best": min(times) * 1000, "hits": hits}


def run_lines(command):
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def agree(ours, theirs):
    """Returns true if scores and passages are the same, apart from ties with the last one."""
    if len(ours) != len(theirs):
        return False
    if any(abs(a[1] - b[1]) > 1e-9 * b[1] for a, b in zip(ours, theirs)):
        return False
    worst = ours[-1][1] * (1 + 1e-9) if len(ours) == 10 else -1
    return {a[0] for a in ours if a[1] > worst} == {b[0] for b in theirs if b[1] > worst}


def summary(times):
    times = sorted(times)
    figures = [sum(times) / len(times), times[len(times) // 2], times[int(len(times) * 0.95)],
               times[-1], geometric_mean(times)]
    return " | ".join(f"{figure:.3f}" if figure < 10 else f"{figure:.1f}" for figure in figures)


def geometric_mean(times):
    return math.exp(sum(math.log(max(t, 1e-4)) for t in times) / len(times))


def seconds(command):
    """Returns the time of a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def median(values):
    return sorted(values)[(len(values) - 1) // 2]


queries = make_queries(connection, int(os.environ.get("QUERIES", "400")))
file = f"{folder}/queries.txt"
with open(file, "w", encoding="utf-8") as output:
    output.writelines(query + "\n" for _, query in queries)

engine = [line for line in run_lines([ranking_bench, database, file]) if "any" in line]
systems = {"this engine": engine}
if peer:
    for name, option in (("Tantivy, one segment", []), ("Tantivy, as it is by default", ["default"])):
        shutil.rmtree(f"{folder}/tantivy", ignore_errors=True)
        command = [peer, "Benchmarks/tantivy_peer.py", database, file, f"{folder}/tantivy", *option]
        systems[name] = [line for line in run_lines(command) if "any" in line]
systems["stock FTS5"] = [{mode: stock(query, mode) for mode in ("any", "all")}
                         for _, query in queries]

print(f"Ranking: {len(queries)} queries on {passages:,} passages, top 10, milliseconds\n")
for mode, title in (("any", "Any term"), ("all", "All terms")):
    for run, label in (("best", "best of three"), ("first", "first run")):
        print(f"| {title}, {label} | mean | median | p95 | max | geometric mean |")
        print("| --- | --- | --- | --- | --- | --- |")
        for name, rows in systems.items():
            print(f"| {name} | {summary([row[mode][run] for row in rows])} |")
        headlines = {name: sorted(row[mode][run] for row, query in zip(rows, queries)
                                  if query[0] == "headline") for name, rows in systems.items()}
        p95 = ", ".join(f"{name} {times[int(len(times) * 0.95)]:.3f}"
                        for name, times in headlines.items())
        print(f"\np95 of the queries as they stand in the text: {p95}\n")
    same = sum(agree(a[mode]["hits"], b[mode]["hits"])
               for a, b in zip(engine, systems["stock FTS5"]))
    decoded = sum(row[mode]["decoded"] for row in engine) / len(engine)
    print(f"Hits and scores as stock FTS5: {same} of {len(queries)}. "
          f"Postings decoded for a query, on average: {decoded:,.0f}.\n")

print("| the engine against itself, as `search` asks it: articles, counted | first run | "
      "best of three |")
print("| --- | --- | --- |")
for title, mode, base in (
        ("all words first, then some, against any term", "tiers", "anyArticles"),
        ("any term, one article in fifty, against all articles", "anyOfFew", "anyArticles"),
        ("all terms, one article in fifty, against all articles", "allOfFew", "allArticles")):
    cells = [geometric_mean([row[mode][run] for row in engine])
             / geometric_mean([row[base][run] for row in engine]) for run in ("first", "best")]
    print(f"| {title} | {cells[0]:.2f} | {cells[1]:.2f} |")
print()

common = connection.execute(
    "SELECT term, doc FROM terms WHERE doc > ? ORDER BY doc DESC LIMIT 5",
    (passages / 3,)).fetchall()
if common:
    with open(file, "w", encoding="utf-8") as output:
        output.writelines(term + "\n" for term, _ in common)
    print("| one common word | passages | stock count(*) | engine, first run | engine, best |")
    print("| --- | --- | --- | --- | --- |")
    for (term, frequency), row in zip(common, run_lines([ranking_bench, database, file])):
        counts = []
        for _ in range(3):
            start = time.perf_counter()
            connection.execute("SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?",
                               (f'"{term}"',)).fetchone()
            counts.append(time.perf_counter() - start)
        print(f"| {term} | {frequency:,} | {min(counts) * 1000:.2f} | "
              f"{row['any']['first']:.2f} | {row['any']['best']:.2f} |")
    print()

with open(file, "w", encoding="utf-8") as output:
    output.writelines(queries[i % len(queries)][1] + "\n" for i in range(2000))
ratios = []
for _ in range(3):
    one, two = (seconds([search, "batch", file, "--format", "trec", "-n", "10",
                         "--jobs", str(jobs), "--database", database]) for jobs in (1, 2))
    ratios.append(one / two)
print(f"2,000 queries: --jobs 2 is {median(ratios):.2f} times as fast as --jobs 1 "
      "(median of 3 pairs).")
