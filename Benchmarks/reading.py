"""Measures what it costs to read files in a process of its own.

    python3 reading.py SEARCH FOLDER [CORPUS]

Called by `make bench`. Ingests 20,000 made-up web pages, which are written to FOLDER, and the corpus, with
protection and without it in turn, and compares the medians. Fails if protection makes an ingest slower than its
limit.
"""

import os
import random
import statistics
import subprocess
import sys
import time

PAGES = 20_000
RUNS = 3
MAX_RATIO = {"pages": 1.10, "corpus": 1.05}


def write_pages(folder):
    """Writes the pages once; each has a navigation, an article of some paragraphs, and metadata."""
    if os.path.isdir(folder):
        return
    os.makedirs(folder + ".new")
    chosen = random.Random(17)
    words = ["".join(chosen.choices("abcdefghijklmnoprstuvwy", k=chosen.randint(2, 9))) for _ in range(20_000)]
    for number in range(PAGES):
        some = lambda count: " ".join(chosen.choices(words, k=count))
        paragraphs = "".join(f'<p class="x">{some(60)} <a href="/{i}">{some(1)}</a>.</p>\n'
                             for i in range(chosen.randint(4, 12)))
        links = "".join(f'<li><a href="/n/{i}">{some(1)}</a></li>' for i in range(30))
        with open(f"{folder}.new/{number}.html", "w") as page:
            page.write(f'<!DOCTYPE html><html lang="en"><head><title>Page {number}</title>'
                       f'<meta name="author" content="Ann Author"></head><body><nav><ul>{links}</ul></nav>'
                       f"<article><h1>Page {number}</h1>{paragraphs}</article></body></html>")
    os.rename(folder + ".new", folder)


def seconds(search, source, database, *options):
    for ending in ("", "-wal", "-shm"):
        if os.path.exists(database + ending):
            os.remove(database + ending)
    start = time.perf_counter()
    subprocess.run([search, "ingest", source, "--database", database, "--quiet", *options], check=True)
    return time.perf_counter() - start


def main():
    search, folder, *corpus = sys.argv[1:]
    write_pages(folder + "/pages")
    sources = {"pages": folder + "/pages"} | ({"corpus": corpus[0]} if corpus else {})
    print("\nIngest with files read in a process of its own, and in the same process (seconds, median)")
    failed = False
    for name, source in sources.items():
        protected, unprotected = [], []
        for _ in range(RUNS):
            protected.append(seconds(search, source, folder + "/reading.db"))
            unprotected.append(seconds(search, source, folder + "/reading.db", "--unprotected"))
        ratio = statistics.median(protected) / statistics.median(unprotected)
        print(f"{name:8} {statistics.median(protected):7.2f} {statistics.median(unprotected):7.2f}  ratio {ratio:.2f}"
              f"  (limit {MAX_RATIO[name]:.2f})")
        failed = failed or ratio > MAX_RATIO[name]
    if failed:
        sys.exit("reading: protection costs too much")


main()
