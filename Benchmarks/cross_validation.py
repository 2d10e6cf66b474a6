"""Tests ranking settings on collections other than those that they were chosen on.

    python3 Benchmarks/cross_validation.py [--with OPTION ...] [NAME=VALUE,VALUE,... ...]

Each NAME is a setting of `search --rank`, as in k1=0.9,1.2,1.5. Tries all combinations of the values
on all collections. Then, for each collection, takes the combination with the best mean on the other
collections, and compares its result on this one with that of the program's default. Prints tables in
Markdown. Takes minutes: one batch for each combination and collection.
"""

import argparse
import itertools
import os
import sys

sys.dont_write_bytecode = True

from collection import (  # noqa: E402
    COLLECTIONS, FOLDER, PROGRAM, Search, Trouble, collections)
from figures import difference, figure  # noqa: E402

GRID = ["k1=0.9,1.2,1.5,2", "b=0.2,0.3,0.4,0.5,0.6,0.75"]
# More than 10 hits, so that the order of ties cannot change nDCG@10.
LIMIT = 50


def combinations(grid):
    """Returns all combinations, each as options of a command: ("--rank", "k1=0.9,b=0.2")."""
    axes = []
    for axis in grid:
        name, equals, values = axis.partition("=")
        if not (name and equals and values):
            raise Trouble(f"{axis} is not NAME=VALUE,VALUE,...")
        axes.append([f"{name}={value}" for value in values.split(",")])
    return [("--rank", ",".join(chosen)) for chosen in itertools.product(*axes)]


def measured(search, collection, settings, always):
    """Returns the nDCG@10 of each setting on one collection."""
    database, _ = search.new_archive(collection)
    runs = [search.answer(collection, database, [*always, *setting],
                          f"cross-validation-{index}.run", LIMIT)
            for index, setting in enumerate(settings)]
    # One run at a time: several would be tested for significance, which takes longer.
    return [search.evaluate([run], collection.qrels, ["ndcg@10"])["runs"][0]["measures"][0]["mean"]
            for run in runs]


def mean(values):
    return sum(values) / len(values)


def report(names, settings, values):
    """Prints the best settings overall, and for each collection the best ones on all others.

    `values` has a list for each collection; the first setting is the program's default.
    """
    def name(index):
        return settings[index][-1] if settings[index] else "default"

    tried = range(1, len(settings))
    overall = [mean([row[index] for row in values]) for index in range(len(settings))]
    print("| setting | mean nDCG@10 | " + " | ".join(names) + " |")
    print("| --- |" + " --- |" * (len(names) + 1))
    for index in [0, *sorted(tried, key=lambda index: -overall[index])[:10]]:
        cells = [figure(overall[index]), *(figure(row[index]) for row in values)]
        print(f"| {name(index)} | " + " | ".join(cells) + " |")
    print(f"\nThe default and the best ten of {len(tried)}.\n")

    print("| left out | best on the others | their mean | reaches here | default here | "
          "difference | best here |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    reached = []
    for left, row in zip(names, values):
        others = [other for other_name, other in zip(names, values) if other_name != left]
        means = {index: mean([other[index] for other in others]) for index in tried}
        chosen = max(tried, key=lambda index: means[index])
        best = max(tried, key=lambda index: row[index])
        reached.append((row[chosen], row[0], row[best]))
        print(f"| {left} | {name(chosen)} | {figure(means[chosen])} | {figure(row[chosen])} | "
              f"{figure(row[0])} | {difference(row[chosen] - row[0])} | "
              f"{figure(row[best])} ({name(best)}) |")
    chosen, default, best = (mean(column) for column in zip(*reached))
    print(f"| mean | | | {figure(chosen)} | {figure(default)} | {difference(chosen - default)} | "
          f"{figure(best)} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--search", default=PROGRAM, help="the program")
    parser.add_argument("--collections", default=COLLECTIONS, help="the folder of collections")
    parser.add_argument("--folder", default=FOLDER, help="where to store archives and runs")
    parser.add_argument("--with", dest="always", action="append", default=[], metavar="OPTION",
                        help="a flag for all runs, without its dashes: expand")
    parser.add_argument("grid", nargs="*", default=GRID, metavar="NAME=VALUE,...",
                        help=f"settings of --rank and their values ({' '.join(GRID)})")
    given = parser.parse_args()
    always = ["--" + flag for flag in given.always]
    search = Search(given.search, os.path.join(given.folder, "cross-validation"))
    settings = [(), *combinations(given.grid)]
    found = collections(given.collections)
    if len(found) < 2:
        raise Trouble("one collection cannot be left out of one")
    values = [measured(search, collection, settings, always) for collection in found]
    report([collection.name for collection in found], settings, values)


if __name__ == "__main__":
    try:
        main()
    except (Trouble, OSError) as error:
        print(f"cross_validation: {error}", file=sys.stderr)
        sys.exit(2)
