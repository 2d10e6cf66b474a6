"""Measures the ranking on test collections, and compares the figures with docs/relevance.md.

    python3 Benchmarks/relevance.py [--collections FOLDER] [--corpus FILE] [--record] ...

Called by `make eval`. A collection is a folder with corpus.jsonl, topics.tsv and qrels.txt. Uses `search
ingest`, `search batch` and `search evaluate`. Exits with 1 if a figure is below the recorded one by
more than the tolerance, if two runs of the same queries differ in any byte, or if expansion takes too
long; with 2 if nothing can be measured.
"""

import argparse
import filecmp
import os
import sys

sys.dont_write_bytecode = True

import expansion_timing  # noqa: E402
import figures  # noqa: E402
from collection import (  # noqa: E402
    COLLECTIONS, FOLDER, PROGRAM, PROJECT, Search, Trouble, collections, sample_collection)

CORPUS = os.path.join(PROJECT, "../shared/corpora/ms-docs.jsonl.gz")


def measured(search, collection, problems):
    """Measures one collection; returns its rows by measure."""
    database, documents = search.new_archive(collection)
    runs = {}
    for way, options in figures.WAYS.items():
        name = collection.name + (way if options else "")
        runs[way] = search.answer(collection, database, options, name + ".run", jobs=2)
        again = search.answer(collection, database, options, name + ".again.run", jobs=1)
        if not filecmp.cmp(runs[way], again, shallow=False):
            problems.append(f"{collection.name}, {way}: {runs[way]} and {again} differ "
                            "although only --jobs does")
    result = search.evaluate(list(runs.values()), collection.qrels, figures.MEASURES)
    return rows(result, dict(zip(runs, result["runs"])), documents)


def rows(result, runs, documents):
    """Returns the cells of one collection, by measure, from the output of `search evaluate`."""
    compared = dict(zip(list(runs)[1:], result["comparisons"]))
    found = {}
    for index, measure in enumerate(figures.MEASURES):
        means = {way: run["measures"][index]["mean"] for way, run in runs.items()}
        row = {"documents": f"{documents:,}", "topics": str(result["topics_judged"])}
        row |= {way: figures.figure(mean) for way, mean in means.items()}
        row["exact"] = means
        for column, (one, other) in figures.DIFFERENCES.items():
            # `search evaluate` compares each run with the first, but p is the same in both directions.
            tested = compared[other if one == "default" else one]["measures"][index]
            row[column] = figures.difference(means[one] - means[other], tested["p_randomization"])
        found[measure] = row
    return found


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--search", default=PROGRAM, help="the program")
    parser.add_argument("--collections", help="the folder of collections; if empty, only our own")
    parser.add_argument("--corpus", help="articles for timing expansion; if empty, skip the timing")
    parser.add_argument("--figures", default=os.path.join(PROJECT, "docs/relevance.md"),
                        help="the document with the figures")
    parser.add_argument("--folder", default=FOLDER, help="where to store archives and runs")
    parser.add_argument("--record", action="store_true", help="write the figures into the document")
    given = parser.parse_args()
    # A path given as an option must exist; a default path is ignored if it does not.
    if given.collections is None and os.path.isdir(COLLECTIONS):
        given.collections = COLLECTIONS
    if given.corpus is None and os.path.isfile(CORPUS):
        given.corpus = CORPUS
    if given.corpus and not os.path.isfile(given.corpus):
        raise Trouble(f"there is no file {given.corpus}")
    return given


def main():
    given = arguments()
    search = Search(given.search, given.folder)
    with open(given.figures, encoding="utf-8") as file:
        document = file.read()
    committed = figures.tables(document)
    found = {measure: {} for measure in figures.MEASURES}
    problems = []
    chosen = collections(given.collections) if given.collections else []
    for collection in [*chosen, sample_collection()]:
        for measure, row in measured(search, collection, problems).items():
            found[measure][collection.name] = row
    found = figures.with_means(found, committed)
    print(figures.printed(found), flush=True)
    if given.record:
        with open(given.figures, "w", encoding="utf-8") as file:
            file.write(figures.recorded(document, found))
    else:
        problems += figures.shortfalls(found, committed)
        if figures.differs(found, committed):
            print("\nSome figures have changed; --record updates them.")
    if given.corpus:
        problems += expansion_timing.measure(search, given.corpus)
    for problem in problems:
        print(f"relevance: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Trouble, OSError) as error:
        print(f"relevance: {error}", file=sys.stderr)
        sys.exit(2)
